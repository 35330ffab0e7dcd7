#pragma once
// How the AMX filter gradients bring bfloat16 voxels into tile order. Included inside a region that targets AVX-512, after the standard
// headers. Everything has internal linkage, so that no AVX-512 code is shared with other files by the linker.

namespace llmsegnet {
namespace {

constexpr int kBlock = 16;                   // channels of a tile
constexpr int kStep = 32;                    // voxels one tile product sums over
constexpr size_t kTileFloats = 16 * 16;

constexpr size_t roundUp(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/// Rows of a tile are this many elements apart; a multiple of 1024 bytes would put all 16 of them into the same cache sets.
constexpr size_t rowStride(size_t elements) {
    const size_t stride = roundUp(elements, kStep);
    return stride * sizeof(BFloat16) % 1024 == 0 ? stride + kStep : stride;
}

/// Picks elements 0, 16, 1, 17, ...: two voxels of 16 channels become 16 pairs.
inline __m512i pairIndices() {
    alignas(64) static const uint16_t indices[32] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                     8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_load_si512(indices);
}

/// The channels of two neighbouring voxels as 16 pairs; a null pointer stands for a voxel of zeros.
inline __m512i loadPair(const BFloat16* first, const BFloat16* second, __m512i indices) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i a = first ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first)) : zero;
    const __m256i b = second ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(second)) : zero;
    return _mm512_permutexvar_epi16(indices, _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1));
}

/// Transposes 16 x 16 words of 32 bits in place.
inline void transpose16(__m512i* r) {
    __m512i t[16];
    for (int i = 0; i < 8; i++) {
        t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
    }
    for (int i = 0; i < 4; i++) {
        r[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
        r[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0x88);
        t[4 + i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0xdd);
        t[8 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0x88);
        t[12 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88);
        r[8 + i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd);
        r[4 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88);
        r[12 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd);
    }
}

/// Writes `width` voxels (`stride` elements apart) of 16 channels as 16 rows of voxels, `rowStride` elements apart.
inline void transposeRow(const BFloat16* voxels, int width, size_t stride, BFloat16* rows, size_t rowStride, __m512i indices) {
    for (int w = 0; w < width; w += 32) {
        const int count = std::min(32, width - w);
        __m512i pairs[16];
        for (int i = 0; i < 16; i++) {
            const BFloat16* first = voxels + size_t(w + 2 * i) * stride;
            pairs[i] = loadPair(2 * i < count ? first : nullptr, 2 * i + 1 < count ? first + stride : nullptr, indices);
        }
        transpose16(pairs);
        const __mmask32 mask = count == 32 ? 0xffffffffu : (1u << count) - 1;
        for (int c = 0; c < 16; c++) _mm512_mask_storeu_epi16(rows + c * rowStride + w, mask, pairs[c]);
    }
}

/// Writes `width` voxels of 16 channels from position `at` on as pairs: [position / 2][channel][position % 2].
inline void pairRow(const BFloat16* voxels, int width, size_t stride, BFloat16* pairs, size_t at, __m512i indices) {
    const auto single = [&](int w) {
        const size_t position = at + w;
        BFloat16* to = pairs + position / 2 * 32 + position % 2;
        for (int c = 0; c < kBlock; c++) to[2 * c] = voxels[size_t(w) * stride + c];
    };
    int w = 0;
    if (at % 2 == 1 && width > 0) single(w++);
    for (; w + 1 < width; w += 2) {
        const BFloat16* first = voxels + size_t(w) * stride;
        _mm512_storeu_si512(pairs + (at + w) * kBlock, loadPair(first, first + stride, indices));
    }
    if (w < width) single(w);
}

/// The part of `count` items that falls to one of several workers.
struct Range {
    int begin, end;
    static Range part(int count, int worker, int workers) {
        return {int(int64_t(count) * worker / workers), int(int64_t(count) * (worker + 1) / workers)};
    }
    int size() const { return end - begin; }
};

}  // namespace
}  // namespace llmsegnet
