#pragma once
#include "../memory/storage.hpp"
#include "geometry.hpp"

namespace llmsegnet {

/**
 * Winograd's F(4x4, 3x3) in a plane with three direct taps along the third axis: 108 products of a tile's 16 outputs where direct
 * convolution has 432. 3x3x3, stride 1, pad 1, channels in multiples of 16; any sizes. Activations are of either type, sums float32.
 *
 * Same bits for any number of threads. Against float64 the largest error is at most 8e-6 of the largest result in all three directions
 * (direct convolution in float32: 3e-6; test/native/winograd.test.ts).
 */
bool winogradTakes(const ConvolutionGeometry& geometry);
void winogradConvolution(const ConvolutionGeometry& geometry, const Storage& x, const Storage& filter, const Storage* bias, Storage& y);
void winogradBackwardData(const ConvolutionGeometry& geometry, const Storage& dy, const Storage& filter, Storage& dx);
/// x and dy of one type.
void winogradFilterGradient(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter);

}  // namespace llmsegnet
