#include "normalisation.hpp"

#include <cmath>
#include <type_traits>

#include "../cpu/cache.hpp"
#include "sums.hpp"

namespace llmsegnet {
namespace {

/// The four arrays of `saved`, each [groups, channels].
struct Saved {
    float *mean, *variance, *scale, *shift;

    Saved(const Storage& saved, size_t perArray)
        : mean(saved.f32()), variance(mean + perArray), scale(mean + 2 * perArray), shift(mean + 3 * perArray) {}
};

/// f(group, start, elements) for runs that cover every group; start counts from the beginning of the whole tensor.
template <class F> void inGroupRuns(size_t groups, size_t groupElements, size_t period, F f) {
    const Chunks chunks(groupElements, period);
    inParallel(groups * chunks.count, groups * groupElements, [&](size_t task) {
        const size_t group = task / chunks.count, chunk = task % chunks.count;
        f(group, group * groupElements + chunks.first(chunk), chunks.elements(chunk));
    });
}

template <class T>
void normalise(
    size_t groups, size_t groupElements, size_t period, bool relu, const T* z, const Storage* skip, T* y,
    const ColumnParameters& columns) {
    const T* added = skip ? static_cast<const T*>(skip->data) : nullptr;
    const bool pastCaches = z != y && added != y && groups * groupElements * sizeof(T) >= largestCache();
    inGroupRuns(groups, groupElements, period, [&](size_t group, size_t start, size_t elements) {
        NormColumns parameters{};
        parameters.scale = columns.array(2 * group);
        parameters.shift = columns.array(2 * group + 1);
        const T* addedHere = added ? added + start : nullptr;
        kernels().of<T>().normalise(z + start, addedHere, y + start, elements, period, parameters, relu, pastCaches);
    });
}

}  // namespace

void normForward(
    const NormShape& shape, const Storage& z, const Storage* skip, Storage& y, const Storage* gamma, const Storage* beta,
    Storage& saved) {
    const size_t channels = shape.channels;
    const std::vector<Moments> moments = momentsOf(z, shape.groups, shape.rows, channels);
    const Saved out(saved, shape.groups * channels);
    for (size_t i = 0; i < moments.size(); i++) {
        const double factor = gamma ? gamma->f32()[i % channels] : 1.0, offset = beta ? beta->f32()[i % channels] : 0.0;
        out.mean[i] = float(moments[i].mean);
        out.variance[i] = float(moments[i].variance);
        out.scale[i] = float(factor / std::sqrt(moments[i].variance + shape.epsilon));
        out.shift[i] = float(offset - moments[i].mean * double(out.scale[i]));
    }
    const ColumnParameters columns(2 * shape.groups, channels);
    for (size_t group = 0; group < shape.groups; group++) {
        columns.set(2 * group, [&](size_t c) { return out.scale[group * channels + c]; });
        columns.set(2 * group + 1, [&](size_t c) { return out.shift[group * channels + c]; });
    }
    withElements(y, [&](auto* values) {
        const auto* in = static_cast<decltype(values)>(z.data);
        normalise(shape.groups, shape.rows * channels, periodOf(channels), shape.relu, in, skip, values, columns);
    });
}

void normBackward(
    const NormShape& shape, const Storage& z, const Storage& dy, Storage& dz, const Storage& saved, Storage* dGamma,
    Storage* dBeta) {
    const size_t channels = shape.channels, groupElements = shape.rows * channels, period = periodOf(channels);
    const Saved forward(saved, shape.groups * channels);
    const ColumnParameters columns(5 * shape.groups, channels);
    const auto parametersOf = [&](size_t group) {
        return NormColumns{columns.array(5 * group), columns.array(5 * group + 1), columns.array(5 * group + 2),
                           columns.array(5 * group + 3), columns.array(5 * group + 4)};
    };
    for (size_t group = 0; group < shape.groups; group++) {
        columns.set(5 * group, [&](size_t c) { return forward.scale[group * channels + c]; });
        columns.set(5 * group + 1, [&](size_t c) { return forward.shift[group * channels + c]; });
        columns.set(5 * group + 2, [&](size_t c) { return forward.mean[group * channels + c]; });
    }
    withElements(dz, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto* in = static_cast<const T*>(z.data);
        const auto* gradient = static_cast<const T*>(dy.data);
        const ColumnSums sums = sumGroups(
            shape.groups, shape.rows, channels,
            [&](size_t group, size_t start, size_t elements, double* gradientSums, double* productSums) {
                const size_t i = group * groupElements + start;
                kernels().of<T>().normBackwardSums(
                    in + i, gradient + i, elements, period, parametersOf(group), shape.relu, gradientSums, productSums);
            });
        std::vector<double> gammaSums(channels), betaSums(channels);
        for (size_t group = 0; group < shape.groups; group++) {
            const auto inverse = [&](size_t c) {
                return 1 / std::sqrt(double(forward.variance[group * channels + c]) + shape.epsilon);
            };
            const auto perRow = [&](size_t c) { return double(forward.scale[group * channels + c]) / double(shape.rows); };
            columns.set(5 * group + 3, [&](size_t c) {
                return float(-perRow(c) * inverse(c) * inverse(c) * sums.second[group * channels + c]);
            });
            columns.set(5 * group + 4, [&](size_t c) { return float(-perRow(c) * sums.first[group * channels + c]); });
            for (size_t c = 0; c < channels; c++) {
                gammaSums[c] += sums.second[group * channels + c] * inverse(c);
                betaSums[c] += sums.first[group * channels + c];
            }
        }
        for (size_t c = 0; c < channels; c++) {
            if (dGamma) dGamma->f32()[c] = float(gammaSums[c]);
            if (dBeta) dBeta->f32()[c] = float(betaSums[c]);
        }
        inGroupRuns(shape.groups, groupElements, period, [&](size_t group, size_t i, size_t elements) {
            kernels().of<T>().normBackward(in + i, gradient + i, out + i, elements, period, parametersOf(group), shape.relu);
        });
    });
}

void affineRelu(
    size_t channels, bool relu, const Storage& z, const Storage* skip, Storage& y, const Storage& scale, const Storage& shift) {
    const ColumnParameters columns(2, channels);
    columns.set(0, [&](size_t c) { return scale.f32()[c]; });
    columns.set(1, [&](size_t c) { return shift.f32()[c]; });
    withElements(y, [&](auto* values) {
        const auto* in = static_cast<decltype(values)>(z.data);
        normalise(1, y.elements, periodOf(channels), relu, in, skip, values, columns);
    });
}

}  // namespace llmsegnet
