#pragma once
#include <cstddef>

#include "../memory/storage.hpp"

/// 2x2x2 max pooling and trilinear upsampling by 2; element types and counts are the bindings' to check.
namespace llmsegnet {

/// A volume [batch, depth, height, width, channels].
struct VolumeShape {
    size_t batch, depth, height, width, channels;
};

/// x of `shape`, y of half its depth, height and width, rounded down.
void maxPool2(const VolumeShape& shape, const Storage& x, Storage& y);
/// The first maximum of a window (depth, height, width order) takes dy; the rest of dx is zero.
void maxPool2Backward(const VolumeShape& shape, const Storage& x, const Storage& dy, Storage& dx);

/// x of `shape`, y of twice its depth, height and width; align_corners is false.
void upsample2(const VolumeShape& shape, const Storage& x, Storage& y);
void upsample2Backward(const VolumeShape& shape, const Storage& dy, Storage& dx);

}  // namespace llmsegnet
