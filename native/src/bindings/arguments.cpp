#include "arguments.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace llmsegnet {
namespace {

constexpr double largestInteger = 9007199254740991.0;

const char* kindOf(const Napi::Value& value) {
    switch (value.Type()) {
        case napi_undefined: return "undefined";
        case napi_null: return "null";
        case napi_boolean: return "a boolean";
        case napi_number: return "a number";
        case napi_string: return "a string";
        case napi_function: return "a function";
        default: break;
    }
    if (value.IsTypedArray()) return "a typed array of another kind";
    return value.IsArray() ? "an array" : "an object";
}

std::string shown(double number) {
    std::ostringstream text;
    text.precision(17);
    text << number;
    return text.str();
}

}  // namespace

std::invalid_argument Arguments::error(size_t index, const std::string& problem) const {
    std::string where = std::string(function_) + ": argument " + std::to_string(index + 1);
    if (index < names_.size()) where += std::string(" (") + names_[index] + ")";
    return std::invalid_argument(where + ": " + problem);
}

Napi::Value Arguments::value(size_t index) const {
    if (index >= info_.Length()) throw error(index, "is missing: the call has " + std::to_string(info_.Length()) + " arguments");
    return info_[index];
}

double Arguments::number(size_t index) const {
    const Napi::Value given = value(index);
    if (!given.IsNumber()) throw error(index, std::string("expected a number, got ") + kindOf(given));
    return given.As<Napi::Number>().DoubleValue();
}

double Arguments::numberIn(size_t index, double low, double high) const {
    const double given = number(index);
    if (!(given >= low && given < high))
        throw error(index, "expected a number from " + shown(low) + " to below " + shown(high) + ", got " + shown(given));
    return given;
}

int64_t Arguments::integer(size_t index) const {
    const double given = number(index);
    if (!(std::fabs(given) <= largestInteger) || given != std::floor(given))
        throw error(index, "expected a whole number, got " + shown(given));
    return int64_t(given);
}

size_t Arguments::count(size_t index) const {
    const int64_t given = integer(index);
    if (given < 0) throw error(index, "expected 0 or more, got " + std::to_string(given));
    return size_t(given);
}

size_t Arguments::positive(size_t index) const {
    const int64_t given = integer(index);
    if (given < 1) throw error(index, "expected 1 or more, got " + std::to_string(given));
    return size_t(given);
}

bool Arguments::boolean(size_t index) const {
    const Napi::Value given = value(index);
    if (!given.IsBoolean()) throw error(index, std::string("expected a boolean, got ") + kindOf(given));
    return given.As<Napi::Boolean>().Value();
}

std::string Arguments::text(size_t index) const {
    const Napi::Value given = value(index);
    if (!given.IsString()) throw error(index, std::string("expected a string, got ") + kindOf(given));
    return given.As<Napi::String>().Utf8Value();
}

Napi::Float32Array Arguments::float32Array(size_t index) const {
    const Napi::Value given = value(index);
    if (!given.IsTypedArray() || given.As<Napi::TypedArray>().TypedArrayType() != napi_float32_array)
        throw error(index, std::string("expected a Float32Array, got ") + kindOf(given));
    return given.As<Napi::Float32Array>();
}

Napi::Int32Array Arguments::int32Array(size_t index) const {
    const Napi::Value given = value(index);
    if (!given.IsTypedArray() || given.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array)
        throw error(index, std::string("expected an Int32Array, got ") + kindOf(given));
    return given.As<Napi::Int32Array>();
}

double Arguments::storageId(size_t index) const { return number(index); }

Storage& Arguments::storage(size_t index) {
    const double id = storageId(index);
    try {
        held_.push_back(StorageTable::instance().get(id));
    } catch (const std::invalid_argument& problem) {
        throw error(index, problem.what());
    }
    return *held_.back();
}

Storage* Arguments::optionalStorage(size_t index) { return storageId(index) == -1 ? nullptr : &storage(index); }

Storage& Arguments::floatStorage(size_t index) {
    Storage& found = storage(index);
    if (found.type != ElementType::Float32)
        throw error(index, std::string("expected a float32 storage, got ") + nameOf(found.type));
    return found;
}

Storage* Arguments::optionalFloatStorage(size_t index) { return storageId(index) == -1 ? nullptr : &floatStorage(index); }

void requireElements(const Storage& storage, size_t elements, const char* name) {
    if (storage.elements != elements)
        throw std::invalid_argument(std::string(name) + " has " + std::to_string(storage.elements) + " elements, expected " +
                                    std::to_string(elements));
}

void requireType(const Storage& storage, ElementType type, const char* name) {
    if (storage.type != type)
        throw std::invalid_argument(std::string(name) + " is " + nameOf(storage.type) + ", expected " + nameOf(type));
}

void requireSameType(const Storage& a, const char* nameOfA, const Storage& b, const char* nameOfB) {
    if (a.type != b.type)
        throw std::invalid_argument(std::string(nameOfB) + " is " + nameOf(b.type) + " but " + nameOfA + " is " + nameOf(a.type));
}

void requireMultiple(const Arguments& arguments, size_t index, const Storage& storage, size_t channels) {
    if (storage.elements % channels == 0) return;
    const std::string found = "has " + std::to_string(storage.elements) + " elements";
    throw arguments.error(index, found + ", not a multiple of " + std::to_string(channels) + " channels");
}

size_t product(std::initializer_list<size_t> sizes) {
    constexpr size_t most = size_t(1) << 48;
    size_t result = 1;
    std::string text;
    for (const size_t size : sizes) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
        if (size == 0) return 0;
    }
    for (const size_t size : sizes) {
        if (size > most || result > most / size) throw std::invalid_argument("sizes " + text + " are too large");
        result *= size;
    }
    return result;
}

}  // namespace llmsegnet
