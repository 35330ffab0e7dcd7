#pragma once
#include <vector>

#include "geometry.hpp"

namespace llmsegnet {

/// A convolution over some planes of one sample; offsets are in elements.
struct Slab {
    ConvolutionGeometry geometry;
    size_t inOffset, outOffset;
};

/**
 * Cuts a convolution into independent tasks, so that a thread on a core that is busy with something else does not hold up the others,
 * and so that no bit of the result depends on the number of threads: the cut depends on the shape only. One slab, the convolution as it
 * is, where cutting does not pay (weights larger than the activations) or the shape is unusual.
 */
std::vector<Slab> forwardSlabs(const ConvolutionGeometry& geometry);
/// The same for the gradient of the input, whose planes are what is cut.
std::vector<Slab> backwardDataSlabs(const ConvolutionGeometry& geometry);

}  // namespace llmsegnet
