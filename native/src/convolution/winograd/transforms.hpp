#pragma once
#include <algorithm>
#include <cstring>

#include "../../kernels/kernels.hpp"
#include "layout.hpp"

namespace llmsegnet::winograd {

/// Where a chunk's transformed voxels lie: [point][block of 16 channels][sample][plane][tile][16].
struct Transformed {
    float* data;
    size_t pointStride, blockStride, sampleRows;
    size_t tiles;
    float* at(int sample, int plane) const { return data + (sample * sampleRows + size_t(plane) * tiles) * kBlock; }
};

/// Where the corner of tile `index` is, and how many of its 4 x 4 voxels exist.
struct Tile {
    int y, x, rows, columns;
    Tile(const Layout& layout, int index)
        : y(index / layout.column.tiles() * kTile),
          x(index % layout.column.tiles() * kTile),
          rows(std::min(kTile, layout.row.size - y)),
          columns(std::min(kTile, layout.column.size - x)) {}
    ptrdiff_t offset(const Layout& layout) const { return y * layout.row.voxelStride + x * layout.column.voxelStride; }
};

/// Transforms the windows of one plane of a chunk; plane -1 and the one past its last belong to its input. Zeros outside the volume.
template <class T>
void transformInputPlane(
    const Layout& layout, const Chunk& chunk, int sample, int plane, size_t channels, const T* x, const Transformed& to) {
    const int at = chunk.plane + plane;
    float* const v = to.at(sample, plane + 1);
    if (at < 0 || at >= layout.direct.size) {
        for (int point = 0; point < kPoints; point++)
            for (size_t block = 0; block < channels / kBlock; block++)
                std::memset(v + point * to.pointStride + block * to.blockStride, 0, chunk.tiles * kBlock * sizeof(float));
        return;
    }
    const ptrdiff_t rowStride = layout.row.voxelStride * channels, columnStride = layout.column.voxelStride * channels;
    const ptrdiff_t ahead = at + 1 < layout.direct.size ? layout.direct.voxelStride * ptrdiff_t(channels) : 0;
    const T* const from = x + (size_t(chunk.sample + sample) * layout.voxels + at * layout.direct.voxelStride) * channels;
    for (int i = 0; i < chunk.tiles; i++) {
        const Tile tile(layout, chunk.tile + i);
        // The window begins one voxel before its tile.
        const T* window = from + tile.offset(layout) * ptrdiff_t(channels) - rowStride - columnStride;
        if (tile.y > 0 && tile.x > 0 && tile.y + 5 <= layout.row.size && tile.x + 5 <= layout.column.size) {
            kernels().of<T>().winogradInput(
                window, rowStride, columnStride, ahead, channels, v + i * kBlock, to.pointStride, to.blockStride);
            continue;
        }
        const T* voxels[kPoints];
        for (int p = 0; p < kPoints; p++) {
            const int row = p / 6, column = p % 6, y = tile.y - 1 + row, x = tile.x - 1 + column;
            const bool inside = y >= 0 && y < layout.row.size && x >= 0 && x < layout.column.size;
            voxels[p] = inside ? window + row * rowStride + column * columnStride : nullptr;
        }
        kernels().of<T>().winogradInputEdge(voxels, channels, v + i * kBlock, to.pointStride, to.blockStride);
    }
}

}  // namespace llmsegnet::winograd
