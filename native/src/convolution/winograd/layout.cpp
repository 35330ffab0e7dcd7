#include "layout.hpp"

#include <algorithm>

#include "../../cpu/cache.hpp"

namespace llmsegnet::winograd {
namespace {

constexpr int kMostPlanes = 16;             // of a slab: the two beyond its ends are transformed again by its neighbours
constexpr size_t kSharedBytes = 12 << 20;   // of a chunk that all threads share: a part of a large last-level cache
constexpr int kTasks = 12;                  // chunks that keep threads busy to the end
constexpr size_t kFewestRows = 28;          // of a product that is worth its overhead

/// The filter is [depth, height, width, ...], the volume [sample, depth, height, width, ...].
Axis axisOf(const ConvolutionGeometry& g, int index) {
    const ptrdiff_t height = g.axes[1].in, width = g.axes[2].in;
    const ptrdiff_t voxels[] = {height * width, width, 1}, taps[] = {9, 3, 1};
    return {g.axes[index].in, voxels[index], taps[index]};
}

int parts(int whole, int most) { return (whole + most - 1) / std::max(most, 1); }
/// The size of even parts, none above `most`.
int evenPart(int whole, int most) { return parts(whole, parts(whole, most)); }

std::vector<Chunk> chunksOf(const Layout& layout, int samples, int planes, int tiles) {
    std::vector<Chunk> chunks;
    for (int sample = 0; sample < layout.samples; sample += samples)
        for (int plane = 0; plane < layout.direct.size; plane += planes)
            for (int tile = 0; tile < layout.tiles(); tile += tiles)
                chunks.push_back({sample, std::min(samples, layout.samples - sample), plane,
                                  std::min(planes, layout.direct.size - plane), tile, std::min(tiles, layout.tiles() - tile)});
    return chunks;
}

}  // namespace

Layout::Layout(const ConvolutionGeometry& g) : direct(axisOf(g, 0)), row(axisOf(g, 1)), column(axisOf(g, 2)), samples(g.batch) {
    voxels = size_t(g.axes[0].in) * g.axes[1].in * g.axes[2].in;
    const int others[2][3] = {{1, 0, 2}, {2, 0, 1}};
    for (const auto& [d, r, c] : others) {
        const Axis a = axisOf(g, d), b = axisOf(g, r), e = axisOf(g, c);
        if (size_t(a.size) * b.tiles() * e.tiles() < size_t(direct.size) * tiles()) direct = a, row = b, column = e;
    }
}

Cut::Cut(const Layout& layout, size_t inChannels, size_t outChannels, size_t outBlock, size_t sharedAbove) {
    const size_t weights = size_t(kPoints) * kTaps * inChannels * outChannels * sizeof(float);
    shared = weights > sharedAbove;
    const size_t outTogether = shared ? outChannels : outBlock;
    const auto bytes = [&](int planes) {  // per tile
        return kPoints * sizeof(float) * (size_t(planes + 2) * inChannels + size_t(planes) * outTogether);
    };
    int planes = evenPart(layout.direct.size, kMostPlanes), tiles = layout.tiles(), samples = 1;
    if (shared) {
        while (planes > 4 && bytes(planes) * tiles > kSharedBytes) planes = evenPart(layout.direct.size, planes - 1);
        if (planes == layout.direct.size)
            samples = evenPart(layout.samples, int(std::max<size_t>(kSharedBytes / (bytes(planes) * tiles), 1)));
    } else {
        const int fitting = int(std::max<size_t>(privateCache() / 2 / bytes(planes), 1));
        const int runs = layout.samples * parts(layout.direct.size, planes);
        const int balanced = std::max(evenPart(tiles, std::max(1, tiles * runs / kTasks)), int(kFewestRows) / planes);
        tiles = evenPart(tiles, std::min({tiles, fitting, balanced}));
    }
    chunks = chunksOf(layout, samples, planes, tiles);
    inputFloats = size_t(samples) * (planes + 2) * tiles * inChannels;
    outputFloats = size_t(samples) * planes * tiles * outTogether;
}

size_t chunkBytes(const Cut& cut) { return kPoints * (cut.inputStride() + cut.outputStride()) * sizeof(float); }

}  // namespace llmsegnet::winograd
