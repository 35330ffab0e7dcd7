#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// 3x3x3, stride 1, pad 1; channels in multiples of 16.
void amxFilterGradient3(const ConvolutionGeometry& geometry, const BFloat16* x, const BFloat16* dy, float* dFilter);
/// 2x2x2, stride 2; channels in multiples of 16.
void amxFilterGradient2(const ConvolutionGeometry& geometry, const BFloat16* x, const BFloat16* dy, float* dFilter);

}  // namespace llmsegnet
