#include "../convolution/choice.hpp"
#include "../convolution/convolution.hpp"

#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {
namespace {

ConvolutionGeometry geometryOf(Arguments& arguments) {
    const Napi::Int32Array numbers = arguments.int32Array(0);
    return ConvolutionGeometry::parse(numbers.Data(), numbers.ElementLength());
}

}  // namespace

Napi::Value convolve(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "convolve", {"geometry", "x", "filter", "bias", "y"});
    const ConvolutionGeometry geometry = geometryOf(arguments);
    const Storage& x = arguments.storage(1);
    const Storage& filter = arguments.floatStorage(2);
    const Storage* bias = arguments.optionalFloatStorage(3);
    Storage& y = arguments.storage(4);
    requireElements(x, geometry.inElements(), "x");
    requireElements(filter, geometry.filterElements(), "filter");
    if (bias) requireElements(*bias, geometry.outChannels, "bias");
    requireElements(y, geometry.outElements(), "y");
    convolve(geometry, x, filter, bias, y);
    return info.Env().Undefined();
}

Napi::Value convolveBackwardData(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "convolveBackwardData", {"geometry", "dy", "filter", "dx"});
    const ConvolutionGeometry geometry = geometryOf(arguments);
    const Storage& dy = arguments.storage(1);
    const Storage& filter = arguments.floatStorage(2);
    Storage& dx = arguments.storage(3);
    requireElements(dy, geometry.outElements(), "dy");
    requireElements(filter, geometry.filterElements(), "filter");
    requireElements(dx, geometry.inElements(), "dx");
    convolveBackwardData(geometry, dy, filter, dx);
    return info.Env().Undefined();
}

Napi::Value convolveBackwardFilter(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "convolveBackwardFilter", {"geometry", "x", "dy", "dFilter"});
    const ConvolutionGeometry geometry = geometryOf(arguments);
    const Storage& x = arguments.storage(1);
    const Storage& dy = arguments.storage(2);
    Storage& dFilter = arguments.floatStorage(3);
    requireElements(x, geometry.inElements(), "x");
    requireElements(dy, geometry.outElements(), "dy");
    requireElements(dFilter, geometry.filterElements(), "dFilter");
    convolveBackwardFilter(geometry, x, dy, dFilter);
    return info.Env().Undefined();
}

Napi::Value convolutionPreference(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), nameOf(preference())); }

Napi::Value setConvolutionPreference(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "setConvolutionPreference", {"preference"});
    setPreference(preferenceNamed(arguments.text(0)));
    return info.Env().Undefined();
}

Napi::Value convolutionChoices(const Napi::CallbackInfo& info) {
    Napi::Object result = Napi::Object::New(info.Env());
    for (const auto& [name, way] : choices()) result.Set(name, nameOf(way));
    return result;
}

Napi::Value rememberConvolutionChoice(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "rememberConvolutionChoice", {"convolution", "way"});
    rememberChoice(arguments.text(0), wayNamed(arguments.text(1)));
    return info.Env().Undefined();
}

Napi::Value forgetConvolutionChoices(const Napi::CallbackInfo& info) {
    forgetChoices();
    return info.Env().Undefined();
}

}  // namespace llmsegnet
