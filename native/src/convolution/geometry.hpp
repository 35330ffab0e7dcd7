#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace llmsegnet {

/// One axis of a convolution; sizes in voxels, dilation 1 = dense.
struct ConvolutionAxis {
    int32_t in, filter, stride, dilation, padBefore, padAfter;
    int32_t out() const { return (in + padBefore + padAfter - ((filter - 1) * dilation + 1)) / stride + 1; }
};

/// A 3D convolution of [batch, depth, height, width, inChannels] with a [depth, height, width, inChannels, outChannels] filter.
struct ConvolutionGeometry {
    int32_t batch, inChannels, outChannels;
    std::array<ConvolutionAxis, 3> axes;  // depth, height, width

    /// From the 21 numbers of addon.ts; throws std::invalid_argument naming the one that makes no sense.
    static ConvolutionGeometry parse(const int32_t* numbers, size_t count);

    size_t inVoxels() const;
    size_t outVoxels() const;
    size_t inElements() const { return inVoxels() * inChannels; }
    size_t outElements() const { return outVoxels() * outChannels; }
    size_t filterElements() const;

    bool isCube(int32_t filter, int32_t stride, int32_t pad) const;
    bool operator<(const ConvolutionGeometry& other) const;
};

}  // namespace llmsegnet
