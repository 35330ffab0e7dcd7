#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// Own kernels for the filter gradient, where oneDNN 2.6 is slow. Each answers whether it takes a case, then computes it.
/// AMX, bfloat16: 3x3x3 stride 1 pad 1 and 2x2x2 stride 2, channels in multiples of 16.
bool amxFilterGradientTakes(const ConvolutionGeometry& geometry, ElementType type);
void amxFilterGradient(const ConvolutionGeometry& geometry, const BFloat16* x, const BFloat16* dy, float* dFilter);

/// AVX2, float32: the same shapes, channels in multiples of 16 (oneDNN falls back to im2col + GEMM there).
bool avx2FilterGradientTakes(const ConvolutionGeometry& geometry, ElementType type);
void avx2FilterGradient(const ConvolutionGeometry& geometry, const float* x, const float* dy, float* dFilter);

}  // namespace llmsegnet
