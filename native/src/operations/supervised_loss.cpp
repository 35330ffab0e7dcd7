#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "loss_runs.hpp"
#include "losses.hpp"

namespace llmsegnet {
namespace {

constexpr double diceSmoothing = 1e-5;

void checkLabels(const int32_t* labels, size_t count, size_t classes) {
    const Chunks chunks(count, 16);
    struct Range {
        int32_t lowest = 0, highest = 0;
    };
    std::vector<Range> ranges(chunks.count);
    inParallel(chunks.count, count, [&](size_t chunk) {
        Range range;
        const int32_t* first = labels + chunks.first(chunk);
        for (size_t i = 0; i < chunks.elements(chunk); i++) {
            range.lowest = std::min(range.lowest, first[i]);
            range.highest = std::max(range.highest, first[i]);
        }
        ranges[chunk] = range;
    });
    for (const Range& range : ranges) {
        if (range.lowest >= 0 && size_t(range.highest) < classes) continue;
        const int32_t bad = range.lowest < 0 ? range.lowest : range.highest;
        throw std::invalid_argument("label " + std::to_string(bad) + " is not in 0.." + std::to_string(classes - 1));
    }
}

/// What one sample's Dice loss is made of, per class, and its cross entropy.
struct SampleSums {
    double crossEntropy = 0;
    std::vector<double> overlap, predicted, labelled;

    SampleSums(const LossRuns& runs, const float* logits, const int32_t* labels, size_t classes)
        : overlap(classes), predicted(classes), labelled(classes) {
        // Cross entropy, then overlap, predicted and labelled of every class.
        const std::vector<double> zero(1 + 3 * classes);
        const auto partials = runs.collect(zero, [&](size_t first, size_t rows, std::vector<double>& partial, float* work) {
            double* sums = partial.data() + 1;
            kernels().supervisedSums(
                logits + first * classes, labels + first, rows, classes, partial.data(), sums, sums + classes,
                sums + 2 * classes, work);
        });
        for (const std::vector<double>& partial : partials) {
            crossEntropy += partial[0];
            for (size_t k = 0; k < classes; k++) {
                overlap[k] += partial[1 + k];
                predicted[k] += partial[1 + classes + k];
                labelled[k] += partial[1 + 2 * classes + k];
            }
        }
    }
    double numerator(size_t k) const { return 2 * overlap[k] + diceSmoothing; }
    double denominator(size_t k) const { return predicted[k] + labelled[k] + diceSmoothing; }
};

}  // namespace

SupervisedLoss supervisedLoss(
    const Storage& logits, const int32_t* labels, size_t samples, size_t rows, size_t classes, double crossEntropyWeight,
    double diceWeight, Storage* gradient) {
    if (samples * rows == 0) return {0, 0};
    checkLabels(labels, samples * rows, classes);
    const LossRuns runs(rows, classes);
    const double perVoxel = 1 / (double(samples) * double(rows)), perDice = 1 / (double(samples) * double(classes));
    SupervisedLoss loss{0, 0};
    for (size_t sample = 0; sample < samples; sample++) {
        const float* sampleLogits = logits.f32() + sample * rows * classes;
        const int32_t* sampleLabels = labels + sample * rows;
        const SampleSums sums(runs, sampleLogits, sampleLabels, classes);
        loss.crossEntropy += sums.crossEntropy * perVoxel;
        // d(1 - numerator / denominator) / dp: one part for every voxel, one more where the class is the label.
        std::vector<float> onAll(classes), onOverlap(classes);
        for (size_t k = 0; k < classes; k++) {
            const double similarity = sums.numerator(k) / sums.denominator(k);
            const double weight = diceWeight * perDice / sums.denominator(k);
            loss.dice += (1 - similarity) * perDice;
            onAll[k] = float(weight * similarity);
            onOverlap[k] = float(-2 * weight);
        }
        if (!gradient) continue;
        withElements(*gradient, [&](auto* out) {
            using T = std::remove_pointer_t<decltype(out)>;
            T* sampleGradient = out + sample * rows * classes;
            runs.each([&](size_t first, size_t count, float* work) {
                const size_t i = first * classes;
                kernels().of<T>().supervisedGradient(
                    sampleLogits + i, sampleLabels + first, sampleGradient + i, count, classes,
                    float(crossEntropyWeight * perVoxel), onAll.data(), onOverlap.data(), work);
            });
        });
    }
    return loss;
}

}  // namespace llmsegnet
