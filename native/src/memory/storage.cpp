#include "storage.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

namespace llmsegnet {
namespace {

constexpr uint64_t slotCount = uint64_t(1) << 20;
constexpr uint64_t generationCount = uint64_t(1) << 33;

std::invalid_argument badId(double id, const char* what) {
    std::ostringstream text;
    text.precision(17);
    text << "storage id " << id << " " << what;
    return std::invalid_argument(text.str());
}

std::invalid_argument wrongType(ElementType wanted, ElementType found) {
    return std::invalid_argument(std::string("expected a ") + nameOf(wanted) + " storage, got " + nameOf(found));
}

}  // namespace

const char* nameOf(ElementType type) { return type == ElementType::Float32 ? "float32" : "bfloat16"; }

float* Storage::f32() const {
    if (type != ElementType::Float32) throw wrongType(ElementType::Float32, type);
    return static_cast<float*>(data);
}

BFloat16* Storage::bf16() const {
    if (type != ElementType::BFloat16) throw wrongType(ElementType::BFloat16, type);
    return static_cast<BFloat16*>(data);
}

StorageTable& StorageTable::instance() {
    static StorageTable* table = new StorageTable;  // never destroyed, as the pool
    return *table;
}

double StorageTable::add(size_t elements, ElementType type) {
    auto storage = std::make_shared<Storage>(elements, type);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (freeSlots_.empty()) {
        if (slots_.size() == slotCount) throw OutOfMemory("out of storage ids: " + std::to_string(slotCount) + " are live");
        slots_.push_back({1, nullptr});
        freeSlots_.reserve(slots_.capacity());  // so that release never has to allocate
        freeSlots_.push_back(slots_.size() - 1);
    }
    const size_t slot = freeSlots_.back();
    freeSlots_.pop_back();
    slots_[slot].storage = std::move(storage);
    live_++;
    return double(slots_[slot].generation * slotCount + slot);
}

void StorageTable::release(double id) {
    std::shared_ptr<Storage> released;  // gives its memory back after the lock is
    const std::lock_guard<std::mutex> lock(mutex_);
    const size_t slot = liveSlot(id);
    released = std::move(slots_[slot].storage);
    slots_[slot].storage = nullptr;
    live_--;
    // A slot whose generations are used up is retired: its last id would come back to life.
    if (++slots_[slot].generation < generationCount) freeSlots_.push_back(slot);
}

std::shared_ptr<Storage> StorageTable::get(double id) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return slots_[liveSlot(id)].storage;
}

size_t StorageTable::count() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return live_;
}

size_t StorageTable::liveSlot(double id) const {
    if (!(id >= double(slotCount)) || id >= 9007199254740992.0 || id != std::floor(id)) throw badId(id, "is not a storage id");
    const auto whole = uint64_t(id);
    const size_t slot = whole % slotCount;
    if (slot >= slots_.size()) throw badId(id, "is not a storage id");
    if (slots_[slot].generation != whole / slotCount || !slots_[slot].storage) throw badId(id, "is stale: it has been released");
    return slot;
}

}  // namespace llmsegnet
