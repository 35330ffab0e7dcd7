#pragma once
#include <cstddef>
#include <numeric>

#include "../kernels/kernels.hpp"
#include "../memory/pool.hpp"

namespace llmsegnet {

/// Elements after which parameters per channel repeat for the kernels (kernels.hpp).
inline size_t periodOf(size_t channels) { return std::lcm(channels, columnBlock); }

/// `arrays` parameter arrays of `period` floats in pooled memory.
class ColumnParameters {
public:
    ColumnParameters(size_t arrays, size_t channels)
        : channels_(channels), period_(periodOf(channels)), block_(arrays * period_ * sizeof(float)) {}

    float* array(size_t index) const { return block_.as<float>() + index * period_; }
    /// Sets array[c], and its copies a channel count apart, to f(c).
    template <class F> const float* set(size_t index, F f) const {
        float* values = array(index);
        for (size_t c = 0; c < channels_; c++) values[c] = f(c);
        for (size_t i = channels_; i < period_; i++) values[i] = values[i - channels_];
        return values;
    }

private:
    size_t channels_, period_;
    Scratch block_;
};

}  // namespace llmsegnet
