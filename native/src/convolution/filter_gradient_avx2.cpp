// Filter gradient of 3x3x3 (stride 1, pad 1) and 2x2x2 (stride 2) convolutions in float32 with AVX2.
//
// dFilter[kd][kh][kw][ic][oc] = sum over voxels of x[voxel + tap][ic] * dy[voxel][oc]. For a fixed (kd, kh) the kw taps and 16 input
// channels of one packed voxel row are contiguous, so they form the rows of an outer product with 16 output channels, which stays in
// registers while the kernel walks along the voxels of a chunk that fits the level-1 cache.
#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <cstring>

#include "../cpu/isa.hpp"
#include "../cpu/threads.hpp"
#include "../memory/pool.hpp"
#include "../operations/parallel.hpp"
#include "filter_gradient.hpp"

#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace llmsegnet {
namespace {

constexpr int kBlock = 16;         // channels of one packed block: two AVX2 vectors
constexpr int kChunkVoxels = 192;  // x and dy rows of a chunk, 128 bytes a voxel, in a level-1 cache of 32 KB

/// A box of output rows: `samples` x `depth` x `height` rows of the full width.
struct Chunk {
    int sample, depth, height;  // origin
    int samples, depths, heights;
};

/// How the output volume is cut into chunks.
struct Chunking {
    int batch, depth, height, width;
    int samples, depths, heights;

    Chunking(const ConvolutionGeometry& g)
        : batch(g.batch), depth(g.axes[0].out()), height(g.axes[1].out()), width(g.axes[2].out()) {
        heights = std::clamp(kChunkVoxels / width, 1, height);
        depths = heights < height ? 1 : std::clamp(kChunkVoxels / (width * height), 1, depth);
        samples = depths < depth ? 1 : std::clamp(kChunkVoxels / (width * height * depth), 1, batch);
    }
    static int parts(int whole, int part) { return (whole + part - 1) / part; }
    int count() const { return parts(batch, samples) * parts(depth, depths) * parts(height, heights); }
    Chunk at(int index) const {
        const int hs = parts(height, heights), ds = parts(depth, depths);
        Chunk c{};
        c.height = index % hs * heights;
        c.depth = index / hs % ds * depths;
        c.sample = index / hs / ds * samples;
        c.samples = std::min(samples, batch - c.sample);
        c.depths = std::min(depths, depth - c.depth);
        c.heights = std::min(heights, height - c.height);
        return c;
    }
};

/// Sizes of a chunk's packed input, the halo of a filter of size K and stride S included.
template <int K, int S>
struct PackedInput {
    size_t depths, heights, width;
    PackedInput(int d, int h, int w) : depths(S * (d - 1) + K), heights(S * (h - 1) + K), width(S * (w - 1) + K) {}
    size_t rowFloats() const { return width * kBlock; }
    size_t sampleFloats() const { return depths * heights * rowFloats(); }
};

inline void packVoxels(const float* from, size_t fromStride, float* to, int voxels) {
    for (int w = 0; w < voxels; w++, from += fromStride, to += kBlock) {
        _mm256_storeu_ps(to, _mm256_loadu_ps(from));
        _mm256_storeu_ps(to + 8, _mm256_loadu_ps(from + 8));
    }
}

/// Packs channels [channel, channel + 16) of the chunk's input box to [sample][depth][height][width][16], zeros outside the volume.
template <int K, int S>
void packInput(const ConvolutionGeometry& g, const Chunk& c, const float* x, int channel, float* packed) {
    constexpr int pad = K == 3 ? 1 : 0;
    const PackedInput<K, S> box(c.depths, c.heights, g.axes[2].out());
    const int width = std::min<int>(g.axes[2].in, int(box.width) - 2 * pad);
    for (int n = 0; n < c.samples; n++)
        for (size_t d = 0; d < box.depths; d++)
            for (size_t h = 0; h < box.heights; h++, packed += box.rowFloats()) {
                const int inDepth = c.depth * S + int(d) - pad, inHeight = c.height * S + int(h) - pad;
                if (inDepth < 0 || inDepth >= g.axes[0].in || inHeight < 0 || inHeight >= g.axes[1].in) {
                    std::memset(packed, 0, box.rowFloats() * sizeof(float));
                    continue;
                }
                const size_t row = (size_t(c.sample + n) * g.axes[0].in + inDepth) * g.axes[1].in + inHeight;
                if (pad) {
                    std::memset(packed, 0, kBlock * sizeof(float));
                    std::memset(packed + box.rowFloats() - kBlock, 0, kBlock * sizeof(float));
                }
                packVoxels(x + row * g.axes[2].in * g.inChannels + channel, g.inChannels, packed + pad * kBlock, width);
            }
}

/// Packs the chunk's output gradient to [block of 16 channels][row][width][16].
void packGradient(const ConvolutionGeometry& g, const Chunk& c, const float* dy, float* packed) {
    const int width = g.axes[2].out();
    for (int channel = 0; channel < g.outChannels; channel += kBlock)
        for (int n = 0; n < c.samples; n++)
            for (int d = 0; d < c.depths; d++)
                for (int h = 0; h < c.heights; h++, packed += size_t(width) * kBlock) {
                    const size_t plane = size_t(c.sample + n) * g.axes[0].out() + c.depth + d;
                    const size_t row = plane * g.axes[1].out() + c.height + h;
                    packVoxels(dy + row * width * g.outChannels + channel, g.outChannels, packed, width);
                }
}

/// sums[R][16] += x rows (R consecutive floats, `S` blocks apart a voxel) times dy rows (16 floats a voxel), over a chunk.
template <int R, int K, int S>
inline void outerProduct(const Chunk& c, int width, const PackedInput<K, S>& box, const float* x, const float* dy, float* sums) {
    __m256 low[R], high[R];  // in registers, which takes every loop over R unrolled
#pragma GCC unroll 8
    for (int i = 0; i < R; i++) {
        low[i] = _mm256_loadu_ps(sums + i * kBlock);
        high[i] = _mm256_loadu_ps(sums + i * kBlock + 8);
    }
    for (int n = 0; n < c.samples; n++)
        for (int d = 0; d < c.depths; d++)
            for (int h = 0; h < c.heights; h++) {
                const float* row = x + n * box.sampleFloats() + (size_t(S * d) * box.heights + S * h) * box.rowFloats();
                for (int w = 0; w < width; w++, row += S * kBlock, dy += kBlock) {
                    const __m256 dyLow = _mm256_loadu_ps(dy), dyHigh = _mm256_loadu_ps(dy + 8);
#pragma GCC unroll 8
                    for (int i = 0; i < R; i++) {
                        const __m256 value = _mm256_broadcast_ss(row + i);
                        low[i] = _mm256_fmadd_ps(value, dyLow, low[i]);
                        high[i] = _mm256_fmadd_ps(value, dyHigh, high[i]);
                    }
                }
            }
#pragma GCC unroll 8
    for (int i = 0; i < R; i++) {
        _mm256_storeu_ps(sums + i * kBlock, low[i]);
        _mm256_storeu_ps(sums + i * kBlock + 8, high[i]);
    }
}

/// Adds one chunk's contribution for one block of input channels to sums [outBlock][kd][kh][kw * 16 + ic][16].
template <int K, int S>
void accumulate(const ConvolutionGeometry& g, const Chunk& c, const float* x, const float* dy, float* sums) {
    constexpr int rows = K * kBlock, R = K == 3 ? 6 : 4;
    const int width = g.axes[2].out();
    const PackedInput<K, S> box(c.depths, c.heights, width);
    const size_t gradientBlock = size_t(c.samples) * c.depths * c.heights * width * kBlock;
    for (int ob = 0; ob < g.outChannels / kBlock; ob++)
        for (int kd = 0; kd < K; kd++)
            for (int kh = 0; kh < K; kh++) {
                const float* tap = x + (kd * box.heights + kh) * box.rowFloats();
                for (int m = 0; m < rows; m += R, sums += R * kBlock)
                    outerProduct<R, K, S>(c, width, box, tap + m, dy + ob * gradientBlock, sums);
            }
}

/// [part][ib][ob][tap * 16 + ic][16] -> [tap][ic][oc], parts added in order.
template <int K>
void unpackSums(const ConvolutionGeometry& g, const float* sums, size_t blockSums, int parts, float* dFilter) {
    const int inBlocks = g.inChannels / kBlock;
    inParallel(K * K * K, g.filterElements(), [&](size_t tap) {
        for (int channel = 0; channel < g.inChannels; channel++)
            for (int ob = 0; ob < g.outChannels / kBlock; ob++) {
                const size_t row = size_t(ob) * K * K * K * kBlock + tap * kBlock + channel % kBlock;
                const float* from = sums + (channel / kBlock) * blockSums + row * kBlock;
                float* to = dFilter + (tap * g.inChannels + channel) * g.outChannels + ob * kBlock;
                for (int half = 0; half < kBlock; half += 8) {
                    __m256 sum = _mm256_loadu_ps(from + half);
                    for (int part = 1; part < parts; part++)
                        sum = _mm256_add_ps(sum, _mm256_loadu_ps(from + size_t(part) * inBlocks * blockSums + half));
                    _mm256_storeu_ps(to + half, sum);
                }
            }
    });
}

template <int K, int S>
void filterGradient(const ConvolutionGeometry& g, const float* x, const float* dy, float* dFilter) {
    const Chunking chunking(g);
    const int inBlocks = g.inChannels / kBlock, outBlocks = g.outChannels / kBlock, count = chunking.count();
    const PackedInput<K, S> box(chunking.depths, chunking.heights, chunking.width);
    const size_t inputFloats = chunking.samples * box.sampleFloats();
    const size_t gradientFloats =
        size_t(chunking.samples) * chunking.depths * chunking.heights * chunking.width * g.outChannels;
    const size_t blockSums = size_t(outBlocks) * K * K * K * kBlock * kBlock;
    // A task is one block of input channels over one part of the chunks. The parts depend on the shape only, so that the bits of the
    // result are the same for any number of threads; there are enough tasks that a thread on a busy core does not hold up the other.
    const int parts = std::clamp(8 / inBlocks, 1, count);
    const size_t perThread = inputFloats + gradientFloats;
    Scratch scratch(threads() * perThread * sizeof(float)), sumsScratch(parts * inBlocks * blockSums * sizeof(float));
    inParallel(size_t(parts) * inBlocks, g.outElements() * inBlocks, [&](size_t task) {
        float* input = scratch.as<float>() + omp_get_thread_num() * perThread;
        float* gradient = input + inputFloats;
        float* sums = sumsScratch.as<float>() + task * blockSums;
        const int part = int(task) / inBlocks, ib = int(task) % inBlocks;
        std::memset(sums, 0, blockSums * sizeof(float));
        for (int index = count * part / parts; index < count * (part + 1) / parts; index++) {
            const Chunk chunk = chunking.at(index);
            packGradient(g, chunk, dy, gradient);
            packInput<K, S>(g, chunk, x, ib * kBlock, input);
            accumulate<K, S>(g, chunk, input, gradient, sums);
        }
    });
    unpackSums<K>(g, sumsScratch.as<float>(), blockSums, parts, dFilter);
}

}  // namespace

bool avx2FilterGradientTakes(const ConvolutionGeometry& g, ElementType type) {
    if (type != ElementType::Float32 || activeIsa() != Isa::Avx2) return false;
    if (g.inChannels % kBlock != 0 || g.outChannels % kBlock != 0 || g.outElements() == 0) return false;
    return g.isCube(3, 1, 1) || g.isCube(2, 2, 0);
}

void avx2FilterGradient(const ConvolutionGeometry& g, const float* x, const float* dy, float* dFilter) {
    if (g.isCube(3, 1, 1)) filterGradient<3, 1>(g, x, dy, dFilter);
    else filterGradient<2, 2>(g, x, dy, dFilter);
}

}  // namespace llmsegnet

#pragma GCC pop_options
