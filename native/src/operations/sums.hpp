#pragma once
#include <cstddef>
#include <cstring>
#include <vector>

#include "../memory/storage.hpp"
#include "columns.hpp"
#include "parallel.hpp"

namespace llmsegnet {

/// Mean and biased variance of one channel.
struct Moments {
    double mean, variance;
};

/// Per group and channel ([groups][channels]) of z [groups, rows, channels]; zeros without rows. Every chunk of rows is
/// summed around a centre of its own, so that a mean far from 0 costs no precision, and chunks are merged in order.
std::vector<Moments> momentsOf(const Storage& z, size_t groups, size_t rows, size_t channels);

/// out[c] = sum over rows of x[row, c].
void sumRows(const Storage& x, size_t channels, Storage& out);

/// Two sums per group and channel ([groups][channels]).
struct ColumnSums {
    std::vector<double> first, second;
};

/// Adds up what sum(group, start, elements, first, second) puts into two arrays of periodOf(channels) doubles, for runs of
/// elements of each group. The runs depend on the sizes only, so the result is the same for any number of threads.
template <class F> ColumnSums sumGroups(size_t groups, size_t rows, size_t channels, F sum) {
    const size_t period = periodOf(channels);
    const Chunks chunks(rows * channels, period);
    const size_t tasks = groups * chunks.count;
    const Scratch block(tasks * 2 * period * sizeof(double));
    double* const partial = block.as<double>();
    inParallel(tasks, groups * rows * channels, [&](size_t task) {
        double* first = partial + task * 2 * period;
        std::memset(first, 0, 2 * period * sizeof(double));
        const size_t chunk = task % chunks.count;
        sum(task / chunks.count, chunks.first(chunk), chunks.elements(chunk), first, first + period);
    });
    ColumnSums sums{std::vector<double>(groups * channels), std::vector<double>(groups * channels)};
    for (size_t task = 0; task < tasks; task++) {
        const double* first = partial + task * 2 * period;
        const size_t group = task / chunks.count * channels;
        for (size_t column = 0; column < period; column++) {
            sums.first[group + column % channels] += first[column];
            sums.second[group + column % channels] += first[period + column];
        }
    }
    return sums;
}

}  // namespace llmsegnet
