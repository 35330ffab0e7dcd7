#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// y = conv(x, filter) + bias. x and y may be float32 or bfloat16; filter and bias (nullptr: none) are float32.
void convolve(const ConvolutionGeometry& geometry, const Storage& x, const Storage& filter, const Storage* bias, Storage& y);

/// dx from dy: the gradient for the input, and the forward pass of a transposed convolution.
void convolveBackwardData(const ConvolutionGeometry& geometry, const Storage& dy, const Storage& filter, Storage& dx);

/// dFilter (float32, plain layout) from x and dy.
void convolveBackwardFilter(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter);

}  // namespace llmsegnet
