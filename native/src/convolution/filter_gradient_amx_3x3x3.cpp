// Filter gradient of 3x3x3 convolutions (stride 1, pad 1) in bfloat16 with AMX tiles, where oneDNN 2.6 spends half of a training step.
//
// dFilter[tap][ic][oc] = sum over voxels of x[voxel + tap][ic] * dy[voxel][oc] is a matrix product over voxels: x transposed to rows of
// voxels per channel (tile A), dy as pairs of voxels per row of 16 channels (tile B). Both are packed once a chunk into scratch that
// stays in the level-2 cache, and every tap then reads the packed x at another offset.
#ifdef LLMSEGNET_EMULATE_AMX
#include "avx512.hpp"
#else
#include <immintrin.h>
#endif
#include <omp.h>

#include <algorithm>
#include <cstring>

#include "../cpu/isa.hpp"
#include "../cpu/threads.hpp"
#include "../memory/pool.hpp"
#include "amx_tiles.hpp"
#include "filter_gradient.hpp"
#include "filter_gradient_amx.hpp"

#ifndef LLMSEGNET_EMULATE_AMX
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
#endif

#include "amx_packing.hpp"

namespace llmsegnet {
namespace {

constexpr size_t kPackedBytes = 1400 << 10;  // packed x and dy of a chunk: most of a 2 MB level-2 cache

/// A chunk is `planes` output planes of one sample. Positions run over the padded planes, so that a tap is a constant offset; dy is zero
/// at the positions that are padding.
struct Chunks3 {
    int batch, depth, height, width, inChannels, outChannels;
    int paddedHeight, paddedWidth, planes = 1;
    size_t xStride;  // elements between two channels' rows of packed x

    explicit Chunks3(const ConvolutionGeometry& g)
        : batch(g.batch), depth(g.axes[0].in), height(g.axes[1].in), width(g.axes[2].in), inChannels(g.inChannels),
          outChannels(g.outChannels), paddedHeight(height + 2), paddedWidth(width + 2) {
        const auto bytes = [&](int n) { return (size_t(n + 2) * inChannels + size_t(n) * outChannels) * plane() * sizeof(BFloat16); };
        while (planes < depth && bytes(planes + 1) < kPackedBytes) planes++;
        if (planes < depth && planes * 2 > depth) planes = (depth + 1) / 2;  // two even chunks rather than a whole and a rest
        const size_t reach = positions(planes) + size_t(2 * paddedHeight + 2) * paddedWidth + 2 * kStep;
        xStride = rowStride(std::max(size_t(planes + 2) * plane() + 2 * kStep, reach));
    }
    size_t plane() const { return size_t(paddedHeight) * paddedWidth; }
    /// Positions a product sums over for a chunk of `n` planes, in whole steps.
    size_t positions(int n) const { return roundUp((size_t(n - 1) * paddedHeight + height) * paddedWidth, kStep); }
    int perSample() const { return (depth + planes - 1) / planes; }
    int count() const { return batch * perSample(); }
    size_t packedX() const { return size_t(inChannels) * xStride; }
    size_t packedDy() const { return size_t(outChannels) * positions(planes); }
};

void packX3(const Chunks3& c, const BFloat16* x, int chunk, Range blocks, BFloat16* packed) {
    const __m512i indices = pairIndices();
    const int sample = chunk / c.perSample(), first = chunk % c.perSample() * c.planes, count = std::min(c.planes, c.depth - first);
    for (int ib = blocks.begin; ib < blocks.end; ib++)
        for (int plane = 0; plane < count + 2; plane++) {
            BFloat16* rows = packed + size_t(ib) * kBlock * c.xStride + plane * c.plane();
            const int d = first + plane - 1;
            if (d < 0 || d >= c.depth) {
                for (int i = 0; i < kBlock; i++) std::memset(rows + i * c.xStride, 0, c.plane() * sizeof(BFloat16));
                continue;
            }
            for (int h = 0; h < c.height; h++) {
                const size_t row = ((size_t(sample) * c.depth + d) * c.height + h) * c.width;
                transposeRow(x + row * c.inChannels + ib * kBlock, c.width, c.inChannels,
                             rows + size_t(h + 1) * c.paddedWidth + 1, c.xStride, indices);
            }
        }
}

void packDy3(const Chunks3& c, const BFloat16* dy, int chunk, Range blocks, BFloat16* packed) {
    const __m512i indices = pairIndices();
    const int sample = chunk / c.perSample(), first = chunk % c.perSample() * c.planes, count = std::min(c.planes, c.depth - first);
    for (int ob = blocks.begin; ob < blocks.end; ob++) {
        BFloat16* pairs = packed + size_t(ob) * kBlock * c.positions(c.planes);
        for (int plane = 0; plane < count; plane++)
            for (int h = 0; h < c.height; h++) {
                const size_t row = ((size_t(sample) * c.depth + first + plane) * c.height + h) * c.width;
                const size_t at = (size_t(plane) * c.paddedHeight + h) * c.paddedWidth;
                pairRow(dy + row * c.outChannels + ob * kBlock, c.width, c.outChannels, pairs, at, indices);
            }
    }
}

/// Three kw taps of one (kd, kh) for two blocks of output channels; sums0, sums1: [3][16][16].
inline void product3x2(const BFloat16* a, size_t stride, const BFloat16* b0, const BFloat16* b1, size_t positions, float* sums0,
                       float* sums1) {
    using namespace amx;
    const size_t bytes = stride * sizeof(BFloat16);
    load<0>(sums0, 64), load<1>(sums0 + kTileFloats, 64), load<2>(sums0 + 2 * kTileFloats, 64);
    load<3>(sums1, 64), load<4>(sums1 + kTileFloats, 64), load<5>(sums1 + 2 * kTileFloats, 64);
    for (size_t p = 0; p < positions; p += kStep) {
        load<7>(b0 + p * kBlock, 64);
        load<6>(a + p, bytes), multiplyAdd<0, 6, 7>();
        load<6>(a + p + 1, bytes), multiplyAdd<1, 6, 7>();
        load<6>(a + p + 2, bytes), multiplyAdd<2, 6, 7>();
        load<7>(b1 + p * kBlock, 64);
        multiplyAdd<5, 6, 7>();
        load<6>(a + p + 1, bytes), multiplyAdd<4, 6, 7>();
        load<6>(a + p, bytes), multiplyAdd<3, 6, 7>();
    }
    store<0>(sums0, 64), store<1>(sums0 + kTileFloats, 64), store<2>(sums0 + 2 * kTileFloats, 64);
    store<3>(sums1, 64), store<4>(sums1 + kTileFloats, 64), store<5>(sums1 + 2 * kTileFloats, 64);
}

/// Three kw taps of two rows of taps (the second may be absent) for a single block of output channels.
inline void product3x1(const BFloat16* a0, const BFloat16* a1, size_t stride, const BFloat16* b, size_t positions, float* sums0,
                       float* sums1) {
    using namespace amx;
    const size_t bytes = stride * sizeof(BFloat16);
    load<0>(sums0, 64), load<1>(sums0 + kTileFloats, 64), load<2>(sums0 + 2 * kTileFloats, 64);
    if (a1) load<3>(sums1, 64), load<4>(sums1 + kTileFloats, 64), load<5>(sums1 + 2 * kTileFloats, 64);
    for (size_t p = 0; p < positions; p += kStep) {
        load<7>(b + p * kBlock, 64);
        load<6>(a0 + p, bytes), multiplyAdd<0, 6, 7>();
        load<6>(a0 + p + 1, bytes), multiplyAdd<1, 6, 7>();
        load<6>(a0 + p + 2, bytes), multiplyAdd<2, 6, 7>();
        if (!a1) continue;
        load<6>(a1 + p, bytes), multiplyAdd<3, 6, 7>();
        load<6>(a1 + p + 1, bytes), multiplyAdd<4, 6, 7>();
        load<6>(a1 + p + 2, bytes), multiplyAdd<5, 6, 7>();
    }
    store<0>(sums0, 64), store<1>(sums0 + kTileFloats, 64), store<2>(sums0 + 2 * kTileFloats, 64);
    if (a1) store<3>(sums1, 64), store<4>(sums1 + kTileFloats, 64), store<5>(sums1 + 2 * kTileFloats, 64);
}

/// Adds a packed chunk's contribution for some blocks of input channels to sums [kd * 3 + kh][ib][ob][kw][16][16].
void accumulate3(const Chunks3& c, const BFloat16* x, const BFloat16* dy, size_t positions, float* sums, Range blocks) {
    const int inBlocks = c.inChannels / kBlock, outBlocks = c.outChannels / kBlock;
    const size_t dyBlock = c.positions(c.planes) * kBlock;
    const auto sumsAt = [&](int tap, int ib, int ob) { return sums + ((size_t(tap) * inBlocks + ib) * outBlocks + ob) * 3 * kTileFloats; };
    for (int ib = blocks.begin; ib < blocks.end; ib++) {
        const auto tapAt = [&](int tap) {
            return x + size_t(ib) * kBlock * c.xStride + (size_t(tap / 3) * c.paddedHeight + tap % 3) * c.paddedWidth;
        };
        for (int ob = 0; ob + 1 < outBlocks; ob += 2)
            for (int tap = 0; tap < 9; tap++)
                product3x2(tapAt(tap), c.xStride, dy + ob * dyBlock, dy + (ob + 1) * dyBlock, positions, sumsAt(tap, ib, ob),
                           sumsAt(tap, ib, ob + 1));
        if (outBlocks % 2 == 0) continue;
        const int ob = outBlocks - 1;
        for (int tap = 0; tap < 9; tap += 2)
            product3x1(tapAt(tap), tap < 8 ? tapAt(tap + 1) : nullptr, c.xStride, dy + ob * dyBlock, positions,
                       sumsAt(tap, ib, ob), tap < 8 ? sumsAt(tap + 1, ib, ob) : nullptr);
    }
}

}  // namespace

void amxFilterGradient3(const ConvolutionGeometry& g, const BFloat16* x, const BFloat16* dy, float* dFilter) {
    const Chunks3 c(g);
    const int inBlocks = c.inChannels / kBlock, outBlocks = c.outChannels / kBlock, workers = threads();
    // Few channels: each thread sums its own chunks into its own sums, added in thread order below. Many: all threads share each packed
    // chunk and own a part of the input channels, and the sums exist once.
    const bool splitChunks = c.inChannels * c.outChannels <= 64 * 64 && c.count() >= workers;
    const int copies = splitChunks ? workers : 1;
    const size_t sumsFloats = size_t(9) * inBlocks * outBlocks * 3 * kTileFloats;
    Scratch xScratch(copies * c.packedX() * sizeof(BFloat16)), dyScratch(copies * c.packedDy() * sizeof(BFloat16));
    Scratch sumsScratch(copies * sumsFloats * sizeof(float));
    float* const allSums = sumsScratch.as<float>();

#pragma omp parallel num_threads(workers)
    {
        amx::configure();
        const int worker = omp_get_thread_num(), copy = splitChunks ? worker : 0;
        BFloat16* const packedX = xScratch.as<BFloat16>() + copy * c.packedX();
        BFloat16* const packedDy = dyScratch.as<BFloat16>() + copy * c.packedDy();
        float* const sums = allSums + copy * sumsFloats;
        const Range mine = Range::part(inBlocks, worker, workers), all{0, inBlocks};
        const Range inPart = splitChunks ? all : mine;
        const Range outPart = splitChunks ? Range{0, outBlocks} : Range::part(outBlocks, worker, workers);
        const Range chunks = splitChunks ? Range::part(c.count(), worker, workers) : Range{0, c.count()};
        const auto clearDy = [&] {
            std::memset(packedDy + outPart.begin * kBlock * c.positions(c.planes), 0,
                        outPart.size() * kBlock * c.positions(c.planes) * sizeof(BFloat16));
        };
        // Padding positions are written once here: packing touches only voxels, and a NaN left there would survive a product with zero.
        std::memset(packedX + inPart.begin * kBlock * c.xStride, 0, inPart.size() * kBlock * c.xStride * sizeof(BFloat16));
        clearDy();
        for (int tap = 0; tap < 9; tap++)
            std::memset(sums + (size_t(tap) * inBlocks + inPart.begin) * outBlocks * 3 * kTileFloats, 0,
                        size_t(inPart.size()) * outBlocks * 3 * kTileFloats * sizeof(float));
        int planesBefore = c.planes;
        for (int chunk = chunks.begin; chunk < chunks.end; chunk++) {
            const int planes = std::min(c.planes, c.depth - chunk % c.perSample() * c.planes);
            if (!splitChunks) {
#pragma omp barrier
            }
            if (planes < planesBefore) clearDy();  // else the last rows of the longer chunk before would be summed again
            planesBefore = planes;
            packX3(c, x, chunk, inPart, packedX);
            packDy3(c, dy, chunk, outPart, packedDy);
            if (!splitChunks) {
#pragma omp barrier
            }
            accumulate3(c, packedX, packedDy, c.positions(planes), sums, inPart);
        }
        amx::releaseTiles();
#pragma omp barrier
#pragma omp for schedule(static)
        for (int row = 0; row < 9 * inBlocks; row++)
            for (int ob = 0; ob < outBlocks; ob++)
                for (int kw = 0; kw < 3; kw++)
                    for (int i = 0; i < kBlock; i++) {
                        const size_t from = ((size_t(row) * outBlocks + ob) * 3 + kw) * kTileFloats + i * kBlock;
                        __m512 sum = _mm512_loadu_ps(allSums + from);
                        for (int other = 1; other < copies; other++)
                            sum = _mm512_add_ps(sum, _mm512_loadu_ps(allSums + other * sumsFloats + from));
                        const int tap = row / inBlocks * 3 + kw, channel = row % inBlocks * kBlock + i;
                        _mm512_storeu_ps(dFilter + (size_t(tap) * c.inChannels + channel) * c.outChannels + ob * kBlock, sum);
                    }
    }
}

}  // namespace llmsegnet

#ifndef LLMSEGNET_EMULATE_AMX
#pragma GCC pop_options
#endif
