// Direct convolutions in float32 with AVX2. Every case is the same product: `depth` consecutive floats of a voxel's neighbourhood times a
// packed [depth][16] block of weights, for a tile of up to six voxels whose 6 x 16 sums stay in registers.
#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "../cpu/isa.hpp"
#include "../cpu/threads.hpp"
#include "../memory/pool.hpp"
#include "../operations/parallel.hpp"
#include "direct_avx2.hpp"

#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace llmsegnet {
namespace {

constexpr int kBlock = 16;  // output channels of a tile: two AVX2 vectors
constexpr int kTile = 6;    // voxels of a tile: with two vectors each, and two of weights, the 16 registers are full
constexpr int kRows = 8;    // output rows that share a packed input

/// y[R][16] (+)= x[R][depth] times weights[depth][16].
template <int R>
inline void multiplyTile(
    const float* x, size_t xStride, const float* weights, int depth, float* y, size_t yStride, bool accumulate) {
    __m256 low[R], high[R];  // in registers, which takes every loop over R unrolled
#pragma GCC unroll 8
    for (int v = 0; v < R; v++) {
        low[v] = accumulate ? _mm256_loadu_ps(y + v * yStride) : _mm256_setzero_ps();
        high[v] = accumulate ? _mm256_loadu_ps(y + v * yStride + 8) : _mm256_setzero_ps();
    }
    for (int k = 0; k < depth; k++) {
        const __m256 first = _mm256_loadu_ps(weights + k * kBlock), second = _mm256_loadu_ps(weights + k * kBlock + 8);
#pragma GCC unroll 8
        for (int v = 0; v < R; v++) {
            const __m256 value = _mm256_broadcast_ss(x + v * xStride + k);
            low[v] = _mm256_fmadd_ps(value, first, low[v]);
            high[v] = _mm256_fmadd_ps(value, second, high[v]);
        }
    }
#pragma GCC unroll 8
    for (int v = 0; v < R; v++) {
        _mm256_storeu_ps(y + v * yStride, low[v]);
        _mm256_storeu_ps(y + v * yStride + 8, high[v]);
    }
}

/// One row of voxels in tiles of even sizes: a last tile of one or two would wait for its own additions.
void multiplyRow(
    const float* x, size_t xStride, const float* weights, int depth, float* y, size_t yStride, int voxels, bool accumulate) {
    int tiles = (voxels + kTile - 1) / kTile;
    for (; tiles > 0; tiles--) {
        const int count = (voxels + tiles - 1) / tiles;
        switch (count) {
            case 6: multiplyTile<6>(x, xStride, weights, depth, y, yStride, accumulate); break;
            case 5: multiplyTile<5>(x, xStride, weights, depth, y, yStride, accumulate); break;
            case 4: multiplyTile<4>(x, xStride, weights, depth, y, yStride, accumulate); break;
            case 3: multiplyTile<3>(x, xStride, weights, depth, y, yStride, accumulate); break;
            case 2: multiplyTile<2>(x, xStride, weights, depth, y, yStride, accumulate); break;
            default: multiplyTile<1>(x, xStride, weights, depth, y, yStride, accumulate); break;
        }
        x += count * xStride;
        y += count * yStride;
        voxels -= count;
    }
}

/// Fills [blocks][depth][16] with f(block * 16 + column, depth index).
template <class F>
void packWeights(float* packed, int columns, int depth, F f) {
    inParallel(columns / kBlock, size_t(columns) * depth, [&](size_t block) {
        float* to = packed + block * depth * kBlock;
        for (int k = 0; k < depth; k++)
            for (int c = 0; c < kBlock; c++) to[k * kBlock + c] = f(int(block) * kBlock + c, k);
    });
}

/// A volume [batch, depth, height, width, channels].
struct Volume {
    int batch, depth, height, width, channels;
    size_t row() const { return size_t(width) * channels; }
    size_t rowAt(int sample, int d, int h) const { return ((size_t(sample) * depth + d) * height + h) * row(); }
};

/// Packs rows [first - 1, first + count + 1) of planes d - 1, d, d + 1 with a zero voxel at both ends; zeros outside the volume.
void packNeighbourhood(const Volume& in, const float* x, int sample, int d, int first, int count, float* packed) {
    const size_t padded = in.row() + 2 * in.channels;
    for (int plane = d - 1; plane <= d + 1; plane++)
        for (int h = first - 1; h <= first + count; h++, packed += padded) {
            if (plane < 0 || plane >= in.depth || h < 0 || h >= in.height) {
                std::memset(packed, 0, padded * sizeof(float));
                continue;
            }
            std::memset(packed, 0, in.channels * sizeof(float));
            std::memcpy(packed + in.channels, x + in.rowAt(sample, plane, h), in.row() * sizeof(float));
            std::memset(packed + in.channels + in.row(), 0, in.channels * sizeof(float));
        }
}

/// 3x3x3, stride 1, pad 1; weights are [block][kd][kh][kw][in][16].
void convolve3(const Volume& in, const Volume& out, const float* x, const float* weights, float* y) {
    const size_t padded = in.row() + 2 * in.channels, plane = size_t(kRows + 2) * padded;
    const int rowChunks = (out.height + kRows - 1) / kRows, depth = 3 * in.channels, team = threads();
    Scratch scratch(team * 3 * plane * sizeof(float));
    inParallelTeam(team, size_t(out.batch) * out.depth * rowChunks, SIZE_MAX, [&](size_t task, int worker) {
        const int first = int(task) % rowChunks * kRows, count = std::min(kRows, out.height - first);
        const int sample = int(task) / rowChunks / out.depth, d = int(task) / rowChunks % out.depth;
        float* packed = scratch.as<float>() + worker * 3 * plane;
        packNeighbourhood(in, x, sample, d, first, count, packed);
        const size_t packedPlane = size_t(count + 2) * padded;
        for (int block = 0; block < out.channels / kBlock; block++)
            for (int tap = 0; tap < 9; tap++) {
                const float* blockWeights = weights + (size_t(block) * 9 + tap) * depth * kBlock;
                for (int h = 0; h < count; h++) {
                    const float* from = packed + tap / 3 * packedPlane + (h + tap % 3) * padded;
                    float* to = y + out.rowAt(sample, d, first + h) + block * kBlock;
                    multiplyRow(from, in.channels, blockWeights, depth, to, out.channels, out.width, tap > 0);
                }
            }
    });
}

/// 2x2x2, stride 2; weights are [block][kd][kh][kw][in][16].
void convolve2(const Volume& in, const Volume& out, const float* x, const float* weights, float* y) {
    const int depth = 2 * in.channels;
    inParallel(size_t(out.batch) * out.depth * out.height, SIZE_MAX, [&](size_t task) {
        const int h = int(task) % out.height, d = int(task) / out.height % out.depth, sample = int(task) / out.height / out.depth;
        for (int block = 0; block < out.channels / kBlock; block++)
            for (int tap = 0; tap < 4; tap++)
                multiplyRow(x + in.rowAt(sample, 2 * d + tap / 2, 2 * h + tap % 2), 2 * in.channels,
                            weights + (size_t(block) * 4 + tap) * depth * kBlock, depth, y + out.rowAt(sample, d, h) + block * kBlock,
                            out.channels, out.width, tap > 0);
    });
}

/// The transpose of convolve2: each voxel of dy makes 2 x 2 x 2 voxels of dx; weights are [kd][kh][block of kw and in][out][16].
void spread2(const Volume& in, const Volume& out, const float* dy, const float* weights, float* dx) {
    const int depth = out.channels, columns = 2 * in.channels;
    inParallel(size_t(out.batch) * out.depth * out.height, SIZE_MAX, [&](size_t task) {
        const int h = int(task) % out.height, d = int(task) / out.height % out.depth, sample = int(task) / out.height / out.depth;
        for (int tap = 0; tap < 4; tap++)
            for (int block = 0; block < columns / kBlock; block++)
                multiplyRow(dy + out.rowAt(sample, d, h), out.channels, weights + (size_t(tap) * columns / kBlock + block) * depth * kBlock,
                            depth, dx + in.rowAt(sample, 2 * d + tap / 2, 2 * h + tap % 2) + block * kBlock, columns, out.width, false);
    });
}

Volume inputOf(const ConvolutionGeometry& g) { return {g.batch, g.axes[0].in, g.axes[1].in, g.axes[2].in, g.inChannels}; }
Volume outputOf(const ConvolutionGeometry& g) {
    return {g.batch, g.axes[0].out(), g.axes[1].out(), g.axes[2].out(), g.outChannels};
}

}  // namespace

bool avx2ConvolutionTakes(const ConvolutionGeometry& g, ElementType type) {
    if (type != ElementType::Float32 || activeIsa() != Isa::Avx2 || g.outElements() == 0) return false;
    if (g.inChannels % kBlock != 0 || g.outChannels % kBlock != 0) return false;
    if (g.isCube(3, 1, 1)) return g.axes[2].in >= 4 && g.filterElements() < size_t(27) * 192 * 192;  // weights that stay in the cache
    return g.isCube(2, 2, 0) && g.axes[0].in % 2 == 0 && g.axes[1].in % 2 == 0 && g.axes[2].in % 2 == 0;
}

void avx2Convolution(const ConvolutionGeometry& g, const float* x, const float* filter, float* y) {
    const int taps = g.isCube(3, 1, 1) ? 27 : 8;
    Scratch packed(g.filterElements() * sizeof(float));
    // The depth index runs over taps and input channels as the filter itself does.
    packWeights(packed.as<float>(), g.outChannels, taps * g.inChannels,
                [&](int out, int k) { return filter[size_t(k) * g.outChannels + out]; });
    if (taps == 27) convolve3(inputOf(g), outputOf(g), x, packed.as<float>(), y);
    else convolve2(inputOf(g), outputOf(g), x, packed.as<float>(), y);
}

void avx2ConvolutionBackwardData(const ConvolutionGeometry& g, const float* dy, const float* filter, float* dx) {
    Scratch packed(g.filterElements() * sizeof(float));
    const int in = g.inChannels, out = g.outChannels;
    const auto weight = [&](int tap, int i, int o) { return filter[(size_t(tap) * in + i) * out + o]; };
    if (g.isCube(3, 1, 1)) {
        // A convolution of dy with the filter turned around and its channels exchanged.
        packWeights(packed.as<float>(), in, 27 * out, [&](int i, int k) { return weight(26 - k / out, i, k % out); });
        return convolve3(outputOf(g), inputOf(g), dy, packed.as<float>(), dx);
    }
    for (int tap = 0; tap < 4; tap++)
        packWeights(packed.as<float>() + size_t(tap) * 2 * in * out, 2 * in, out,
                    [&](int column, int o) { return weight(2 * tap + column / in, column % in, o); });
    spread2(inputOf(g), outputOf(g), dy, packed.as<float>(), dx);
}

}  // namespace llmsegnet

#pragma GCC pop_options
