#include "pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "guard.hpp"

namespace llmsegnet {
namespace {

constexpr size_t granule = 64;                 // a cache line, and the widest vector
constexpr size_t hugePage = size_t(2) << 20;
constexpr size_t largeFrom = size_t(1) << 20;  // requests from here on use the large mappings
constexpr size_t sharedMapping = 20u << 20;    // medium requests share mappings of this size
constexpr size_t smallRemainder = 512;         // what is left of a block is split off when it is at least this
constexpr size_t largeRemainder = size_t(256) << 10;

size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

size_t mappingBytes(size_t bytes, bool large) {
    if (!large) return hugePage;
    return bytes <= sharedMapping / 2 ? sharedMapping : roundUp(bytes, hugePage);
}

/// Null when the system refuses.
void* mapAligned(size_t bytes) {
    void* raw = mmap(nullptr, bytes + hugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return nullptr;
    const auto start = reinterpret_cast<uintptr_t>(raw);
    const uintptr_t aligned = roundUp(start, hugePage);
    if (aligned > start) munmap(raw, aligned - start);
    const uintptr_t end = aligned + bytes;
    if (const size_t rest = start + bytes + hugePage - end) munmap(reinterpret_cast<void*>(end), rest);
    madvise(reinterpret_cast<void*>(aligned), bytes, MADV_HUGEPAGE);  // a hint: without huge pages it is only slower
    return reinterpret_cast<void*>(aligned);
}

std::string describe(const char* problem, size_t bytes, size_t used, size_t mapped, size_t limit) {
    const std::string cap = limit == Pool::unlimited ? "no limit set" : "limit " + std::to_string(limit);
    return std::string("out of memory: ") + problem + " for " + std::to_string(bytes) + " bytes (used " + std::to_string(used) +
           ", mapped " + std::to_string(mapped) + ", " + cap + ")";
}

}  // namespace

Pool& Pool::instance() {
    // Never destroyed: storages and caches of other static objects may outlive any order of destruction.
    static Pool* pool = new Pool;
    return *pool;
}

void* Pool::allocate(size_t requested) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (requested > (size_t(1) << 46)) throw OutOfMemory(describe("absurd request", requested, used_, mapped_, limit_));
    const size_t bytes = roundUp(requested, granule) + granule;
    const bool large = bytes >= largeFrom;
    auto block = findFree(bytes, large);
    if (block == blocks_.end()) block = map(bytes, large);
    freeBlocks(large).erase({block->second.bytes, block->first});
    split(block, bytes);
    block->second.free = false;
    block->second.requested = requested;
    used_ += requested;
    peak_ = std::max(peak_, used_);
    guard::used(reinterpret_cast<void*>(block->first), requested);
    return reinterpret_cast<void*>(block->first);
}

void Pool::release(void* data) {
    if (!data) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    auto block = blocks_.find(reinterpret_cast<uintptr_t>(data));
    if (block == blocks_.end() || block->second.free) throw std::logic_error("memory pool: released a block it does not hold");
    used_ -= block->second.requested;
    block->second.free = true;
    guard::released(data, block->second.requested, block->second.bytes);
    auto next = std::next(block);
    if (next != blocks_.end() && next->second.free && next->second.mapping == block->second.mapping) {
        freeBlocks(next->second.large).erase({next->second.bytes, next->first});
        block = mergeWithNext(block);
    }
    if (block != blocks_.begin()) {
        auto previous = std::prev(block);
        if (previous->second.free && previous->second.mapping == block->second.mapping) {
            freeBlocks(previous->second.large).erase({previous->second.bytes, previous->first});
            block = mergeWithNext(previous);
        }
    }
    freeBlocks(block->second.large).insert({block->second.bytes, block->first});
}

MemoryUse Pool::use() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {used_, peak_, mapped_, limit_};
}

void Pool::resetPeak() {
    const std::lock_guard<std::mutex> lock(mutex_);
    peak_ = used_;
}

void Pool::trim() {
    const std::lock_guard<std::mutex> lock(mutex_);
    trimLocked();
}

void Pool::setLimit(size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    limit_ = bytes;
    if (mapped_ > limit_) trimLocked();
}

Pool::Blocks::iterator Pool::findFree(size_t bytes, bool large) {
    const FreeBlocks& candidates = freeBlocks(large);
    const auto best = candidates.lower_bound({bytes, 0});
    return best == candidates.end() ? blocks_.end() : blocks_.find(best->second);
}

Pool::Blocks::iterator Pool::map(size_t bytes, bool large) {
    size_t length = mappingBytes(bytes, large);
    const auto fits = [&] { return mapped_ <= limit_ && length <= limit_ - mapped_; };
    if (!fits()) trimLocked();
    if (!fits()) length = roundUp(bytes, hugePage);  // a shared mapping is a convenience, a limit is not
    if (!fits()) throw OutOfMemory(describe("the memory limit leaves no room", bytes, used_, mapped_, limit_));
    void* start = mapAligned(length);
    if (!start) {
        trimLocked();
        start = mapAligned(length);
    }
    if (!start) throw OutOfMemory(describe("the system has no room", bytes, used_, mapped_, limit_));
    const auto address = reinterpret_cast<uintptr_t>(start);
    guard::mapped(start, length);
    mapped_ += length;
    mappings_[address] = length;
    freeBlocks(large).insert({length, address});
    return blocks_.insert({address, Block{length, 0, address, large, true}}).first;
}

void Pool::split(Blocks::iterator block, size_t bytes) {
    const size_t rest = block->second.bytes - bytes;
    if (rest < (block->second.large ? largeRemainder : smallRemainder)) return;
    Block remainder = block->second;
    remainder.bytes = rest;
    remainder.free = true;
    block->second.bytes = bytes;
    blocks_.insert({block->first + bytes, remainder});
    freeBlocks(remainder.large).insert({rest, block->first + bytes});
}

/// Neither block may be in a free list.
Pool::Blocks::iterator Pool::mergeWithNext(Blocks::iterator block) {
    const auto next = std::next(block);
    block->second.bytes += next->second.bytes;
    blocks_.erase(next);
    return block;
}

void Pool::trimLocked() {
    for (auto mapping = mappings_.begin(); mapping != mappings_.end();) {
        const auto block = blocks_.find(mapping->first);
        if (!block->second.free || block->second.bytes != mapping->second) {
            ++mapping;
            continue;
        }
        freeBlocks(block->second.large).erase({block->second.bytes, block->first});
        blocks_.erase(block);
        guard::unmapped(reinterpret_cast<void*>(mapping->first), mapping->second);
        munmap(reinterpret_cast<void*>(mapping->first), mapping->second);
        mapped_ -= mapping->second;
        mapping = mappings_.erase(mapping);
    }
}

Scratch::Scratch(size_t bytes) : data_(Pool::instance().allocate(bytes)) {}

Scratch::~Scratch() {
    if (data_) Pool::instance().release(data_);
}

Scratch::Scratch(Scratch&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}

Scratch& Scratch::operator=(Scratch&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
}

}  // namespace llmsegnet
