#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "pool.hpp"

namespace llmsegnet {

enum class ElementType { Float32, BFloat16 };

/// The upper half of a float32; converted by the kernels, which round to nearest even.
struct BFloat16 {
    uint16_t bits;
};

constexpr size_t elementBytes(ElementType type) { return type == ElementType::Float32 ? sizeof(float) : sizeof(BFloat16); }
const char* nameOf(ElementType type);

/// A pooled block of `elements` elements of one type.
struct Storage {
    Storage(size_t count, ElementType elementType)
        : block(count * elementBytes(elementType)), data(block.data()), elements(count), type(elementType) {}

    /// The elements as float32; throws std::invalid_argument when they are bfloat16 (and the other way round for bf16()).
    float* f32() const;
    BFloat16* bf16() const;
    size_t bytes() const { return elements * elementBytes(type); }

    Scratch block;
    void* data;
    size_t elements;
    ElementType type;
};

/// One call for both element types: f receives a float* or a BFloat16* to the elements of `storage`.
template <class F> auto withElements(const Storage& storage, F f) {
    if (storage.type == ElementType::Float32) return f(static_cast<float*>(storage.data));
    return f(static_cast<BFloat16*>(storage.data));
}

/**
 * Storages by id. An id is slot + generation, below 2^53 so that JavaScript holds it exactly; a released slot gets a new
 * generation, so a stale id is found out. Whoever holds the shared pointer keeps the memory, even if the id is released
 * meanwhile. Thread safe.
 */
class StorageTable {
public:
    static StorageTable& instance();

    double add(size_t elements, ElementType type);
    /// Throws std::invalid_argument for an id that was never given or is released already.
    void release(double id);
    std::shared_ptr<Storage> get(double id) const;
    size_t count() const;

private:
    struct Slot {
        uint64_t generation;
        std::shared_ptr<Storage> storage;
    };
    size_t liveSlot(double id) const;

    mutable std::mutex mutex_;
    std::vector<Slot> slots_;
    std::vector<size_t> freeSlots_;
    size_t live_ = 0;
};

}  // namespace llmsegnet
