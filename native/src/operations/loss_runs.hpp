#pragma once
#include <vector>

#include "../kernels/kernels.hpp"
#include "parallel.hpp"

namespace llmsegnet {

/// Calls of loss kernels over runs of rows, with their work space.
class LossRuns {
public:
    LossRuns(size_t rows, size_t classes)
        : rows_(rows), classes_(classes), chunks_(rows, 16), team_(threads()),
          work_(team_ * lossWorkFloats(classes) * sizeof(float)) {}

    /// f(firstRow, rows, work), concurrently.
    template <class F> void each(F f) const {
        run([&](size_t chunk, float* work) { f(chunks_.first(chunk), chunks_.elements(chunk), work); });
    }

    /// f(firstRow, rows, Result&, work) with a copy of `zero` a run; the results in order of the runs, however many threads
    /// there are.
    template <class Result, class F> std::vector<Result> collect(const Result& zero, F f) const {
        std::vector<Result> results(chunks_.count, zero);
        run([&](size_t chunk, float* work) { f(chunks_.first(chunk), chunks_.elements(chunk), results[chunk], work); });
        return results;
    }

private:
    template <class F> void run(F f) const {
        constexpr size_t costPerElement = 8;  // exponentials: a row costs more than its memory
        inParallelTeam(team_, chunks_.count, rows_ * classes_ * costPerElement, [&](size_t chunk, int worker) {
            f(chunk, work_.as<float>() + worker * lossWorkFloats(classes_));
        });
    }

    size_t rows_, classes_;
    Chunks chunks_;
    int team_;
    Scratch work_;
};

/// f(gradient pointer), a float* null pointer without a gradient.
template <class F> void withGradient(Storage* gradient, F f) {
    if (gradient) withElements(*gradient, f);
    else f(static_cast<float*>(nullptr));
}

/// pointer + offset, or null.
template <class T> T* offsetBy(T* pointer, size_t offset) { return pointer ? pointer + offset : nullptr; }

}  // namespace llmsegnet
