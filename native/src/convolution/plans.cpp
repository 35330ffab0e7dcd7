#include "plans.hpp"

#include <omp.h>

#include "../cpu/threads.hpp"
#include "../onednn/engine.hpp"

namespace llmsegnet {

using dnnl::memory;

WeightReorder::WeightReorder(const memory::desc& from, const memory::desc& to)
    : from_(from), to_(to), primitive_(dnnl::reorder::primitive_desc(onednn::engine(), from, onednn::engine(), to)) {}

void WeightReorder::operator()(const void* from, void* to) {
    const memory source(from_, onednn::engine(), const_cast<void*>(from)), destination(to_, onednn::engine(), to);
    primitive_.execute(onednn::stream(), {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, destination}});
    onednn::stream().wait();
}

ForwardPlan::ForwardPlan(const ConvolutionGeometry& g, onednn::ConvolutionTypes types, bool bias)
    : convolution(onednn::makeForward(g, types, bias)), pack(onednn::plainFilter(g), convolution.weights) {}

BackwardDataPlan::BackwardDataPlan(const ConvolutionGeometry& g, onednn::ConvolutionTypes types, bool)
    : convolution(onednn::makeBackwardData(g, types)), pack(onednn::plainFilter(g), convolution.weights) {}

BackwardWeightsPlan::BackwardWeightsPlan(const ConvolutionGeometry& g, onednn::ConvolutionTypes types, bool)
    : convolution(onednn::makeBackwardWeights(g, types)), unpack(convolution.weightsGradient, onednn::plainFilter(g)) {}

ThreadsWhilePlanning::ThreadsWhilePlanning(int count) { omp_set_num_threads(count); }
ThreadsWhilePlanning::~ThreadsWhilePlanning() { omp_set_num_threads(threads()); }

}  // namespace llmsegnet
