// Filter gradient of 2x2x2 convolutions (stride 2) in bfloat16 with AMX tiles: as filter_gradient_amx_3x3x3.cpp, but the eight taps see
// disjoint voxels, so each is packed for itself and no padding exists.
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

/// One row of taps and channels (tap * inChannels + ic) by two blocks of both.
inline void product2x2(const BFloat16* a0, const BFloat16* a1, size_t stride, const BFloat16* b0, const BFloat16* b1, size_t positions,
                       float* sums0, float* sums1) {
    using namespace amx;
    const size_t bytes = stride * sizeof(BFloat16);
    load<0>(sums0, 64), load<2>(sums1, 64);
    if (b1) load<1>(sums0 + kTileFloats, 64), load<3>(sums1 + kTileFloats, 64);
    for (size_t p = 0; p < positions; p += kStep) {
        load<4>(a0 + p, bytes), load<5>(a1 + p, bytes), load<6>(b0 + p * kBlock, 64);
        multiplyAdd<0, 4, 6>(), multiplyAdd<2, 5, 6>();
        if (!b1) continue;
        load<7>(b1 + p * kBlock, 64);
        multiplyAdd<1, 4, 7>(), multiplyAdd<3, 5, 7>();
    }
    store<0>(sums0, 64), store<2>(sums1, 64);
    if (b1) store<1>(sums0 + kTileFloats, 64), store<3>(sums1 + kTileFloats, 64);
}

}  // namespace

void amxFilterGradient2(const ConvolutionGeometry& g, const BFloat16* x, const BFloat16* dy, float* dFilter) {
    const int inChannels = g.inChannels, outChannels = g.outChannels, width = g.axes[2].out(), height = g.axes[1].out();
    const int inBlocks = inChannels / kBlock, outBlocks = outChannels / kBlock, workers = threads();
    const int rowBlocks = 8 * inBlocks;  // of (tap, input channel), 16 each
    const int rows = g.batch * g.axes[0].out() * height;
    const int rowsPerChunk = std::max<int>(1, std::max(64, (256 << 10) / (8 * inChannels)) / width);
    const int chunkCount = (rows + rowsPerChunk - 1) / rowsPerChunk;
    const size_t positions = roundUp(size_t(rowsPerChunk) * width, kStep), xStride = rowStride(positions + kStep);
    const size_t packedX = size_t(8) * inChannels * xStride, packedDy = size_t(outChannels) * positions;
    const size_t sumsFloats = size_t(rowBlocks) * outBlocks * kTileFloats;
    Scratch xScratch(workers * packedX * sizeof(BFloat16)), dyScratch(workers * packedDy * sizeof(BFloat16));
    Scratch sumsScratch(workers * sumsFloats * sizeof(float));
    float* const allSums = sumsScratch.as<float>();

#pragma omp parallel num_threads(workers)
    {
        amx::configure();
        const __m512i indices = pairIndices();
        const int worker = omp_get_thread_num();
        BFloat16* const xs = xScratch.as<BFloat16>() + worker * packedX;
        BFloat16* const dys = dyScratch.as<BFloat16>() + worker * packedDy;
        float* const sums = allSums + worker * sumsFloats;
        std::memset(xs, 0, packedX * sizeof(BFloat16));
        std::memset(dys, 0, packedDy * sizeof(BFloat16));
        std::memset(sums, 0, sumsFloats * sizeof(float));
        const Range chunks = Range::part(chunkCount, worker, workers);
        for (int chunk = chunks.begin; chunk < chunks.end; chunk++) {
            const int first = chunk * rowsPerChunk, count = std::min(rowsPerChunk, rows - first);
            if (count < rowsPerChunk) std::memset(dys, 0, packedDy * sizeof(BFloat16));
            for (int row = first; row < first + count; row++) {
                const size_t plane = size_t(row) / height, h = size_t(row) % height;
                const size_t sample = plane / g.axes[0].out(), d = plane % g.axes[0].out(), at = size_t(row - first) * width;
                for (int tap = 0; tap < 8; tap++) {
                    const size_t inRow = ((sample * g.axes[0].in + 2 * d + (tap >> 2)) * g.axes[1].in + 2 * h + (tap >> 1 & 1)) * g.axes[2].in;
                    const BFloat16* voxels = x + (inRow + (tap & 1)) * inChannels;
                    for (int ib = 0; ib < inBlocks; ib++)
                        transposeRow(voxels + ib * kBlock, width, 2 * inChannels,
                                     xs + (size_t(tap) * inChannels + ib * kBlock) * xStride + at, xStride, indices);
                }
                for (int ob = 0; ob < outBlocks; ob++)
                    pairRow(dy + size_t(row) * width * outChannels + ob * kBlock, width, outChannels,
                            dys + size_t(ob) * positions * kBlock, at, indices);
            }
            const size_t used = roundUp(size_t(count) * width, kStep);
            for (int rb = 0; rb < rowBlocks; rb += 2)
                for (int ob = 0; ob < outBlocks; ob += 2) {
                    const BFloat16* b0 = dys + size_t(ob) * positions * kBlock;
                    const BFloat16* b1 = ob + 1 < outBlocks ? b0 + positions * kBlock : nullptr;
                    const BFloat16* a = xs + size_t(rb) * kBlock * xStride;
                    product2x2(a, a + kBlock * xStride, xStride, b0, b1, used, sums + (size_t(rb) * outBlocks + ob) * kTileFloats,
                               sums + (size_t(rb + 1) * outBlocks + ob) * kTileFloats);
                }
        }
        amx::releaseTiles();
#pragma omp barrier
#pragma omp for schedule(static)
        for (int rb = 0; rb < rowBlocks; rb++)
            for (int ob = 0; ob < outBlocks; ob++)
                for (int i = 0; i < kBlock; i++) {
                    const size_t from = (size_t(rb) * outBlocks + ob) * kTileFloats + i * kBlock;
                    __m512 sum = _mm512_loadu_ps(allSums + from);
                    for (int other = 1; other < workers; other++)
                        sum = _mm512_add_ps(sum, _mm512_loadu_ps(allSums + other * sumsFloats + from));
                    _mm512_storeu_ps(dFilter + (size_t(rb) * kBlock + i) * outChannels + ob * kBlock, sum);
                }
    }
}

}  // namespace llmsegnet

#ifndef LLMSEGNET_EMULATE_AMX
#pragma GCC pop_options
#endif
