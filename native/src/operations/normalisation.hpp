#pragma once
#include <cstddef>

#include "../memory/storage.hpp"

/// Batch norm (groups = 1) and instance norm (groups = batch) of z [groups, rows, channels] with ReLU and skip; addon.ts has
/// the formulas. Element types and counts are the bindings' to check. skip, gamma, beta, dGamma and dBeta may be null.
namespace llmsegnet {

struct NormShape {
    size_t groups, rows, channels;
    double epsilon;
    bool relu;
};

/// saved [4, groups, channels] receives mean, variance, scale and shift. y may be z or skip.
void normForward(
    const NormShape& shape, const Storage& z, const Storage* skip, Storage& y, const Storage* gamma, const Storage* beta,
    Storage& saved);

/// dz may be dy or z. dGamma and dBeta are summed over the groups.
void normBackward(
    const NormShape& shape, const Storage& z, const Storage& dy, Storage& dz, const Storage& saved, Storage* dGamma,
    Storage* dBeta);

/// y = relu(scale * z + shift) + skip; y may be z or skip.
void affineRelu(
    size_t channels, bool relu, const Storage& z, const Storage* skip, Storage& y, const Storage& scale, const Storage& shift);

}  // namespace llmsegnet
