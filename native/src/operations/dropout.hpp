#pragma once
#include <cstddef>
#include <cstdint>

#include "../memory/storage.hpp"

namespace llmsegnet {

/// y = x / (1 - rate) where kept, else 0, with one draw an element, or one a sample and channel of x [samples, rows, channels].
/// The draws are those of src/core/random/dropoutMask.ts. rate is at least 0 and below 1; y may be x, of the same type.
void dropoutElements(const Storage& x, Storage& y, double rate, uint32_t seed);
void dropoutChannels(const Storage& x, Storage& y, size_t samples, size_t rows, size_t channels, double rate, uint32_t seed);

}  // namespace llmsegnet
