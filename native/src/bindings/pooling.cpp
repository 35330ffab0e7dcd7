#include "../operations/pooling.hpp"

#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {
namespace {

/// Sizes from argument `first` on, and how many elements a volume of them has.
struct CheckedShape : VolumeShape {
    CheckedShape(Arguments& arguments, size_t first)
        : VolumeShape{arguments.count(first), arguments.count(first + 1), arguments.count(first + 2), arguments.count(first + 3),
                      arguments.positive(first + 4)} {}
    size_t elements() const { return product({batch, depth, height, width, channels}); }
    size_t halved() const { return product({batch, depth / 2, height / 2, width / 2, channels}); }
    size_t doubled() const { return product({8, elements()}); }
};

}  // namespace

Napi::Value maxPool2(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "maxPool2", {"x", "y", "batch", "depth", "height", "width", "channels"});
    const Storage& x = arguments.storage(0);
    Storage& y = arguments.storage(1);
    const CheckedShape shape(arguments, 2);
    requireElements(x, shape.elements(), "x");
    requireElements(y, shape.halved(), "y");
    requireSameType(x, "x", y, "y");
    maxPool2(shape, x, y);
    return info.Env().Undefined();
}

Napi::Value maxPool2Backward(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "maxPool2Backward", {"x", "dy", "dx", "batch", "depth", "height", "width", "channels"});
    const Storage& x = arguments.storage(0);
    const Storage& dy = arguments.storage(1);
    Storage& dx = arguments.storage(2);
    const CheckedShape shape(arguments, 3);
    requireElements(x, shape.elements(), "x");
    requireElements(dy, shape.halved(), "dy");
    requireElements(dx, shape.elements(), "dx");
    requireSameType(x, "x", dy, "dy");
    requireSameType(x, "x", dx, "dx");
    if (&dx == &x) throw arguments.error(2, "must not be x");
    maxPool2Backward(shape, x, dy, dx);
    return info.Env().Undefined();
}

Napi::Value upsample2(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "upsample2", {"x", "y", "batch", "depth", "height", "width", "channels"});
    const Storage& x = arguments.storage(0);
    Storage& y = arguments.storage(1);
    const CheckedShape shape(arguments, 2);
    requireElements(x, shape.elements(), "x");
    requireElements(y, shape.doubled(), "y");
    requireSameType(x, "x", y, "y");
    upsample2(shape, x, y);
    return info.Env().Undefined();
}

Napi::Value upsample2Backward(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "upsample2Backward", {"dy", "dx", "batch", "depth", "height", "width", "channels"});
    const Storage& dy = arguments.storage(0);
    Storage& dx = arguments.storage(1);
    const CheckedShape shape(arguments, 2);
    requireElements(dy, shape.doubled(), "dy");
    requireElements(dx, shape.elements(), "dx");
    requireSameType(dy, "dy", dx, "dx");
    upsample2Backward(shape, dy, dx);
    return info.Env().Undefined();
}

}  // namespace llmsegnet
