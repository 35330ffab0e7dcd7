#pragma once
#include <map>
#include <memory>
#include <tuple>

#include "../memory/pool.hpp"
#include "../memory/storage.hpp"
#include "../onednn/convolution.hpp"

namespace llmsegnet {

/// Copies weights between the plain layout and the one a primitive chose; made once per plan.
class WeightReorder {
public:
    WeightReorder(const dnnl::memory::desc& from, const dnnl::memory::desc& to);
    void operator()(const void* from, void* to);

private:
    dnnl::memory::desc from_, to_;
    dnnl::reorder primitive_;
};

struct ForwardPlan {
    ForwardPlan(const ConvolutionGeometry& geometry, onednn::ConvolutionTypes types, bool bias);
    onednn::ForwardConvolution convolution;
    WeightReorder pack;
};
struct BackwardDataPlan {
    BackwardDataPlan(const ConvolutionGeometry& geometry, onednn::ConvolutionTypes types, bool);
    onednn::BackwardDataConvolution convolution;
    WeightReorder pack;
};
struct BackwardWeightsPlan {
    BackwardWeightsPlan(const ConvolutionGeometry& geometry, onednn::ConvolutionTypes types, bool);
    onednn::BackwardWeightsConvolution convolution;
    WeightReorder unpack;
};

/// oneDNN decides how to share a primitive's work among threads when the primitive is made.
class ThreadsWhilePlanning {
public:
    explicit ThreadsWhilePlanning(int count);
    ~ThreadsWhilePlanning();
    ThreadsWhilePlanning(const ThreadsWhilePlanning&) = delete;
    ThreadsWhilePlanning& operator=(const ThreadsWhilePlanning&) = delete;
};

using PlanKey = std::tuple<ConvolutionGeometry, onednn::ConvolutionTypes, bool, int>;

template <class Plan>
std::map<PlanKey, std::unique_ptr<Plan>>& plansOf() {
    static std::map<PlanKey, std::unique_ptr<Plan>> plans;
    return plans;
}

/// A run needs a few hundred plans at most; a caller of ever new shapes must not grow without bound. Invalidates every plan.
template <class Plan>
void forgetTooManyPlans() {
    constexpr size_t most = 1000;
    if (plansOf<Plan>().size() > most) plansOf<Plan>().clear();
}

/// Making a primitive takes milliseconds (it compiles machine code), so each shape keeps its own. Not for use in parallel regions.
template <class Plan>
Plan& planFor(const ConvolutionGeometry& geometry, onednn::ConvolutionTypes types, bool bias, int threadCount) {
    auto& plans = plansOf<Plan>();
    const PlanKey key{geometry, types, bias, threadCount};
    auto found = plans.find(key);
    if (found == plans.end()) {
        const ThreadsWhilePlanning threadsOfPlan(threadCount);
        found = plans.emplace(key, std::make_unique<Plan>(geometry, types, bias)).first;
    }
    return *found->second;
}

/// A filter in every layout that the plans of one convolution want: nearly always a single one.
class PackedWeights {
public:
    explicit PackedWeights(const Storage& filter) : filter_(filter) {}
    template <class Plan> void* layoutOf(Plan& plan) {
        for (auto& [layout, block] : packed_)
            if (layout == plan.convolution.weights) return block.data();
        packed_.emplace_back(plan.convolution.weights, Scratch(plan.convolution.weights.get_size()));
        plan.pack(filter_.data, packed_.back().second.data());
        return packed_.back().second.data();
    }

private:
    const Storage& filter_;
    std::vector<std::pair<dnnl::memory::desc, Scratch>> packed_;
};

}  // namespace llmsegnet
