#include <algorithm>
#include <cstring>

#include "../../cpu/threads.hpp"
#include "../../memory/pool.hpp"
#include "../../operations/parallel.hpp"
#include "../winograd.hpp"
#include "transforms.hpp"

namespace llmsegnet {
namespace {

using namespace winograd;

constexpr size_t kSharedWeights = 2 << 20;  // bytes of transformed weights that a core's own cache does not keep beside a chunk

/// A filter as the product sees it: where the weight of (tap, input channel, output channel) lies. The gradient of the input is a
/// convolution with the taps turned around and the channels exchanged.
struct FilterView {
    const float* weights;
    ptrdiff_t tap, in, out;

    FilterView(const float* filter, const ConvolutionGeometry& g, bool turned) {
        const ptrdiff_t taps = ptrdiff_t(g.inChannels) * g.outChannels;
        weights = turned ? filter + 26 * taps : filter;
        tap = turned ? -taps : taps;
        in = turned ? 1 : g.outChannels;
        out = turned ? g.outChannels : 1;
    }
};

/// One convolution, in whichever direction: sizes, and the transformed weights [output block][point][input block][tap][16][outBlock].
struct Convolution {
    Layout layout;
    size_t inChannels, outChannels, outBlock;
    Cut cut;
    size_t panel;  // floats of one point's weights for one output block
    Scratch weights;

    Convolution(const ConvolutionGeometry& g, size_t in, size_t out)
        : layout(g),
          inChannels(in),
          outChannels(out),
          outBlock(kernels().winogradBlock(out)),
          cut(layout, in, out, outBlock, kSharedWeights),
          panel(kTaps * in * outBlock + kBlock),
          weights((kPoints * panel * (out / outBlock) + kBlock) * sizeof(float)) {}

    float* weightsOf(size_t block, int point) const { return weights.as<float>() + (block * kPoints + point) * panel; }
    size_t outBlocks() const { return outChannels / outBlock; }
    size_t inBlocks() const { return inChannels / kBlock; }
};

void transformWeights(const Convolution& c, const FilterView& filter) {
    inParallel(c.outBlocks() * c.inBlocks(), size_t(27) * c.inChannels * c.outChannels, [&](size_t task) {
        const size_t block = task / c.inBlocks(), inBlock = task % c.inBlocks();
        for (size_t tap = 0; tap < kTaps; tap++)
            for (size_t i = 0; i < kBlock; i++) {
                const float* from = filter.weights + ptrdiff_t(tap) * c.layout.direct.tapStride * filter.tap +
                                    ptrdiff_t(inBlock * kBlock + i) * filter.in + ptrdiff_t(block * c.outBlock) * filter.out;
                kernels().winogradFilter(from, c.layout.row.tapStride * filter.tap, c.layout.column.tapStride * filter.tap,
                                         size_t(filter.out), c.outBlock,
                                         c.weightsOf(block, 0) + ((inBlock * kTaps + tap) * kBlock + i) * c.outBlock, c.panel);
            }
    });
}

/// The work space of one chunk: its input's points and its output's.
struct Space {
    Transformed input;
    float* output;

    Space(const Convolution& c, const Chunk& chunk, float* memory) {
        const size_t rows = size_t(chunk.samples) * chunk.inputRows();
        input = {memory, c.cut.inputStride(), rows * kBlock, chunk.inputRows(), size_t(chunk.tiles)};
        output = memory + kPoints * c.cut.inputStride();
    }
};

/// One point's product for one output block, of all samples of a chunk: m is [sample][plane][tile][outBlock].
void multiply(const Convolution& c, const Chunk& chunk, const Space& space, size_t block, int point, float* m) {
    const bool last = point + 1 == kPoints;
    const float* ahead = c.weightsOf(last ? (block + 1) % c.outBlocks() : block, last ? 0 : point + 1);
    for (int sample = 0; sample < chunk.samples; sample++)
        kernels().winogradProduct(
            space.input.at(sample, 0) + point * space.input.pointStride, chunk.rows(), chunk.tiles * kBlock, space.input.blockStride,
            c.inBlocks(), c.weightsOf(block, point), c.outBlock, m + sample * chunk.rows() * c.outBlock, ahead);
}

/// Writes one plane's voxels of one output block.
template <class T>
void writePlane(const Convolution& c, const Chunk& chunk, int sample, int plane, size_t block, const float* m, const float* bias, T* y) {
    const Layout& layout = c.layout;
    const size_t channel = block * c.outBlock;
    T* const to = y + (size_t(chunk.sample + sample) * layout.voxels + (chunk.plane + plane) * layout.direct.voxelStride) * c.outChannels;
    for (int i = 0; i < chunk.tiles; i++) {
        const Tile tile(layout, chunk.tile + i);
        const float* from = m + (sample * chunk.rows() + size_t(plane) * chunk.tiles + i) * c.outBlock;
        kernels().of<T>().winogradOutput(
            from, c.cut.outputStride(), to + tile.offset(layout) * ptrdiff_t(c.outChannels) + channel,
            layout.row.voxelStride * ptrdiff_t(c.outChannels), layout.column.voxelStride * ptrdiff_t(c.outChannels), tile.rows,
            tile.columns, c.outBlock, bias ? bias + channel : nullptr, {}, true);
    }
    kernels().finishStoresThrough();
}

/// Each chunk by one thread, from its input to its output, in the thread's own cache.
template <class T, class U> void convolvePrivately(const Convolution& c, const T* x, const float* bias, U* y) {
    const int team = threads();
    const size_t each = chunkBytes(c.cut) / sizeof(float);
    const Scratch scratch(team * each * sizeof(float));
    inParallelTeam(team, c.cut.chunks.size(), c.layout.voxels * c.layout.samples * c.outChannels, [&](size_t task, int worker) {
        const Chunk& chunk = c.cut.chunks[task];
        const Space space(c, chunk, scratch.as<float>() + worker * each);
        for (int plane = -1; plane <= chunk.planes; plane++)
            transformInputPlane(c.layout, chunk, 0, plane, c.inChannels, x, space.input);
        for (size_t block = 0; block < c.outBlocks(); block++) {
            for (int point = 0; point < kPoints; point++)
                multiply(c, chunk, space, block, point, space.output + point * c.cut.outputStride());
            for (int plane = 0; plane < chunk.planes; plane++) writePlane(c, chunk, 0, plane, block, space.output, bias, y);
        }
    });
}

/// Each chunk by all threads: every point's weights are read once.
template <class T, class U> void convolveTogether(const Convolution& c, const T* x, const float* bias, U* y) {
    const Scratch scratch(chunkBytes(c.cut));
    for (const Chunk& chunk : c.cut.chunks) {
        const Space space(c, chunk, scratch.as<float>());
        const size_t blockFloats = size_t(chunk.samples) * chunk.rows() * c.outBlock;
        const auto inPlanes = [&](int planes, auto f) {
            inParallel(size_t(chunk.samples) * planes, SIZE_MAX, [&](size_t task) { f(int(task) / planes, int(task) % planes); });
        };
        inPlanes(chunk.planes + 2, [&](int sample, int plane) {
            transformInputPlane(c.layout, chunk, sample, plane - 1, c.inChannels, x, space.input);
        });
        inParallel(c.outBlocks() * kPoints, SIZE_MAX, [&](size_t task) {
            const size_t block = task / kPoints;
            const int point = int(task % kPoints);
            multiply(c, chunk, space, block, point, space.output + point * c.cut.outputStride() + block * blockFloats);
        });
        inPlanes(chunk.planes, [&](int sample, int plane) {
            for (size_t block = 0; block < c.outBlocks(); block++)
                writePlane(c, chunk, sample, plane, block, space.output + block * blockFloats, bias, y);
        });
    }
}

void run(const ConvolutionGeometry& g, bool turned, const Storage& x, const float* filter, const float* bias, Storage& y) {
    const Convolution c(g, turned ? g.outChannels : g.inChannels, turned ? g.inChannels : g.outChannels);
    transformWeights(c, FilterView(filter, g, turned));
    withElements(x, [&](auto* from) {
        withElements(y, [&](auto* to) {
            if (c.cut.shared) convolveTogether(c, from, bias, to);
            else convolvePrivately(c, from, bias, to);
        });
    });
}

}  // namespace

bool winogradTakes(const ConvolutionGeometry& g) {
    return g.isCube(3, 1, 1) && g.inChannels % kBlock == 0 && g.outChannels % kBlock == 0 && g.outElements() > 0;
}

void winogradConvolution(const ConvolutionGeometry& g, const Storage& x, const Storage& filter, const Storage* bias, Storage& y) {
    run(g, false, x, filter.f32(), bias ? bias->f32() : nullptr, y);
}

void winogradBackwardData(const ConvolutionGeometry& g, const Storage& dy, const Storage& filter, Storage& dx) {
    run(g, true, dy, filter.f32(), nullptr, dx);
}

}  // namespace llmsegnet
