#include "slabs.hpp"

#include <algorithm>

namespace llmsegnet {
namespace {

constexpr int kTasks = 12;                  // enough that the last one to finish is a small part of the whole
constexpr size_t kMinimumWork = 4 << 20;  // multiplications below which starting another task costs more than it balances

size_t planeIn(const ConvolutionGeometry& g) { return size_t(g.axes[1].in) * g.axes[2].in * g.inChannels; }
size_t planeOut(const ConvolutionGeometry& g) { return size_t(g.axes[1].out()) * g.axes[2].out() * g.outChannels; }

/// Planes of one sample per slab; `planes` of them altogether.
int planesPerSlab(const ConvolutionGeometry& g, int planes) {
    const size_t work = g.outVoxels() * g.filterElements();
    const int tasks = int(std::clamp<size_t>(work / kMinimumWork, 1, kTasks));
    const int perSample = std::clamp((tasks + g.batch - 1) / g.batch, 1, planes);
    return (planes + perSample - 1) / perSample;
}

bool worthCutting(const ConvolutionGeometry& g) {
    const bool known = g.isCube(3, 1, 1) || g.isCube(2, 2, 0) || g.isCube(1, 1, 0);
    return known && g.filterElements() < (g.inElements() + g.outElements()) / 8 && g.outVoxels() * g.filterElements() >= kMinimumWork;
}

Slab whole(const ConvolutionGeometry& g) { return {g, 0, 0}; }

}  // namespace

std::vector<Slab> forwardSlabs(const ConvolutionGeometry& g) {
    if (!worthCutting(g)) return {whole(g)};
    const ConvolutionAxis depth = g.axes[0];
    const int planes = depth.out(), step = planesPerSlab(g, planes);
    std::vector<Slab> slabs;
    for (int sample = 0; sample < g.batch; sample++)
        for (int first = 0; first < planes; first += step) {
            const int count = std::min(step, planes - first);
            const int begin = first * depth.stride - depth.padBefore, end = begin + (count - 1) * depth.stride + depth.filter;
            ConvolutionGeometry part = g;
            part.batch = 1;
            part.axes[0].padBefore = std::max(0, -begin);
            part.axes[0].padAfter = std::max(0, end - depth.in);
            part.axes[0].in = std::min(end, depth.in) - std::max(begin, 0);
            slabs.push_back({part, (size_t(sample) * depth.in + std::max(begin, 0)) * planeIn(g),
                             (size_t(sample) * planes + first) * planeOut(g)});
        }
    return slabs;
}

std::vector<Slab> backwardDataSlabs(const ConvolutionGeometry& g) {
    const ConvolutionAxis depth = g.axes[0];
    // A plane that no window reaches, left over by a stride, must be zeroed by the uncut primitive.
    if (!worthCutting(g) || depth.out() * depth.stride < depth.in) return {whole(g)};
    // Steps in whole strides: every slab of input planes then pairs with whole output planes.
    const int units = depth.in / depth.stride, step = planesPerSlab(g, units);
    std::vector<Slab> slabs;
    for (int sample = 0; sample < g.batch; sample++)
        for (int unit = 0; unit < units; unit += step) {
            const int first = unit * depth.stride, count = std::min(step, units - unit) * depth.stride;
            // Output plane o reads input planes o * stride - pad ... + filter - 1.
            const int halo = (depth.filter - depth.stride) / 2;  // 1 for 3x3x3, else 0
            const int begin = std::max(0, unit - halo), end = std::min(depth.out(), unit + count / depth.stride + halo);
            ConvolutionGeometry part = g;
            part.batch = 1;
            part.axes[0].in = count;
            part.axes[0].padBefore = first - (begin * depth.stride - depth.padBefore);
            part.axes[0].padAfter = (end - begin - 1) * depth.stride + depth.filter - count - part.axes[0].padBefore;
            slabs.push_back({part, (size_t(sample) * depth.in + first) * planeIn(g),
                             (size_t(sample) * depth.out() + begin) * planeOut(g)});
        }
    return slabs;
}

}  // namespace llmsegnet
