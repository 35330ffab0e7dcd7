#pragma once
#include <cstddef>
#include <cstdint>

#include "../memory/storage.hpp"

/// Losses of float32 logits and their gradients (addon.ts has the formulas). `gradient` may be null, float32 or bfloat16.
/// Element counts are the bindings' to check. Without rows every loss is 0.
namespace llmsegnet {

void softmax(const Storage& logits, Storage& probabilities, size_t rows, size_t classes);

struct SupervisedLoss {
    double crossEntropy, dice;
};
/// Throws std::invalid_argument for a label outside 0 .. classes - 1.
SupervisedLoss supervisedLoss(
    const Storage& logits, const int32_t* labels, size_t samples, size_t rows, size_t classes, double crossEntropyWeight,
    double diceWeight, Storage* gradient);

struct UnifiedLossSettings {
    double t1, t2;
    bool perVoxel, excludeComplement;
};
struct UnifiedLoss {
    double confident, complement, uncertain;
    double inConfident, inComplement, inUncertain;  // voxels
};
UnifiedLoss unifiedLoss(
    const Storage& logits, const Storage& peer, size_t rows, size_t classes, const UnifiedLossSettings& settings,
    Storage* gradient);

/// Mean of -log p at the peer's argmax.
double negativeLogLikelihood(const Storage& logits, const Storage& peer, size_t rows, size_t classes, Storage* gradient);
/// Mean of (p - q)^2 over voxels and classes.
double meanSquares(const Storage& logits, const Storage& peer, size_t rows, size_t classes, Storage* gradient);

}  // namespace llmsegnet
