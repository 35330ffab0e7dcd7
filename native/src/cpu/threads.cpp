#include "threads.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <stdexcept>
#include <string>

#include "signals.hpp"

namespace llmsegnet {
namespace {

std::atomic<int>& count() {
    static std::atomic<int> value(omp_get_max_threads());
    return value;
}

void blockSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

int threads() {
    // OpenMP never starts more than its limit (OMP_THREAD_LIMIT), and kernels that share work out count on what they ask for.
    return std::min(count().load(std::memory_order_relaxed), omp_get_thread_limit());
}

void setThreads(int wanted) {
    if (wanted < 1 || wanted > 1024) throw std::invalid_argument("threads must be 1..1024, got " + std::to_string(wanted));
    count().store(wanted, std::memory_order_relaxed);
    applyThreads();
}

void applyThreads() {
    if (omp_get_max_threads() != threads()) omp_set_num_threads(threads());
    static thread_local int started = 0;
    if (started == threads()) return;
    started = threads();
    // OpenMP's worker threads start here and inherit the mask: no signal is ever theirs to handle.
    const SignalsHeld inheritedByWorkers;
#pragma omp parallel num_threads(threads())
    if (omp_get_thread_num() > 0) blockSignals();
}

}  // namespace llmsegnet
