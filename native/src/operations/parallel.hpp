#pragma once
#include <omp.h>

#include <algorithm>
#include <cstddef>

#include "../cpu/threads.hpp"

namespace llmsegnet {

/// Below this many elements, waking threads costs more than they save.
constexpr size_t parallelElements = size_t(1) << 17;

/// f(task, worker) for every task, on as many of `team` threads as `elements` of work deserve; 0 <= worker < team finds a
/// thread's work space. Tasks are handed out as threads get free, so one busy core does not hold up the rest; results must
/// not depend on which thread ran what. f must not throw.
template <class F> void inParallelTeam(int team, size_t tasks, size_t elements, F f) {
    if (team == 1 || tasks < 2 || elements < parallelElements) {
        for (size_t task = 0; task < tasks; task++) f(task, 0);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(team)
    for (size_t task = 0; task < tasks; task++) f(task, omp_get_thread_num());
}

/// The same on threads() threads, for tasks that need no work space.
template <class F> void inParallel(size_t tasks, size_t elements, F f) {
    inParallelTeam(threads(), tasks, elements, [&](size_t task, int) { f(task); });
}

/// f(first, count) for runs that cover 0 .. n - 1; `first` is a multiple of 65536.
template <class F> void inRuns(size_t n, F f) {
    constexpr size_t run = 65536;
    inParallel((n + run - 1) / run, n, [&](size_t task) { f(task * run, std::min(run, n - task * run)); });
}

/// How a run of `n` elements is cut: at most 64 chunks of whole units of `unit` elements and a sensible size. Depends on the
/// sizes only, so that sums per chunk, added in order, are the same for any number of threads.
struct Chunks {
    size_t n, size, count;

    Chunks(size_t elements, size_t unit) : n(elements) {
        constexpr size_t sensible = 16384, most = 64;
        const size_t units = (n + unit - 1) / unit;
        const size_t wanted = std::clamp<size_t>(n / sensible, 1, most);
        size = std::max<size_t>((units + wanted - 1) / wanted, 1) * unit;
        count = (n + size - 1) / size;
    }
    size_t first(size_t chunk) const { return chunk * size; }
    size_t elements(size_t chunk) const { return std::min(size, n - chunk * size); }
};

}  // namespace llmsegnet
