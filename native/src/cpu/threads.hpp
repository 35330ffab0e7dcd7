#pragma once

namespace llmsegnet {

/// Threads that the kernels and oneDNN use; at first what OpenMP offers (affinity, OMP_NUM_THREADS).
int threads();

/// Throws std::invalid_argument outside 1..1024.
void setThreads(int count);

/// OpenMP keeps its thread count per calling thread: oneDNN sees ours only after this. Called before every JS call is served.
void applyThreads();

}  // namespace llmsegnet
