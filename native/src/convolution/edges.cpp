#include "edges.hpp"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "../cpu/threads.hpp"
#include "../kernels/kernels.hpp"
#include "typed_view.hpp"

namespace llmsegnet {
namespace {

constexpr int kTaps = 27, kBlock = 16;

/// Fills `padded` (width + 2 floats) with one row of x and a zero on both sides; all zeros for a row outside the volume.
template <class T>
void padRow(const ConvolutionGeometry& g, const T* x, int sample, int depth, int height, float* padded) {
    const int width = g.axes[2].in;
    if (depth < 0 || depth >= g.axes[0].in || height < 0 || height >= g.axes[1].in) {
        std::memset(padded, 0, (width + 2) * sizeof(float));
        return;
    }
    const size_t row = (size_t(sample) * g.axes[0].in + depth) * g.axes[1].in + height;
    padded[0] = padded[width + 1] = 0;
    kernels().of<T>().toFloat(x + row * width, padded + 1, width);
}

template <class X, class D>
void firstLayer(const ConvolutionGeometry& g, const X* x, const D* dy, float* dFilter) {
    const int depth = g.axes[0].in, height = g.axes[1].in, width = g.axes[2].in, workers = threads();
    const int planes = g.batch * depth;
    const size_t values = size_t(kTaps) * g.outChannels;
    std::vector<double> sums(workers * values, 0.0);
#pragma omp parallel num_threads(workers)
    {
        const int worker = omp_get_thread_num();
        double* const mine = &sums[worker * values];
        std::vector<float> padded(size_t(9) * (width + 2)), plane(values);
        const float* rows[9];
        for (int i = 0; i < 9; i++) rows[i] = &padded[size_t(i) * (width + 2)];
        for (int p = int(int64_t(planes) * worker / workers); p < int(int64_t(planes) * (worker + 1) / workers); p++) {
            const int sample = p / depth, d = p % depth;
            std::fill(plane.begin(), plane.end(), 0.0f);
            for (int h = 0; h < height; h++) {
                for (int i = 0; i < 9; i++) padRow(g, x, sample, d + i / 3 - 1, h + i % 3 - 1, &padded[size_t(i) * (width + 2)]);
                const D* row = dy + (size_t(p) * height + h) * width * g.outChannels;
                for (int channel = 0; channel < g.outChannels; channel += kBlock)
                    kernels().of<D>().stencilSums(rows, row + channel, width, g.outChannels, &plane[size_t(kTaps) * channel]);
            }
            for (size_t i = 0; i < values; i++) mine[i] += double(plane[i]);
        }
    }
    // [block of 16][tap][16] -> [tap][outChannels], threads in order
    for (int tap = 0; tap < kTaps; tap++)
        for (int o = 0; o < g.outChannels; o++) {
            double sum = 0;
            for (int worker = 0; worker < workers; worker++)
                sum += sums[worker * values + size_t(kTaps) * (o / kBlock * kBlock) + size_t(tap) * kBlock + o % kBlock];
            dFilter[size_t(tap) * g.outChannels + o] = float(sum);
        }
}

template <class X>
void headFilter(const ConvolutionGeometry& g, const X* x, const float* dy, float* dFilter) {
    const int workers = threads();
    const size_t voxels = g.outVoxels(), channels = g.inChannels, classes = g.outChannels, values = channels * classes;
    std::vector<double> sums(workers * values, 0.0);
#pragma omp parallel num_threads(workers)
    {
        const size_t worker = omp_get_thread_num(), first = voxels * worker / workers, last = voxels * (worker + 1) / workers;
        kernels().of<X>().pointwiseFilterSums(
            x + first * channels, dy + first * classes, last - first, channels, classes, &sums[worker * values]);
    }
    for (size_t c = 0; c < channels; c++)
        for (size_t k = 0; k < classes; k++) {
            double sum = 0;
            for (int worker = 0; worker < workers; worker++) sum += sums[worker * values + k * channels + c];
            dFilter[c * classes + k] = float(sum);
        }
}

template <class X>
void headInput(const ConvolutionGeometry& g, const float* dy, const float* transposedFilter, X* dx) {
    const int workers = threads();
    const size_t voxels = g.outVoxels(), channels = g.inChannels, classes = g.outChannels;
#pragma omp parallel num_threads(workers)
    {
        const size_t worker = omp_get_thread_num(), first = voxels * worker / workers, last = voxels * (worker + 1) / workers;
        kernels().of<X>().pointwiseInputGradient(
            dy + first * classes, transposedFilter, dx + first * channels, last - first, channels, classes);
    }
}

}  // namespace

bool firstLayerFilterGradientTakes(const ConvolutionGeometry& g) {
    return g.inChannels == 1 && g.outChannels % kBlock == 0 && g.isCube(3, 1, 1) && g.outElements() > 0;
}

void firstLayerFilterGradient(const ConvolutionGeometry& g, const Storage& x, const Storage& dy, Storage& dFilter) {
    withElements(x, [&](auto* xs) { withElements(dy, [&](auto* dys) { firstLayer(g, xs, dys, dFilter.f32()); }); });
}

bool headGradientTakes(const ConvolutionGeometry& g) {
    return g.inChannels % kBlock == 0 && g.outChannels <= 8 && g.isCube(1, 1, 0) && g.outElements() > 0;
}

void headFilterGradient(const ConvolutionGeometry& g, const Storage& x, const Storage& dy, Storage& dFilter) {
    const TypedInput gradient(dy, ElementType::Float32);
    withElements(x, [&](auto* xs) { headFilter(g, xs, gradient.f32(), dFilter.f32()); });
}

void headInputGradient(const ConvolutionGeometry& g, const Storage& dy, const Storage& filter, Storage& dx) {
    const TypedInput gradient(dy, ElementType::Float32);
    std::vector<float> transposed(g.filterElements() + 16);  // kernels may read a vector past the end
    for (int c = 0; c < g.inChannels; c++)
        for (int k = 0; k < g.outChannels; k++) transposed[size_t(k) * g.inChannels + c] = filter.f32()[size_t(c) * g.outChannels + k];
    withElements(dx, [&](auto* dxs) { headInput(g, gradient.f32(), transposed.data(), dxs); });
}

}  // namespace llmsegnet
