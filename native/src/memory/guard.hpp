#pragma once
#include <cstddef>

/**
 * Watches the pool's blocks in builds with AddressSanitizer (scripts/sanitize), which by itself takes a whole mapping for one valid block;
 * empty functions in every other build. Kernels may read one vector past the end of a block but not use or write what is there: these bytes
 * are NaNs while the block is in use, and must still be when it is released.
 */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace llmsegnet::guard {

constexpr size_t readable = 64;
constexpr unsigned char pattern = 0xff;

inline void mapped(void* data, size_t bytes) { ASAN_POISON_MEMORY_REGION(data, bytes); }

inline void unmapped(void* data, size_t bytes) { ASAN_UNPOISON_MEMORY_REGION(data, bytes); }

inline void used(void* data, size_t requested) {
    ASAN_UNPOISON_MEMORY_REGION(data, requested + readable);
    std::memset(static_cast<char*>(data) + requested, pattern, readable);
}

inline void released(void* data, size_t requested, size_t bytes) {
    const auto* past = static_cast<const unsigned char*>(data) + requested;
    for (size_t i = 0; i < readable; i++) {
        if (past[i] == pattern) continue;
        std::fprintf(stderr, "memory pool: byte %zu past a block of %zu bytes was written\n", i, requested);
        std::abort();
    }
    ASAN_POISON_MEMORY_REGION(data, bytes);
}

}  // namespace llmsegnet::guard
#else
namespace llmsegnet::guard {

inline void mapped(void*, size_t) {}
inline void unmapped(void*, size_t) {}
inline void used(void*, size_t) {}
inline void released(void*, size_t, size_t) {}

}  // namespace llmsegnet::guard
#endif
