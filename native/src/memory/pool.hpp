#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

namespace llmsegnet {

/// Bytes; `mapped` counts everything taken from the system, `used` and `peak` what callers asked for.
struct MemoryUse {
    size_t used;
    size_t peak;
    size_t mapped;
    size_t limit;  // Pool::unlimited when there is none
};

/// The pool could not get the memory; the message has the numbers and nothing that was allocated before is lost.
class OutOfMemory : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/**
 * Memory for tensors and scratch: 2 MB aligned mappings with huge pages, kept when a block is released, because first touch
 * of fresh pages costs more than most kernels. A request takes the smallest free block that holds it; what is left over is
 * split off, and released neighbours merge again. Small and large requests live in separate mappings, so a small long-lived
 * block never pins a large one. Every block is 64-byte aligned and readable (never writable) for 64 bytes past its end.
 * Thread safe.
 */
class Pool {
public:
    static constexpr size_t unlimited = SIZE_MAX;
    static Pool& instance();

    /// Zero bytes are legal and give a block of their own. Contents are undefined. Throws OutOfMemory.
    void* allocate(size_t bytes);
    /// Null is legal; anything else must come from allocate and not be released yet (std::logic_error).
    void release(void* data);

    MemoryUse use() const;
    void resetPeak();
    /// Gives every mapping without a live block back to the system.
    void trim();
    /// Bytes `mapped` may reach; live blocks stay even when they exceed it.
    void setLimit(size_t bytes);

private:
    struct Block {
        size_t bytes;
        size_t requested;
        uintptr_t mapping;  // address where its mapping starts: blocks merge inside one mapping only
        bool large, free;
    };
    using Blocks = std::map<uintptr_t, Block>;
    using FreeBlocks = std::set<std::pair<size_t, uintptr_t>>;

    FreeBlocks& freeBlocks(bool large) { return large ? freeLarge_ : freeSmall_; }
    Blocks::iterator findFree(size_t bytes, bool large);
    Blocks::iterator map(size_t bytes, bool large);
    void split(Blocks::iterator block, size_t bytes);
    Blocks::iterator mergeWithNext(Blocks::iterator block);
    void trimLocked();

    mutable std::mutex mutex_;
    Blocks blocks_;  // every block, by address: neighbours in the map are neighbours in memory
    FreeBlocks freeSmall_, freeLarge_;
    std::map<uintptr_t, size_t> mappings_;
    size_t used_ = 0, peak_ = 0, mapped_ = 0, limit_ = unlimited;
};

/// A block that lives as long as the object; for work space inside one call, or for what a cache keeps. Its functions are not
/// inline: a file compiled for AVX-512 would leave copies of them behind that the linker might choose for everybody.
class Scratch {
public:
    explicit Scratch(size_t bytes);
    ~Scratch();
    Scratch(Scratch&& other) noexcept;
    Scratch& operator=(Scratch&& other) noexcept;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void* data() const { return data_; }
    template <class T> T* as() const { return static_cast<T*>(data_); }

private:
    void* data_;
};

}  // namespace llmsegnet
