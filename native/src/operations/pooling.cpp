#include "pooling.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "../kernels/kernels.hpp"
#include "elementwise.hpp"
#include "parallel.hpp"

namespace llmsegnet {
namespace {

/// Where a row of a volume is; rows count from 0.
struct Place {
    size_t sample, depth, height;
};
Place placeOf(const VolumeShape& s, size_t row) { return {row / s.height / s.depth, row / s.height % s.depth, row % s.height}; }

/// f(place, row) for every row of a volume.
template <class F> void inRows(const VolumeShape& shape, size_t elements, F f) {
    inParallel(shape.batch * shape.depth * shape.height, elements, [&](size_t row) {
        f(placeOf(shape, row), row);
    });
}

size_t elementsOf(const VolumeShape& s) { return s.batch * s.depth * s.height * s.width * s.channels; }

VolumeShape scaled(const VolumeShape& s, size_t times, size_t over) {
    return {s.batch, s.depth * times / over, s.height * times / over, s.width * times / over, s.channels};
}

/// The 2 x 2 rows (depth, then height) of `volume` under one row of the pooled volume.
template <class T> void windowRows(const VolumeShape& s, T* volume, const Place& pooled, T* rows[4]) {
    const auto [sample, depth, height] = pooled;
    for (size_t i = 0; i < 4; i++)
        rows[i] = volume + ((sample * s.depth + 2 * depth + i / 2) * s.height + 2 * height + i % 2) * s.width * s.channels;
}

/// Work space for one line of voxels with an edge voxel on both sides, per thread.
class Lines {
public:
    Lines(int team, size_t voxels, size_t channels)
        : voxels_(voxels), channels_(channels), floats_(((voxels + 2) * channels + 15) / 16 * 16 + 16),
          block_(team * floats_ * sizeof(float)) {}

    float* of(int worker) const { return block_.as<float>() + worker * floats_; }
    /// Where the line itself starts.
    float* inner(int worker) const { return of(worker) + channels_; }
    /// Copies the first and last voxel outwards.
    void padEdges(int worker) const {
        std::memcpy(of(worker), inner(worker), channels_ * sizeof(float));
        std::memcpy(inner(worker) + voxels_ * channels_, inner(worker) + (voxels_ - 1) * channels_, channels_ * sizeof(float));
    }

private:
    size_t voxels_, channels_, floats_;
    Scratch block_;
};

size_t clampedStep(size_t index, int step, size_t size) {
    if (step < 0) return index == 0 ? 0 : index - 1;
    return std::min(index + size_t(step), size - 1);
}

}  // namespace

void maxPool2(const VolumeShape& shape, const Storage& x, Storage& y) {
    const VolumeShape pooled = scaled(shape, 1, 2);
    withElements(y, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(x.data);
        inRows(pooled, elementsOf(shape), [&](const Place& place, size_t row) {
            const T* rows[4];
            windowRows(shape, in, place, rows);
            kernels().of<T>().maxPoolRow(rows, out + row * pooled.width * pooled.channels, pooled.width, pooled.channels);
        });
    });
}

void maxPool2Backward(const VolumeShape& shape, const Storage& x, const Storage& dy, Storage& dx) {
    const VolumeShape pooled = scaled(shape, 1, 2);
    if (shape.depth % 2 || shape.height % 2 || shape.width % 2) fill(dx, 0);  // no window covers an odd edge
    withElements(dx, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(x.data);
        const auto* gradient = static_cast<const T*>(dy.data);
        inRows(pooled, elementsOf(shape), [&](const Place& place, size_t row) {
            const T* rows[4];
            T* outRows[4];
            windowRows(shape, in, place, rows);
            windowRows(shape, out, place, outRows);
            const T* g = gradient + row * pooled.width * pooled.channels;
            kernels().of<T>().maxPoolRowBackward(rows, g, outRows, pooled.width, pooled.channels);
        });
    });
}

void upsample2(const VolumeShape& shape, const Storage& x, Storage& y) {
    const VolumeShape large = scaled(shape, 2, 1);
    const size_t rowElements = shape.width * shape.channels;
    const int team = threads();
    const Lines lines(team, shape.width, shape.channels);
    withElements(y, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(x.data);
        const size_t rows = rowElements > 0 ? large.batch * large.depth * large.height : 0;
        inParallelTeam(team, rows, elementsOf(large), [&](size_t row, int worker) {
            const auto [sample, depth, height] = placeOf(large, row);
            // An output lies a quarter voxel before (even) or after (odd) its nearest input.
            const size_t depths[2] = {depth / 2, clampedStep(depth / 2, depth % 2 ? 1 : -1, shape.depth)};
            const size_t heights[2] = {height / 2, clampedStep(height / 2, height % 2 ? 1 : -1, shape.height)};
            constexpr float near = 0.75f, far = 0.25f, weights[4] = {near * near, near * far, far * near, far * far};
            const T* sources[4];
            for (size_t i = 0; i < 4; i++)
                sources[i] = in + ((sample * shape.depth + depths[i / 2]) * shape.height + heights[i % 2]) * rowElements;
            kernels().of<T>().blendRows(sources, weights, 4, lines.inner(worker), rowElements);
            lines.padEdges(worker);
            kernels().of<T>().expandLine(lines.of(worker), out + row * 2 * rowElements, shape.width, shape.channels);
        });
    });
}

void upsample2Backward(const VolumeShape& shape, const Storage& dy, Storage& dx) {
    const VolumeShape large = scaled(shape, 2, 1);
    const size_t rowElements = large.width * large.channels;
    const int team = threads();
    const Lines lines(team, large.width, large.channels);
    withElements(dx, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* gradient = static_cast<const T*>(dy.data);
        const size_t rows = rowElements > 0 ? shape.batch * shape.depth * shape.height : 0;
        inParallelTeam(team, rows, elementsOf(large), [&](size_t row, int worker) {
            const auto [sample, depth, height] = placeOf(shape, row);
            // The outputs that used input i are 2i - 1 .. 2i + 2; at an edge the clamped one used it twice.
            constexpr float axis[4] = {0.25f, 0.75f, 0.75f, 0.25f};
            const T* sources[16];
            float weights[16];
            for (size_t i = 0; i < 16; i++) {
                const size_t d = clampedStep(2 * depth, int(i / 4) - 1, large.depth);
                const size_t h = clampedStep(2 * height, int(i % 4) - 1, large.height);
                sources[i] = gradient + ((sample * large.depth + d) * large.height + h) * rowElements;
                weights[i] = axis[i / 4] * axis[i % 4];
            }
            kernels().of<T>().blendRows(sources, weights, 16, lines.inner(worker), rowElements);
            lines.padEdges(worker);
            kernels().of<T>().reduceLine(lines.of(worker), out + row * shape.width * shape.channels, shape.width, shape.channels);
        });
    });
}

}  // namespace llmsegnet
