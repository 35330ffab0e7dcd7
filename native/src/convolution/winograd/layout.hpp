#pragma once
#include <cstddef>
#include <vector>

#include "../geometry.hpp"

namespace llmsegnet::winograd {

constexpr int kPoints = 36;  // of a window of 6 x 6 voxels
constexpr int kTile = 4;     // outputs of a tile along each transformed axis
constexpr int kTaps = 3;
constexpr size_t kBlock = 16;  // channels that lie together

/// One axis of a volume: its size, and how far apart neighbouring voxels and the filter's taps are, in voxels and in taps.
struct Axis {
    int size;
    ptrdiff_t voxelStride, tapStride;
    int tiles() const { return (size + kTile - 1) / kTile; }
};

/// Which axis keeps its three direct taps and which two are cut into tiles: whichever way leaves the least of the tiles unused.
struct Layout {
    Axis direct, row, column;
    int samples;
    size_t voxels;  // of a sample

    explicit Layout(const ConvolutionGeometry& geometry);
    int tiles() const { return row.tiles() * column.tiles(); }
};

/// What is worked on together: some samples, a slab of planes along the direct axis, a run of each plane's tiles.
struct Chunk {
    int sample, samples, plane, planes, tile, tiles;
    /// Rows of a product, of one sample and of all; a sample's inputs have a plane more at both ends.
    size_t rows() const { return size_t(planes) * tiles; }
    size_t inputRows() const { return size_t(planes + 2) * tiles; }
};

/**
 * Small chunks that stay in one core's cache, each worked on by one thread; or, where the weights are larger than such a cache, large ones
 * that all threads share, point by point, so that the weights are read but once. Depends on the shape and the caches only, never on the
 * number of threads.
 */
struct Cut {
    bool shared;
    std::vector<Chunk> chunks;
    /// Floats of the largest chunk's transformed input and output, per point.
    size_t inputFloats, outputFloats;

    /// Shared where the transformed weights take more than `sharedAbove` bytes.
    Cut(const Layout& layout, size_t inChannels, size_t outChannels, size_t outBlock, size_t sharedAbove);
    /// Distance of the points, which must not fall into the same sets of a cache.
    size_t inputStride() const { return inputFloats + kBlock; }
    size_t outputStride() const { return outputFloats + kBlock; }
};

/// Work space of one chunk in bytes.
size_t chunkBytes(const Cut& cut);

}  // namespace llmsegnet::winograd
