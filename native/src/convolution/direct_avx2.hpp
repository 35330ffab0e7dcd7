#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// Direct float32 convolutions with AVX2 for the shapes networks are made of, where oneDNN 2.6 stays well below the processor's peak or
/// goes through a matrix product: 3x3x3 (stride 1, pad 1) and 2x2x2 (stride 2), channels in multiples of 16.
bool avx2ConvolutionTakes(const ConvolutionGeometry& geometry, ElementType type);
void avx2Convolution(const ConvolutionGeometry& geometry, const float* x, const float* filter, float* y);
/// The gradient of the input; also the forward pass of a transposed convolution.
void avx2ConvolutionBackwardData(const ConvolutionGeometry& geometry, const float* dy, const float* filter, float* dx);

}  // namespace llmsegnet
