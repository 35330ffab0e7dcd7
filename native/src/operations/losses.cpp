#include "losses.hpp"

#include <type_traits>

#include "loss_runs.hpp"

namespace llmsegnet {

void softmax(const Storage& logits, Storage& probabilities, size_t rows, size_t classes) {
    const float* in = logits.f32();
    float* out = probabilities.f32();
    LossRuns(rows, classes).each([&](size_t first, size_t count, float* work) {
        kernels().softmax(in + first * classes, out + first * classes, count, classes, work);
    });
}

UnifiedLoss unifiedLoss(
    const Storage& logits, const Storage& peer, size_t rows, size_t classes, const UnifiedLossSettings& settings,
    Storage* gradient) {
    const LossRuns runs(rows, classes);
    UnifiedLossTerms terms{float(settings.t1), float(settings.t2), settings.excludeComplement, 0, 0, 0};
    UnifiedLoss counts{};
    const auto addCounts = [&](const std::vector<UnifiedLossSums>& all) {
        for (const UnifiedLossSums& sums : all) {
            counts.inConfident += sums.inConfident;
            counts.inComplement += sums.inComplement;
            counts.inUncertain += sums.inUncertain;
        }
    };
    if (!settings.perVoxel) {  // the gradient's weights depend on the sizes of the sets
        addCounts(runs.collect(UnifiedLossSums{}, [&](size_t first, size_t count, UnifiedLossSums& sums, float* work) {
            kernels().unifiedLossCounts(peer.f32() + first * classes, count, classes, terms, &sums, work);
        }));
    }
    const auto share = [&](double set) { return 1 / std::max(settings.perVoxel ? double(rows) : set, 1.0); };
    const double onConfident = share(counts.inConfident), onComplement = share(counts.inComplement);
    const double onUncertain = share(counts.inUncertain);
    terms.confident = float(onConfident);
    terms.complement = float(onComplement);
    terms.uncertain = float(onUncertain);

    UnifiedLoss loss{};
    withGradient(gradient, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto all = runs.collect(UnifiedLossSums{}, [&](size_t first, size_t count, UnifiedLossSums& sums, float* work) {
            const size_t i = first * classes;
            kernels().of<T>().unifiedLoss(logits.f32() + i, peer.f32() + i, offsetBy(out, i), count, classes, terms, &sums, work);
        });
        if (settings.perVoxel) addCounts(all);
        for (const UnifiedLossSums& sums : all) {
            loss.confident += sums.confident * onConfident;
            loss.complement += sums.complement * onComplement;
            loss.uncertain += sums.uncertain * onUncertain;
        }
    });
    loss.inConfident = counts.inConfident;
    loss.inComplement = counts.inComplement;
    loss.inUncertain = counts.inUncertain;
    return loss;
}

namespace {

/// kernel(kernels of the gradient's type) is one of the consistency losses; returns its sum over all rows.
template <class Choose>
double consistency(
    const Storage& logits, const Storage& peer, size_t rows, size_t classes, double factor, Storage* gradient, Choose kernel) {
    double total = 0;
    withGradient(gradient, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        const auto sums = LossRuns(rows, classes).collect(0.0, [&](size_t first, size_t count, double& sum, float* work) {
            const size_t i = first * classes;
            const auto loss = kernel(kernels().of<T>());
            sum = loss(logits.f32() + i, peer.f32() + i, offsetBy(out, i), count, classes, float(factor), work);
        });
        for (const double sum : sums) total += sum;
    });
    return total;
}

}  // namespace

double negativeLogLikelihood(const Storage& logits, const Storage& peer, size_t rows, size_t classes, Storage* gradient) {
    if (rows == 0) return 0;
    const double share = 1 / double(rows);
    const auto kernel = [](const auto& k) { return k.negativeLogLikelihood; };
    return share * consistency(logits, peer, rows, classes, share, gradient, kernel);
}

double meanSquares(const Storage& logits, const Storage& peer, size_t rows, size_t classes, Storage* gradient) {
    if (rows == 0) return 0;
    const double share = 1 / (double(rows) * double(classes));
    return share * consistency(logits, peer, rows, classes, 2 * share, gradient, [](const auto& k) { return k.meanSquares; });
}

}  // namespace llmsegnet
