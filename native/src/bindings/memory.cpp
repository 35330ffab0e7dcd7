#include "../memory/pool.hpp"

#include <cmath>
#include <limits>

#include "../operations/elementwise.hpp"
#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {

Napi::Value allocate(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "allocate", {"elements", "type"});
    const size_t elements = arguments.count(0);
    const std::string type = arguments.text(1);
    if (type != "float32" && type != "bfloat16") throw arguments.error(1, "expected float32 or bfloat16, got " + type);
    const ElementType elementType = type == "float32" ? ElementType::Float32 : ElementType::BFloat16;
    return Napi::Number::New(info.Env(), StorageTable::instance().add(elements, elementType));
}

Napi::Value release(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "release", {"storage"});
    arguments.storage(0);  // names the argument where the id is bad
    StorageTable::instance().release(arguments.storageId(0));
    return info.Env().Undefined();
}

Napi::Value describe(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "describe", {"storage"});
    const Storage& storage = arguments.storage(0);
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("elements", double(storage.elements));
    result.Set("type", nameOf(storage.type));
    return result;
}

Napi::Value write(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "write", {"storage", "values"});
    Storage& storage = arguments.storage(0);
    const Napi::Float32Array values = arguments.float32Array(1);
    if (values.ElementLength() != storage.elements)
        throw arguments.error(1, "has " + std::to_string(values.ElementLength()) + " values for a storage of " +
                                     std::to_string(storage.elements) + " elements");
    writeFrom(values.Data(), storage);
    return info.Env().Undefined();
}

Napi::Value read(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "read", {"storage"});
    const Storage& storage = arguments.storage(0);
    Napi::Float32Array values = Napi::Float32Array::New(info.Env(), storage.elements);
    readInto(storage, values.Data());
    return values;
}

Napi::Value fill(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "fill", {"storage", "value"});
    Storage& storage = arguments.storage(0);
    fill(storage, float(arguments.number(1)));
    return info.Env().Undefined();
}

Napi::Value convert(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "convert", {"from", "to"});
    const Storage& from = arguments.storage(0);
    Storage& to = arguments.storage(1);
    requireElements(to, from.elements, "to");
    if (&from != &to) convert(from, to);
    return info.Env().Undefined();
}

Napi::Value memory(const Napi::CallbackInfo& info) {
    const MemoryUse use = Pool::instance().use();
    const double limit = use.limit == Pool::unlimited ? std::numeric_limits<double>::infinity() : double(use.limit);
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("used", double(use.used));
    result.Set("peak", double(use.peak));
    result.Set("mapped", double(use.mapped));
    result.Set("limit", limit);
    result.Set("storages", double(StorageTable::instance().count()));
    return result;
}

Napi::Value resetPeak(const Napi::CallbackInfo& info) {
    Pool::instance().resetPeak();
    return info.Env().Undefined();
}

Napi::Value trim(const Napi::CallbackInfo& info) {
    Pool::instance().trim();
    return info.Env().Undefined();
}

Napi::Value setMemoryLimit(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "setMemoryLimit", {"bytes"});
    const double bytes = arguments.number(0);
    if (!(bytes >= 0)) throw arguments.error(0, "expected 0 or more bytes, or Infinity");
    Pool::instance().setLimit(bytes < std::ldexp(1.0, 60) ? size_t(bytes) : Pool::unlimited);
    return info.Env().Undefined();
}

}  // namespace llmsegnet
