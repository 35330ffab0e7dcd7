#include "convolution.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

#include "../cpu/isa.hpp"
#include "../cpu/threads.hpp"
#include "../memory/pool.hpp"
#include "../onednn/convolution.hpp"
#include "../onednn/engine.hpp"
#include "../operations/elementwise.hpp"
#include "edges.hpp"
#include "filter_gradient.hpp"
#include "typed_view.hpp"

namespace llmsegnet {
namespace {

using dnnl::memory;
using onednn::ConvolutionTypes;
using Arguments = std::unordered_map<int, memory>;

memory::data_type dataType(ElementType type) {
    return type == ElementType::BFloat16 ? memory::data_type::bf16 : memory::data_type::f32;
}

/// oneDNN computes bfloat16 convolutions well only with AVX512_BF16 or AMX: without them it emulates (AVX-512) or refuses (AVX2), so
/// bfloat16 storage is then widened to float32 around a float32 convolution.
ElementType computeType(const Storage& a, const Storage& b) {
    const bool wanted = a.type == ElementType::BFloat16 || b.type == ElementType::BFloat16;
    return wanted && activeIsa() >= Isa::Avx512Bf16 ? ElementType::BFloat16 : ElementType::Float32;
}

void run(dnnl::primitive& primitive, Arguments arguments, const memory::desc& scratchpad) {
    Scratch scratch(scratchpad.get_size());
    arguments.emplace(DNNL_ARG_SCRATCHPAD, memory(scratchpad, onednn::engine(), scratch.data()));
    primitive.execute(onednn::stream(), arguments);
    onednn::stream().wait();
}

memory view(const memory::desc& layout, const void* data) { return memory(layout, onednn::engine(), const_cast<void*>(data)); }

/// Copies weights between the plain layout and the one a primitive chose; made once per plan.
class WeightReorder {
public:
    WeightReorder(const memory::desc& from, const memory::desc& to)
        : from_(from), to_(to), primitive_(dnnl::reorder::primitive_desc(onednn::engine(), from, onednn::engine(), to)) {}
    void operator()(const void* from, void* to) {
        primitive_.execute(onednn::stream(), {{DNNL_ARG_FROM, view(from_, from)}, {DNNL_ARG_TO, view(to_, to)}});
        onednn::stream().wait();
    }

private:
    memory::desc from_, to_;
    dnnl::reorder primitive_;
};

struct ForwardPlan {
    ForwardPlan(const ConvolutionGeometry& g, ConvolutionTypes types, bool bias)
        : convolution(onednn::makeForward(g, types, bias)), pack(onednn::plainFilter(g), convolution.weights) {}
    onednn::ForwardConvolution convolution;
    WeightReorder pack;
};
struct BackwardDataPlan {
    BackwardDataPlan(const ConvolutionGeometry& g, ConvolutionTypes types, bool)
        : convolution(onednn::makeBackwardData(g, types)), pack(onednn::plainFilter(g), convolution.weights) {}
    onednn::BackwardDataConvolution convolution;
    WeightReorder pack;
};
struct BackwardWeightsPlan {
    BackwardWeightsPlan(const ConvolutionGeometry& g, ConvolutionTypes types, bool)
        : convolution(onednn::makeBackwardWeights(g, types)), unpack(convolution.weightsGradient, onednn::plainFilter(g)) {}
    onednn::BackwardWeightsConvolution convolution;
    WeightReorder unpack;
};

/// Making a primitive takes milliseconds (it compiles machine code), so each shape keeps its own. Work is split over the threads known
/// when a primitive is made, hence the thread count in the key.
template <class Plan>
Plan& planFor(const ConvolutionGeometry& geometry, ConvolutionTypes types, bool bias) {
    using Key = std::tuple<ConvolutionGeometry, ConvolutionTypes, bool, int>;
    constexpr size_t mostPlans = 1000;  // A run needs a few hundred at most; a caller of ever new shapes must not grow without bound.
    static std::map<Key, std::unique_ptr<Plan>> plans;
    const Key key{geometry, types, bias, threads()};
    auto found = plans.find(key);
    if (found == plans.end()) {
        if (plans.size() >= mostPlans) plans.clear();
        found = plans.emplace(key, std::make_unique<Plan>(geometry, types, bias)).first;
    }
    return *found->second;
}

}  // namespace

void convolve(const ConvolutionGeometry& geometry, const Storage& x, const Storage& filter, const Storage* bias, Storage& y) {
    if (geometry.outElements() == 0) return;
    if (geometry.inElements() == 0) throw std::invalid_argument("x has no elements");
    const ElementType type = computeType(x, y);
    // Logits leave a bfloat16 network as float32 straight from the accumulators.
    const ElementType outType = type == ElementType::BFloat16 ? y.type : ElementType::Float32;
    ForwardPlan& plan = planFor<ForwardPlan>(geometry, {dataType(type), dataType(outType)}, bias != nullptr);
    const auto& c = plan.convolution;
    Scratch weights(c.weights.get_size());
    plan.pack(filter.data, weights.data());
    const TypedInput source(x, type);
    TypedOutput destination(y, outType);
    Arguments arguments{{DNNL_ARG_SRC, view(c.source, source.data())},
                        {DNNL_ARG_WEIGHTS, view(c.weights, weights.data())},
                        {DNNL_ARG_DST, view(c.destination, destination.data())}};
    if (bias) arguments.emplace(DNNL_ARG_BIAS, view(c.bias, bias->data));
    run(plan.convolution.primitive, arguments, c.scratchpad);
    destination.commit();
}

void convolveBackwardData(const ConvolutionGeometry& geometry, const Storage& dy, const Storage& filter, Storage& dx) {
    if (geometry.inElements() == 0) return;
    if (geometry.outElements() == 0) return fill(dx, 0);
    if (headGradientTakes(geometry)) return headInputGradient(geometry, dy, filter, dx);
    const ElementType type = computeType(dy, dx);
    BackwardDataPlan& plan = planFor<BackwardDataPlan>(geometry, {dataType(type), dataType(type)}, false);
    const auto& c = plan.convolution;
    Scratch weights(c.weights.get_size());
    plan.pack(filter.data, weights.data());
    const TypedInput destinationGradient(dy, type);
    TypedOutput sourceGradient(dx, type);
    run(plan.convolution.primitive,
        {{DNNL_ARG_DIFF_DST, view(c.destinationGradient, destinationGradient.data())},
         {DNNL_ARG_WEIGHTS, view(c.weights, weights.data())},
         {DNNL_ARG_DIFF_SRC, view(c.sourceGradient, sourceGradient.data())}},
        c.scratchpad);
    sourceGradient.commit();
}

void convolveBackwardFilter(const ConvolutionGeometry& geometry, const Storage& x, const Storage& dy, Storage& dFilter) {
    if (geometry.outElements() == 0) return fill(dFilter, 0);
    if (firstLayerFilterGradientTakes(geometry)) return firstLayerFilterGradient(geometry, x, dy, dFilter);
    if (headGradientTakes(geometry)) return headFilterGradient(geometry, x, dy, dFilter);
    const ElementType type = computeType(x, dy);
    const TypedInput source(x, type);
    const TypedInput destinationGradient(dy, type);
    if (amxFilterGradientTakes(geometry, type)) {
        return amxFilterGradient(geometry, source.bf16(), destinationGradient.bf16(), dFilter.f32());
    }
    if (avx2FilterGradientTakes(geometry, type)) {
        return avx2FilterGradient(geometry, source.f32(), destinationGradient.f32(), dFilter.f32());
    }
    BackwardWeightsPlan& plan = planFor<BackwardWeightsPlan>(geometry, {dataType(type), dataType(type)}, false);
    const auto& c = plan.convolution;
    Scratch packed(c.weightsGradient.get_size());
    run(plan.convolution.primitive,
        {{DNNL_ARG_SRC, view(c.source, source.data())},
         {DNNL_ARG_DIFF_DST, view(c.destinationGradient, destinationGradient.data())},
         {DNNL_ARG_DIFF_WEIGHTS, view(c.weightsGradient, packed.data())}},
        c.scratchpad);
    plan.unpack(packed.data(), dFilter.data);
}

}  // namespace llmsegnet
