#pragma once
#include <napi.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "../memory/storage.hpp"

namespace llmsegnet {

/**
 * The checked arguments of one JS call. Every accessor throws std::invalid_argument that names the function, the argument (by its
 * name where one was given, and its position from 1) and what was found. Storages stay alive as long as this object does, even if
 * another thread releases their ids meanwhile.
 */
class Arguments {
public:
    Arguments(const Napi::CallbackInfo& info, const char* function, std::initializer_list<const char*> names = {})
        : info_(info), function_(function), names_(names) {}

    Storage& storage(size_t index);
    /// Null for NO_STORAGE (-1).
    Storage* optionalStorage(size_t index);
    /// storage(index), of float32.
    Storage& floatStorage(size_t index);
    Storage* optionalFloatStorage(size_t index);
    double storageId(size_t index) const;

    /// A whole number between -(2^53 - 1) and 2^53 - 1.
    int64_t integer(size_t index) const;
    /// A whole number of things: 0 .. 2^53 - 1.
    size_t count(size_t index) const;
    /// A count of at least 1.
    size_t positive(size_t index) const;
    /// Any number, infinities and NaN included.
    double number(size_t index) const;
    /// A number in [low, high).
    double numberIn(size_t index, double low, double high) const;
    bool boolean(size_t index) const;
    std::string text(size_t index) const;
    Napi::Float32Array float32Array(size_t index) const;
    Napi::Int32Array int32Array(size_t index) const;

    Napi::Env env() const { return info_.Env(); }
    /// An exception to throw: "function: argument 2 (name): problem".
    std::invalid_argument error(size_t index, const std::string& problem) const;

private:
    Napi::Value value(size_t index) const;

    const Napi::CallbackInfo& info_;
    const char* function_;
    std::vector<const char*> names_;
    std::vector<std::shared_ptr<Storage>> held_;
};

/// Throws std::invalid_argument "y has 10 elements, expected 12" unless the count is right.
void requireElements(const Storage& storage, size_t elements, const char* name);
void requireType(const Storage& storage, ElementType type, const char* name);
/// Throws unless both have one element type.
void requireSameType(const Storage& a, const char* nameOfA, const Storage& b, const char* nameOfB);
/// Throws unless the storage given as argument `index` holds whole rows of `channels` elements.
void requireMultiple(const Arguments& arguments, size_t index, const Storage& storage, size_t channels);
/// The product of sizes; throws std::invalid_argument when it is beyond what any memory holds.
size_t product(std::initializer_list<size_t> sizes);

}  // namespace llmsegnet
