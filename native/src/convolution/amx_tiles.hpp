#pragma once
// The eight AMX tiles as the bf16 kernels use them: 16 rows of 64 bytes. Two voxels (a bf16 pair) of 16 channels make a row of B, 32
// voxels of one channel a row of A. Defining LLMSEGNET_EMULATE_AMX replaces the instructions by plain loops, so that the kernels' logic
// is tested on machines without AMX (native/test/emulated).
#include <cstdint>
#include <cstring>

namespace llmsegnet::amx {

#ifdef LLMSEGNET_EMULATE_AMX

struct Tile {
    unsigned char bytes[16][64];
};
inline Tile& tile(int index) {
    static thread_local Tile tiles[8];
    return tiles[index];
}
inline void configure() {}
inline void releaseTiles() {}
template <int T>
inline void load(const void* from, size_t strideBytes) {
    for (int r = 0; r < 16; r++) std::memcpy(tile(T).bytes[r], static_cast<const char*>(from) + r * strideBytes, 64);
}
template <int T>
inline void store(void* to, size_t strideBytes) {
    for (int r = 0; r < 16; r++) std::memcpy(static_cast<char*>(to) + r * strideBytes, tile(T).bytes[r], 64);
}
inline float widen(uint16_t bits) {
    const uint32_t word = uint32_t(bits) << 16;
    float value;
    std::memcpy(&value, &word, 4);
    return value;
}
template <int C, int A, int B>
inline void multiplyAdd() {
    float sums[16][16];
    uint16_t a[16][32], b[16][32];
    std::memcpy(sums, tile(C).bytes, 1024);
    std::memcpy(a, tile(A).bytes, 1024);
    std::memcpy(b, tile(B).bytes, 1024);
    for (int m = 0; m < 16; m++)
        for (int k = 0; k < 16; k++)
            for (int n = 0; n < 16; n++)
                for (int pair = 0; pair < 2; pair++) sums[m][n] += widen(a[m][2 * k + pair]) * widen(b[k][2 * n + pair]);
    std::memcpy(tile(C).bytes, sums, 1024);
}

#else

struct alignas(64) TileConfiguration {
    uint8_t palette = 1, startRow = 0, reserved[14] = {};
    uint16_t columnBytes[16] = {};
    uint8_t rows[16] = {};
};

/// Every thread that uses tiles configures them first and releases them after.
inline void configure() {
    TileConfiguration configuration;
    for (int t = 0; t < 8; t++) {
        configuration.columnBytes[t] = 64;
        configuration.rows[t] = 16;
    }
    // GCC 12's _tile_loadconfig tells the compiler that 8 of the 64 bytes are read, so the rest may not have been stored yet.
    asm volatile("ldtilecfg %0" ::"m"(configuration) : "memory");
}
inline void releaseTiles() { asm volatile("tilerelease" ::: "memory"); }
template <int T>
inline void load(const void* from, size_t strideBytes) {
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(strideBytes), "i"(T) : "memory");
}
template <int T>
inline void store(void* to, size_t strideBytes) {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(strideBytes), "i"(T) : "memory");
}
template <int C, int A, int B>
inline void multiplyAdd() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(C), "i"(A), "i"(B));
}

#endif

}  // namespace llmsegnet::amx
