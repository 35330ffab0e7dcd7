#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/// 3x3x3 from one channel to a multiple of 16: the filter gradient of a network's first layer.
bool firstLayerFilterGradientTakes(const ConvolutionGeometry& geometry);
/// x and dy may be of either type, dFilter is float32 [27][1][outChannels].
void firstLayerFilterGradient(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter);

/// 1x1x1 from a multiple of 16 channels to at most 8: a network's head.
bool headGradientTakes(const ConvolutionGeometry& geometry);
/// x may be of either type; dy, in float32, keeps the precision of the loss's gradient.
void headFilterGradient(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter);
void headInputGradient(const ConvolutionGeometry& geometry, const Storage& dy, const Storage& filter, Storage& dx);

}  // namespace llmsegnet
