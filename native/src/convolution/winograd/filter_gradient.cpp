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

constexpr size_t kSharedSums = 1 << 20;    // bytes of sums that a core's own cache does not keep beside a chunk

constexpr size_t kRowsTogether = 512;      // float32 sums of more would lose what they add
constexpr size_t kPartBytes = 24 << 20;  // of partial sums
constexpr size_t kMostParts = 16;

/// The transformed gradient of a filter, [point][tap][inChannels][outChannels], and the sizes it comes from.
struct Gradient {
    Layout layout;
    size_t inChannels, outChannels;
    Cut cut;
    size_t pointStride, floats;

    explicit Gradient(const ConvolutionGeometry& g)
        : layout(g),
          inChannels(g.inChannels),
          outChannels(g.outChannels),
          cut(layout, inChannels, outChannels, outChannels, kSharedSums),
          pointStride(kTaps * inChannels * outChannels + kBlock),
          floats(kPoints * pointStride) {}
};

/// Transformed inputs, then transformed gradients.
struct Space {
    Transformed input, gradient;

    Space(const Gradient& g, const Chunk& chunk, float* memory) {
        const size_t inputRows = size_t(chunk.samples) * chunk.inputRows(), rows = size_t(chunk.samples) * chunk.rows();
        const size_t tiles = chunk.tiles;
        input = {memory, g.cut.inputStride(), inputRows * kBlock, chunk.inputRows(), tiles};
        gradient = {memory + kPoints * g.cut.inputStride(), g.cut.outputStride(), rows * kBlock, chunk.rows(), tiles};
    }
};

template <class T>
void transformGradientPlane(const Gradient& g, const Chunk& chunk, int sample, int plane, const T* dy, const Transformed& to) {
    const Layout& layout = g.layout;
    const ptrdiff_t channels = ptrdiff_t(g.outChannels);
    const int at = chunk.plane + plane;
    const T* const from = dy + (size_t(chunk.sample + sample) * layout.voxels + at * layout.direct.voxelStride) * channels;
    const ptrdiff_t ahead = at + 1 < layout.direct.size ? layout.direct.voxelStride * channels : 0;
    for (int i = 0; i < chunk.tiles; i++) {
        const Tile tile(layout, chunk.tile + i);
        kernels().of<T>().winogradGradient(
            from + tile.offset(layout) * channels, layout.row.voxelStride * channels, layout.column.voxelStride * channels, ahead,
            tile.rows, tile.columns, g.outChannels, to.at(sample, plane) + i * kBlock, to.pointStride, to.blockStride);
    }
}

/// Adds one point's products of one sample of a chunk to `sums`, or begins with them.
void addPoint(const Gradient& g, const Chunk& chunk, const Space& space, int sample, int point, float* sums, bool first) {
    for (int tap = 0; tap < kTaps; tap++)
        kernels().winogradFilterSums(
            space.input.at(sample, tap) + point * space.input.pointStride, space.input.blockStride, g.inChannels,
            space.gradient.at(sample, 0) + point * space.gradient.pointStride, space.gradient.blockStride, g.outChannels,
            chunk.rows(), sums + point * g.pointStride + tap * g.inChannels * g.outChannels, first);
}

void addTo(float* total, const float* sums, size_t n, bool first) {
    if (first) std::memcpy(total, sums, n * sizeof(float));
    else kernels().addFFF(total, sums, total, n);
}

/// Chunks are dealt to parts by the shape alone; a part is one thread's, whose sums go to the part's total every few hundred rows.
template <class T>
size_t sumPrivately(const Gradient& g, const T* x, const T* dy, Scratch& totals) {
    const int team = threads();
    const size_t chunks = g.cut.chunks.size(), each = chunkBytes(g.cut) / sizeof(float);
    const size_t parts = std::clamp<size_t>(kPartBytes / (g.floats * sizeof(float)), 1, std::min(chunks, kMostParts));
    totals = Scratch(parts * g.floats * sizeof(float));
    const Scratch scratch(team * (each + g.floats) * sizeof(float));
    inParallelTeam(team, parts, g.layout.voxels * g.layout.samples * g.outChannels, [&](size_t part, int worker) {
        float* const memory = scratch.as<float>() + worker * (each + g.floats);
        float* const sums = memory + each;
        float* const total = totals.as<float>() + part * g.floats;
        size_t rows = 0;
        bool first = true;
        const size_t end = chunks * (part + 1) / parts;
        for (size_t i = chunks * part / parts; i < end; i++) {
            const Chunk& chunk = g.cut.chunks[i];
            const Space space(g, chunk, memory);
            for (int plane = -1; plane <= chunk.planes; plane++)
                transformInputPlane(g.layout, chunk, 0, plane, g.inChannels, x, space.input);
            for (int plane = 0; plane < chunk.planes; plane++) transformGradientPlane(g, chunk, 0, plane, dy, space.gradient);
            for (int point = 0; point < kPoints; point++) addPoint(g, chunk, space, 0, point, sums, rows == 0);
            rows += chunk.rows();
            if (rows < kRowsTogether && i + 1 < end) continue;
            addTo(total, sums, g.floats, first);
            first = false;
            rows = 0;
        }
    });
    return parts;
}

/// Each point's sums by one thread, over all chunks.
template <class T>
size_t sumTogether(const Gradient& g, const T* x, const T* dy, Scratch& totals) {
    totals = Scratch(g.floats * sizeof(float));
    const Scratch scratch(chunkBytes(g.cut));
    bool first = true;
    for (const Chunk& chunk : g.cut.chunks) {
        const Space space(g, chunk, scratch.as<float>());
        const int planes = 2 * chunk.planes + 2;
        inParallel(size_t(chunk.samples) * planes, SIZE_MAX, [&](size_t task) {
            const int sample = int(task) / planes, plane = int(task) % planes;
            if (plane < chunk.planes) transformGradientPlane(g, chunk, sample, plane, dy, space.gradient);
            else transformInputPlane(g.layout, chunk, sample, plane - chunk.planes - 1, g.inChannels, x, space.input);
        });
        inParallel(kPoints, SIZE_MAX, [&](size_t point) {
            for (int sample = 0; sample < chunk.samples; sample++)
                addPoint(g, chunk, space, sample, int(point), totals.as<float>(), first && sample == 0);
        });
        first = false;
    }
    return 1;
}

}  // namespace

void winogradFilterGradient(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter) {
    const Gradient g(geometry);
    Scratch totals(0);
    const size_t parts = withElements(x, [&](auto* from) {
        const auto* gradient = static_cast<decltype(from)>(dy.data);
        return g.cut.shared ? sumTogether(g, from, gradient, totals) : sumPrivately(g, from, gradient, totals);
    });
    const size_t plane = g.inChannels * g.outChannels;
    inParallel(kTaps * g.inChannels, 27 * plane, [&](size_t task) {
        const size_t tap = task / g.inChannels, in = task % g.inChannels;
        kernels().winogradFilterGradient(
            totals.as<float>() + task * g.outChannels, parts, g.floats, g.pointStride, g.outChannels,
            dFilter.f32() + tap * g.layout.direct.tapStride * plane + in * g.outChannels, g.layout.row.tapStride * ptrdiff_t(plane),
            g.layout.column.tapStride * ptrdiff_t(plane));
    });
}

}  // namespace llmsegnet
