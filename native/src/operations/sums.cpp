#include "sums.hpp"

#include <type_traits>

namespace llmsegnet {
namespace {

/// What the kernel found in one chunk: per column a centre, and sums of deviations from it and of their squares.
struct ChunkMoments {
    float* centre;
    double *sums, *squares;
};

/// Sums of deviations from `centre` and of their squares, of one channel.
struct ShiftedSums {
    double centre = 0, count = 0, sum = 0, squares = 0;

    /// Adds a column's sums, which are around its own centre. The first column gives the centre; in double, moving the others
    /// to it loses nothing that float32 input has.
    void add(double otherCentre, double n, double otherSum, double otherSquares) {
        if (count == 0) centre = otherCentre;
        const double move = otherCentre - centre;
        squares += otherSquares + move * (2 * otherSum + n * move);
        sum += otherSum + n * move;
        count += n;
    }
    Moments moments() const {
        if (count == 0) return {0, 0};
        const double shift = sum / count;
        return {centre + shift, std::max(0.0, squares / count - shift * shift)};
    }
};

}  // namespace

std::vector<Moments> momentsOf(const Storage& z, size_t groups, size_t rows, size_t channels) {
    const size_t period = periodOf(channels), groupElements = rows * channels;
    const Chunks chunks(groupElements, period);
    const size_t tasks = groups * chunks.count;
    const Scratch block(tasks * period * (2 * sizeof(double) + sizeof(float)));
    const auto at = [&](size_t task) {
        double* sums = block.as<double>() + task * 2 * period;
        float* centres = reinterpret_cast<float*>(block.as<double>() + tasks * 2 * period);
        return ChunkMoments{centres + task * period, sums, sums + period};
    };
    withElements(z, [&](auto* values) {
        using T = std::remove_pointer_t<decltype(values)>;
        inParallel(tasks, groups * groupElements, [&](size_t task) {
            const ChunkMoments moments = at(task);
            std::memset(moments.sums, 0, 2 * period * sizeof(double));
            const size_t chunk = task % chunks.count;
            const T* start = values + task / chunks.count * groupElements + chunks.first(chunk);
            kernels().of<T>().columnMoments(start, chunks.elements(chunk), period, moments.centre, moments.sums, moments.squares);
        });
    });
    std::vector<ShiftedSums> totals(groups * channels);
    for (size_t task = 0; task < tasks; task++) {
        const ChunkMoments moments = at(task);
        const size_t elements = chunks.elements(task % chunks.count), rowsOfPeriod = elements / period, rest = elements % period;
        ShiftedSums* const group = &totals[task / chunks.count * channels];
        for (size_t column = 0; column < std::min(period, elements); column++) {
            const double count = double(rowsOfPeriod + (column < rest));
            group[column % channels].add(double(moments.centre[column]), count, moments.sums[column], moments.squares[column]);
        }
    }
    std::vector<Moments> result;
    result.reserve(totals.size());
    for (const ShiftedSums& total : totals) result.push_back(total.moments());
    return result;
}

void sumRows(const Storage& x, size_t channels, Storage& out) {
    const size_t rows = x.elements / channels;
    const ColumnSums sums = withElements(x, [&](auto* values) {
        using T = std::remove_pointer_t<decltype(values)>;
        return sumGroups(1, rows, channels, [&](size_t, size_t start, size_t elements, double* first, double*) {
            kernels().of<T>().columnSums(values + start, elements, periodOf(channels), first);
        });
    });
    for (size_t c = 0; c < channels; c++) out.f32()[c] = float(sums.first[c]);
}

}  // namespace llmsegnet
