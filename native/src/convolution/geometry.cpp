#include "geometry.hpp"

#include <cstring>
#include <stdexcept>
#include <string>

namespace llmsegnet {
namespace {

void require(bool condition, const char* what, int64_t value) {
    if (!condition) throw std::invalid_argument(std::string("convolution geometry: ") + what + " is " + std::to_string(value));
}

size_t voxels(int32_t batch, int32_t depth, int32_t height, int32_t width) {
    return size_t(batch) * size_t(depth) * size_t(height) * size_t(width);
}

}  // namespace

ConvolutionGeometry ConvolutionGeometry::parse(const int32_t* n, size_t count) {
    require(count == 21, "count of numbers (21 expected)", int64_t(count));
    ConvolutionGeometry g{};
    g.batch = n[0];
    g.inChannels = n[4];
    g.outChannels = n[5];
    for (int a = 0; a < 3; a++) g.axes[a] = {n[1 + a], n[6 + a], n[9 + a], n[12 + a], n[15 + 2 * a], n[16 + 2 * a]};
    require(g.batch >= 0, "batch", g.batch);
    require(g.inChannels > 0, "inChannels", g.inChannels);
    require(g.outChannels > 0, "outChannels", g.outChannels);
    for (const ConvolutionAxis& axis : g.axes) {
        require(axis.in >= 0, "input size", axis.in);
        require(axis.filter > 0, "filter size", axis.filter);
        require(axis.stride > 0, "stride", axis.stride);
        require(axis.dilation > 0, "dilation", axis.dilation);
        require(axis.padBefore >= 0, "padding", axis.padBefore);
        require(axis.padAfter >= 0, "padding", axis.padAfter);
        const int64_t reach = int64_t(axis.filter - 1) * axis.dilation + 1;
        const int64_t padded = int64_t(axis.in) + axis.padBefore + axis.padAfter;
        require(padded >= reach, "padded input, smaller than the dilated filter,", padded);
    }
    return g;
}

size_t ConvolutionGeometry::inVoxels() const { return voxels(batch, axes[0].in, axes[1].in, axes[2].in); }
size_t ConvolutionGeometry::outVoxels() const { return voxels(batch, axes[0].out(), axes[1].out(), axes[2].out()); }
size_t ConvolutionGeometry::filterElements() const {
    return voxels(1, axes[0].filter, axes[1].filter, axes[2].filter) * size_t(inChannels) * size_t(outChannels);
}

bool ConvolutionGeometry::isCube(int32_t filter, int32_t stride, int32_t pad) const {
    for (const ConvolutionAxis& axis : axes) {
        if (axis.filter != filter || axis.stride != stride || axis.dilation != 1) return false;
        if (axis.padBefore != pad || axis.padAfter != pad) return false;
    }
    return true;
}

bool ConvolutionGeometry::operator<(const ConvolutionGeometry& other) const {
    // All members are int32_t without padding between them, so bytes order them.
    static_assert(sizeof(ConvolutionGeometry) == 21 * sizeof(int32_t));
    return std::memcmp(this, &other, sizeof *this) < 0;
}

}  // namespace llmsegnet
