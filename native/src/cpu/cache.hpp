#pragma once
#include <unistd.h>

#include <cstddef>

namespace llmsegnet {

/// Bytes of the last-level cache (32 MB where the system does not say). A tensor at least this large is written past the
/// caches: its lines need not be read first, and would be gone before the next kernel wants them.
inline size_t largestCache() {
    static const size_t bytes = [] {
        const long found = sysconf(_SC_LEVEL3_CACHE_SIZE);
        return found > 0 ? size_t(found) : size_t(32) << 20;
    }();
    return bytes;
}

/// Bytes of one core's own level-2 cache (512 KB where the system does not say).
inline size_t privateCache() {
    static const size_t bytes = [] {
        const long found = sysconf(_SC_LEVEL2_CACHE_SIZE);
        return found > 0 ? size_t(found) : size_t(512) << 10;
    }();
    return bytes;
}

}  // namespace llmsegnet
