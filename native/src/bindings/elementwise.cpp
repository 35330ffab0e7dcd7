#include "../operations/elementwise.hpp"

#include "../operations/dropout.hpp"
#include "../operations/sums.hpp"
#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {

Napi::Value sumRows(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "sumRows", {"x", "channels", "out"});
    const Storage& x = arguments.storage(0);
    const size_t channels = arguments.positive(1);
    Storage& out = arguments.floatStorage(2);
    requireMultiple(arguments, 0, x, channels);
    requireElements(out, channels, "out");
    sumRows(x, channels, out);
    return info.Env().Undefined();
}

Napi::Value dropout(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "dropout", {"x", "y", "mode", "samples", "rows", "channels", "rate", "seed"});
    const Storage& x = arguments.storage(0);
    Storage& y = arguments.storage(1);
    const std::string mode = arguments.text(2);
    if (mode != "element" && mode != "channel") throw arguments.error(2, "expected element or channel, got " + mode);
    const size_t samples = arguments.count(3), rows = arguments.count(4), channels = arguments.positive(5);
    const double rate = arguments.numberIn(6, 0, 1);
    const auto seed = uint32_t(arguments.integer(7));  // modulo 2^32, as JavaScript's integer operators take it
    requireElements(x, product({samples, rows, channels}), "x");
    requireElements(y, x.elements, "y");
    requireSameType(x, "x", y, "y");
    if (mode == "element") dropoutElements(x, y, rate, seed);
    else dropoutChannels(x, y, samples, rows, channels, rate, seed);
    return info.Env().Undefined();
}

Napi::Value add(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "add", {"a", "b", "out"});
    const Storage& a = arguments.storage(0);
    const Storage& b = arguments.storage(1);
    Storage& out = arguments.storage(2);
    requireElements(b, a.elements, "b");
    requireElements(out, a.elements, "out");
    add(a, b, out);
    return info.Env().Undefined();
}

Napi::Value scale(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "scale", {"x", "factor"});
    Storage& x = arguments.storage(0);
    scale(x, float(arguments.number(1)));
    return info.Env().Undefined();
}

Napi::Value sgd(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "sgd", {"weights", "gradient", "momentumBuffer", "learningRate", "momentum", "weightDecay"});
    Storage& weights = arguments.floatStorage(0);
    const Storage& gradient = arguments.floatStorage(1);
    Storage& buffer = arguments.floatStorage(2);
    requireElements(gradient, weights.elements, "gradient");
    requireElements(buffer, weights.elements, "momentumBuffer");
    sgd(weights, gradient, buffer, float(arguments.number(3)), float(arguments.number(4)), float(arguments.number(5)));
    return info.Env().Undefined();
}

}  // namespace llmsegnet
