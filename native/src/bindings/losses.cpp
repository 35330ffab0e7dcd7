#include "../operations/losses.hpp"

#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {
namespace {

Napi::Value numbers(Napi::Env env, std::initializer_list<double> values) {
    Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
    size_t i = 0;
    for (const double value : values) array[i++] = value;
    return array;
}

/// Gradients are written while logits are still read.
Storage* gradientOf(Arguments& arguments, size_t index, size_t elements, std::initializer_list<const Storage*> inputs) {
    Storage* gradient = arguments.optionalStorage(index);
    if (!gradient) return nullptr;
    requireElements(*gradient, elements, "gradient");
    for (const Storage* input : inputs)
        if (gradient == input) throw arguments.error(index, "must be a storage of its own");
    return gradient;
}

}  // namespace

Napi::Value softmax(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "softmax", {"logits", "probabilities", "rows", "classes"});
    const Storage& logits = arguments.floatStorage(0);
    Storage& probabilities = arguments.floatStorage(1);
    const size_t rows = arguments.count(2), classes = arguments.positive(3);
    requireElements(logits, product({rows, classes}), "logits");
    requireElements(probabilities, logits.elements, "probabilities");
    softmax(logits, probabilities, rows, classes);
    return info.Env().Undefined();
}

Napi::Value supervisedLoss(const Napi::CallbackInfo& info) {
    Arguments arguments(
        info, "supervisedLoss",
        {"logits", "labels", "samples", "rows", "classes", "crossEntropyWeight", "diceWeight", "gradient"});
    const Storage& logits = arguments.floatStorage(0);
    const Napi::Int32Array labels = arguments.int32Array(1);
    const size_t samples = arguments.count(2), rows = arguments.count(3), classes = arguments.positive(4);
    const double crossEntropyWeight = arguments.number(5), diceWeight = arguments.number(6);
    requireElements(logits, product({samples, rows, classes}), "logits");
    if (labels.ElementLength() != samples * rows)
        throw arguments.error(
            1, "has " + std::to_string(labels.ElementLength()) + " labels for " + std::to_string(samples * rows) + " voxels");
    Storage* gradient = gradientOf(arguments, 7, logits.elements, {&logits});
    const SupervisedLoss loss =
        supervisedLoss(logits, labels.Data(), samples, rows, classes, crossEntropyWeight, diceWeight, gradient);
    return numbers(info.Env(), {loss.crossEntropy, loss.dice});
}

Napi::Value unifiedSegmentationLoss(const Napi::CallbackInfo& info) {
    Arguments arguments(
        info, "unifiedSegmentationLoss",
        {"logits", "peerLogits", "rows", "classes", "t1", "t2", "perVoxel", "excludeComplement", "gradient"});
    const Storage& logits = arguments.floatStorage(0);
    const Storage& peer = arguments.floatStorage(1);
    const size_t rows = arguments.count(2), classes = arguments.positive(3);
    const UnifiedLossSettings settings{arguments.number(4), arguments.number(5), arguments.boolean(6), arguments.boolean(7)};
    requireElements(logits, product({rows, classes}), "logits");
    requireElements(peer, logits.elements, "peerLogits");
    Storage* gradient = gradientOf(arguments, 8, logits.elements, {&logits, &peer});
    const UnifiedLoss loss = unifiedLoss(logits, peer, rows, classes, settings, gradient);
    return numbers(
        info.Env(), {loss.confident, loss.complement, loss.uncertain, loss.inConfident, loss.inComplement, loss.inUncertain});
}

Napi::Value consistencyLoss(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "consistencyLoss", {"kind", "logits", "peerLogits", "rows", "classes", "gradient"});
    const std::string kind = arguments.text(0);
    if (kind != "nll" && kind != "mse") throw arguments.error(0, "expected nll or mse, got " + kind);
    const Storage& logits = arguments.floatStorage(1);
    const Storage& peer = arguments.floatStorage(2);
    const size_t rows = arguments.count(3), classes = arguments.positive(4);
    requireElements(logits, product({rows, classes}), "logits");
    requireElements(peer, logits.elements, "peerLogits");
    Storage* gradient = gradientOf(arguments, 5, logits.elements, {&logits, &peer});
    const double loss = kind == "nll" ? negativeLogLikelihood(logits, peer, rows, classes, gradient)
                                      : meanSquares(logits, peer, rows, classes, gradient);
    return numbers(info.Env(), {loss});
}

}  // namespace llmsegnet
