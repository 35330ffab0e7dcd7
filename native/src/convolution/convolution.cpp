#include "convolution.hpp"

#include <omp.h>

#include <exception>
#include <stdexcept>
#include <unordered_map>

#include "../cpu/isa.hpp"
#include "../cpu/signals.hpp"
#include "../cpu/threads.hpp"
#include "../onednn/engine.hpp"
#include "../operations/elementwise.hpp"
#include "../operations/parallel.hpp"
#include "choice.hpp"
#include "direct_avx2.hpp"
#include "edges.hpp"
#include "filter_gradient.hpp"
#include "plans.hpp"
#include "slabs.hpp"
#include "typed_view.hpp"
#include "winograd.hpp"

namespace llmsegnet {
namespace {

using dnnl::memory;
using onednn::ConvolutionTypes;
using PrimitiveArguments = std::unordered_map<int, memory>;

memory::data_type dataType(ElementType type) {
    return type == ElementType::BFloat16 ? memory::data_type::bf16 : memory::data_type::f32;
}

/// oneDNN computes bfloat16 convolutions well only with AVX512_BF16 or AMX: without them it emulates (AVX-512) or refuses (AVX2), so
/// bfloat16 storage is then widened to float32 around a float32 convolution.
ElementType computeType(const Storage& a, const Storage& b, Way way) {
    if (way == Way::Widened) return ElementType::Float32;
    const bool wanted = a.type == ElementType::BFloat16 || b.type == ElementType::BFloat16;
    return wanted && activeIsa() >= Isa::Avx512Bf16 ? ElementType::BFloat16 : ElementType::Float32;
}

memory view(const memory::desc& layout, const void* data) { return memory(layout, onednn::engine(), const_cast<void*>(data)); }

/// Elements `offset` on of an array of the given type.
const void* at(const void* data, size_t offset, ElementType type) { return static_cast<const char*>(data) + offset * elementBytes(type); }

void execute(dnnl::primitive& primitive, PrimitiveArguments arguments, const memory::desc& scratchpad) {
    // A stream keeps no state on a CPU, but oneDNN promises thread safety only for streams that are not shared.
    static thread_local dnnl::stream stream(onednn::engine());
    Scratch scratch(scratchpad.get_size());
    arguments.emplace(DNNL_ARG_SCRATCHPAD, view(scratchpad, scratch.data()));
    const SignalsHeld whileOneDnnMovesTheStack;
    primitive.execute(stream, arguments);
    stream.wait();
}

/// One slab: a primitive that shares its work among all threads. Several: a single-threaded primitive each, handed out to the threads.
template <class Plan, class Run>
void runSlabs(const std::vector<Slab>& slabs, const Storage& filter, ConvolutionTypes types, bool bias, Run run) {
    forgetTooManyPlans<Plan>();
    const int threadsEach = slabs.size() == 1 ? threads() : 1;
    PackedWeights packed(filter);
    std::vector<std::pair<Plan*, void*>> prepared;
    for (const Slab& slab : slabs) {
        Plan& plan = planFor<Plan>(slab.geometry, types, bias, threadsEach);
        prepared.emplace_back(&plan, packed.layoutOf(plan));
    }
    if (slabs.size() == 1) return run(slabs[0], *prepared[0].first, prepared[0].second);
    std::exception_ptr problem;  // an exception must not leave a parallel region
    inParallel(slabs.size(), SIZE_MAX, [&](size_t i) {
        try {
            // The primitive was planned for one thread; oneDNN's matrix products size their buffers by what OpenMP offers when they run.
            omp_set_num_threads(1);
            run(slabs[i], *prepared[i].first, prepared[i].second);
        } catch (...) {
#pragma omp critical
            problem = std::current_exception();
        }
    });
    if (problem) std::rethrow_exception(problem);
}

/// What a convolution of these types can be computed by, the plainest first.
std::vector<Way> waysOf(const ConvolutionGeometry& g, const Storage& a, const Storage& b) {
    std::vector<Way> ways{Way::Direct};
    const bool halves = a.type == ElementType::BFloat16 || b.type == ElementType::BFloat16;
    if (halves && activeIsa() >= Isa::Avx512Bf16) ways.push_back(Way::Widened);
    if (a.type == b.type && winogradTakes(g)) ways.push_back(Way::Winograd);
    return ways;
}

/// The way to compute a case; `run` computes it one way on the given storages: of inputs, outputs and filter.
template <class Run>
Way wayOf(Direction direction, const ConvolutionGeometry& geometry, const Storage& in, const Storage& out, Run run) {
    const ElementType type = in.type == ElementType::BFloat16 ? in.type : out.type;
    return chooseWay({direction, geometry, type}, waysOf(geometry, in, out), [&](const ConvolutionGeometry& part, Way way) {
        Storage x(part.inElements(), in.type), filter(part.filterElements(), ElementType::Float32), y(part.outElements(), out.type);
        for (Storage* storage : {&x, &filter, &y}) fill(*storage, 0.5f);
        run(part, way, x, filter, y);
    });
}

void forward(const ConvolutionGeometry& geometry, Way way, const Storage& x, const Storage& filter, const Storage* bias, Storage& y) {
    if (way == Way::Winograd) return winogradConvolution(geometry, x, filter, bias, y);
    const ElementType type = computeType(x, y, way);
    // Logits leave a bfloat16 network as float32 straight from the accumulators.
    const ElementType outType = type == ElementType::BFloat16 ? y.type : ElementType::Float32;
    const TypedInput source(x, type);
    TypedOutput destination(y, outType);
    if (!bias && avx2ConvolutionTakes(geometry, type)) {
        avx2Convolution(geometry, source.f32(), filter.f32(), static_cast<float*>(destination.data()));
        return destination.commit();
    }
    const auto run = [&](const Slab& slab, ForwardPlan& plan, const void* weights) {
        const auto& c = plan.convolution;
        PrimitiveArguments arguments{{DNNL_ARG_SRC, view(c.source, at(source.data(), slab.inOffset, type))},
                                     {DNNL_ARG_WEIGHTS, view(c.weights, weights)},
                                     {DNNL_ARG_DST, view(c.destination, at(destination.data(), slab.outOffset, outType))}};
        if (bias) arguments.emplace(DNNL_ARG_BIAS, view(c.bias, bias->data));
        execute(plan.convolution.primitive, std::move(arguments), c.scratchpad);
    };
    runSlabs<ForwardPlan>(forwardSlabs(geometry), filter, {dataType(type), dataType(outType)}, bias != nullptr, run);
    destination.commit();
}

void backwardData(const ConvolutionGeometry& geometry, Way way, const Storage& dy, const Storage& filter, Storage& dx) {
    if (way == Way::Winograd) return winogradBackwardData(geometry, dy, filter, dx);
    const ElementType type = computeType(dy, dx, way);
    const TypedInput destinationGradient(dy, type);
    TypedOutput sourceGradient(dx, type);
    if (avx2ConvolutionTakes(geometry, type)) {
        avx2ConvolutionBackwardData(geometry, destinationGradient.f32(), filter.f32(), static_cast<float*>(sourceGradient.data()));
        return sourceGradient.commit();
    }
    const auto run = [&](const Slab& slab, BackwardDataPlan& plan, const void* weights) {
        const auto& c = plan.convolution;
        execute(plan.convolution.primitive,
                {{DNNL_ARG_DIFF_DST, view(c.destinationGradient, at(destinationGradient.data(), slab.outOffset, type))},
                 {DNNL_ARG_WEIGHTS, view(c.weights, weights)},
                 {DNNL_ARG_DIFF_SRC, view(c.sourceGradient, at(sourceGradient.data(), slab.inOffset, type))}},
                c.scratchpad);
    };
    runSlabs<BackwardDataPlan>(backwardDataSlabs(geometry), filter, {dataType(type), dataType(type)}, false, run);
    sourceGradient.commit();
}

void backwardFilter(const ConvolutionGeometry& geometry, Way way, const Storage& x, const Storage& dy, Storage& dFilter) {
    if (way == Way::Winograd) return winogradFilterGradient(geometry, x, dy, dFilter);
    const ElementType type = computeType(x, dy, way);
    const TypedInput source(x, type);
    const TypedInput destinationGradient(dy, type);
    if (amxFilterGradientTakes(geometry, type)) {
        return amxFilterGradient(geometry, source.bf16(), destinationGradient.bf16(), dFilter.f32());
    }
    if (avx2FilterGradientTakes(geometry, type)) {
        return avx2FilterGradient(geometry, source.f32(), destinationGradient.f32(), dFilter.f32());
    }
    forgetTooManyPlans<BackwardWeightsPlan>();
    auto& plan = planFor<BackwardWeightsPlan>(geometry, {dataType(type), dataType(type)}, false, threads());
    const auto& c = plan.convolution;
    Scratch packed(c.weightsGradient.get_size());
    execute(plan.convolution.primitive,
            {{DNNL_ARG_SRC, view(c.source, source.data())},
             {DNNL_ARG_DIFF_DST, view(c.destinationGradient, destinationGradient.data())},
             {DNNL_ARG_DIFF_WEIGHTS, view(c.weightsGradient, packed.data())}},
            c.scratchpad);
    plan.unpack(packed.data(), dFilter.data);
}

}  // namespace

void convolve(const ConvolutionGeometry& geometry, const Storage& x, const Storage& filter, const Storage* bias, Storage& y) {
    if (geometry.outElements() == 0) return;
    if (geometry.inElements() == 0) throw std::invalid_argument("x has no elements");
    const Way way = wayOf(Direction::Forward, geometry, x, y,
                          [](const ConvolutionGeometry& g, Way each, const Storage& in, const Storage& weights, Storage& out) {
                              forward(g, each, in, weights, nullptr, out);
                          });
    forward(geometry, way, x, filter, bias, y);
}

void convolveBackwardData(const ConvolutionGeometry& geometry, const Storage& dy, const Storage& filter, Storage& dx) {
    if (geometry.inElements() == 0) return;
    if (geometry.outElements() == 0) return fill(dx, 0);
    if (headGradientTakes(geometry)) return headInputGradient(geometry, dy, filter, dx);
    const Way way = wayOf(Direction::BackwardData, geometry, dx, dy,
                          [](const ConvolutionGeometry& g, Way each, Storage& in, const Storage& weights, const Storage& out) {
                              backwardData(g, each, out, weights, in);
                          });
    backwardData(geometry, way, dy, filter, dx);
}

void convolveBackwardFilter(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter) {
    if (geometry.outElements() == 0) return fill(dFilter, 0);
    if (firstLayerFilterGradientTakes(geometry)) return firstLayerFilterGradient(geometry, x, dy, dFilter);
    if (headGradientTakes(geometry)) return headFilterGradient(geometry, x, dy, dFilter);
    const Way way = wayOf(Direction::BackwardFilter, geometry, x, dy,
                          [](const ConvolutionGeometry& g, Way each, const Storage& in, Storage& weights, const Storage& out) {
                              backwardFilter(g, each, in, out, weights);
                          });
    backwardFilter(geometry, way, x, dy, dFilter);
}

}  // namespace llmsegnet
