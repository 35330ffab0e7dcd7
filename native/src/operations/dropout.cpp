#include "dropout.hpp"

#include <cmath>
#include <type_traits>

#include "columns.hpp"
#include "parallel.hpp"

namespace llmsegnet {
namespace {

uint32_t mix(uint32_t h) {
    h = (h ^ h >> 16) * 0x7feb352du;
    h = (h ^ h >> 15) * 0x846ca68bu;
    return h ^ h >> 16;
}

/// What the seed and the upper half of the index contribute to a draw.
uint32_t keyOf(uint64_t index, uint32_t seed) { return mix(seed ^ uint32_t(index >> 32) * 0x9e3779b9u ^ 0x9e3779b9u); }

uint32_t thresholdOf(double rate) { return uint32_t(std::floor(rate * 4294967296.0)); }

}  // namespace

void dropoutElements(const Storage& x, Storage& y, double rate, uint32_t seed) {
    withElements(y, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(x.data);
        // Runs start at multiples of 65536, so the upper half of the index never changes inside one.
        inRuns(y.elements, [&](size_t first, size_t count) {
            const DropoutDraw draw{keyOf(first, seed), thresholdOf(rate), float(1 / (1 - rate))};
            kernels().of<T>().dropElements(in + first, out + first, count, uint32_t(first), draw);
        });
    });
}

void dropoutChannels(const Storage& x, Storage& y, size_t samples, size_t rows, size_t channels, double rate, uint32_t seed) {
    const ColumnParameters factors(samples, channels);
    for (size_t sample = 0; sample < samples; sample++) {
        factors.set(sample, [&](size_t c) {
            const uint64_t index = uint64_t(sample) * channels + c;
            const bool kept = mix(mix(uint32_t(index)) ^ keyOf(index, seed)) >= thresholdOf(rate);
            return kept ? float(1 / (1 - rate)) : 0.0f;
        });
    }
    withElements(y, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(x.data);
        const size_t period = periodOf(channels), sampleElements = rows * channels;
        const Chunks chunks(sampleElements, period);
        inParallel(samples * chunks.count, y.elements, [&](size_t task) {
            const size_t sample = task / chunks.count, chunk = task % chunks.count;
            const size_t i = sample * sampleElements + chunks.first(chunk);
            kernels().of<T>().dropColumns(in + i, out + i, chunks.elements(chunk), period, factors.array(sample));
        });
    });
}

}  // namespace llmsegnet
