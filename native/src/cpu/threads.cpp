#include "threads.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>

namespace llmsegnet {
namespace {

std::atomic<int>& count() {
    static std::atomic<int> value(omp_get_max_threads());
    return value;
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
}

}  // namespace llmsegnet
