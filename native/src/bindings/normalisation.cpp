#include "../operations/normalisation.hpp"

#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {
namespace {

NormShape shapeOf(Arguments& arguments, size_t first, size_t epsilon) {
    const double value = arguments.number(epsilon);
    if (!(value >= 0)) throw arguments.error(epsilon, "expected 0 or more");
    const bool relu = arguments.boolean(epsilon + 1);
    return {arguments.count(first), arguments.count(first + 1), arguments.positive(first + 2), value, relu};
}

void requirePerChannel(const Storage* storage, size_t channels, const char* name) {
    if (storage) requireElements(*storage, channels, name);
}

}  // namespace

Napi::Value normForward(const Napi::CallbackInfo& info) {
    Arguments arguments(
        info, "normForward", {"z", "skip", "y", "groups", "rows", "channels", "gamma", "beta", "epsilon", "relu", "saved"});
    const Storage& z = arguments.storage(0);
    const Storage* skip = arguments.optionalStorage(1);
    Storage& y = arguments.storage(2);
    const NormShape shape = shapeOf(arguments, 3, 8);
    const Storage* gamma = arguments.optionalFloatStorage(6);
    const Storage* beta = arguments.optionalFloatStorage(7);
    Storage& saved = arguments.floatStorage(10);
    const size_t elements = product({shape.groups, shape.rows, shape.channels});
    requireElements(z, elements, "z");
    if (skip) requireElements(*skip, elements, "skip"), requireSameType(z, "z", *skip, "skip");
    requireElements(y, elements, "y");
    requireSameType(z, "z", y, "y");
    requirePerChannel(gamma, shape.channels, "gamma");
    requirePerChannel(beta, shape.channels, "beta");
    requireElements(saved, product({4, shape.groups, shape.channels}), "saved");
    normForward(shape, z, skip, y, gamma, beta, saved);
    return info.Env().Undefined();
}

Napi::Value normBackward(const Napi::CallbackInfo& info) {
    Arguments arguments(
        info, "normBackward", {"z", "dy", "dz", "groups", "rows", "channels", "epsilon", "relu", "saved", "dGamma", "dBeta"});
    const Storage& z = arguments.storage(0);
    const Storage& dy = arguments.storage(1);
    Storage& dz = arguments.storage(2);
    const NormShape shape = shapeOf(arguments, 3, 6);
    const Storage& saved = arguments.floatStorage(8);
    Storage* dGamma = arguments.optionalFloatStorage(9);
    Storage* dBeta = arguments.optionalFloatStorage(10);
    const size_t elements = product({shape.groups, shape.rows, shape.channels});
    requireElements(z, elements, "z");
    requireElements(dy, elements, "dy");
    requireSameType(z, "z", dy, "dy");
    requireElements(dz, elements, "dz");
    requireSameType(z, "z", dz, "dz");
    requireElements(saved, product({4, shape.groups, shape.channels}), "saved");
    requirePerChannel(dGamma, shape.channels, "dGamma");
    requirePerChannel(dBeta, shape.channels, "dBeta");
    normBackward(shape, z, dy, dz, saved, dGamma, dBeta);
    return info.Env().Undefined();
}

Napi::Value affineRelu(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "affineRelu", {"z", "skip", "y", "channels", "scale", "shift", "relu"});
    const Storage& z = arguments.storage(0);
    const Storage* skip = arguments.optionalStorage(1);
    Storage& y = arguments.storage(2);
    const size_t channels = arguments.positive(3);
    const Storage& scale = arguments.floatStorage(4);
    const Storage& shift = arguments.floatStorage(5);
    const bool relu = arguments.boolean(6);
    requireMultiple(arguments, 0, z, channels);
    if (skip) requireElements(*skip, z.elements, "skip"), requireSameType(z, "z", *skip, "skip");
    requireElements(y, z.elements, "y");
    requireSameType(z, "z", y, "y");
    requireElements(scale, channels, "scale");
    requireElements(shift, channels, "shift");
    affineRelu(channels, relu, z, skip, y, scale, shift);
    return info.Env().Undefined();
}

}  // namespace llmsegnet
