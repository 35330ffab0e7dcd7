#pragma once
#include "../memory/storage.hpp"

/// Storages that are combined must have equal element counts; the bindings check that.
namespace llmsegnet {

/// Copies all elements, rounding to nearest even or widening where the types differ.
void convert(const Storage& from, Storage& to);
void readInto(const Storage& storage, float* values);
void writeFrom(const float* values, Storage& storage);
void fill(Storage& storage, float value);

/// out = a + b, any mix of types; out may be a or b.
void add(const Storage& a, const Storage& b, Storage& out);
void scale(Storage& storage, float factor);

/// w, g and m of PyTorch's SGD: m = momentum * m + (g + decay * w); w -= learningRate * m.
void sgd(Storage& weights, const Storage& gradient, Storage& buffer, float learningRate, float momentum, float decay);

}  // namespace llmsegnet
