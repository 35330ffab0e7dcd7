// temporary
#include <stdexcept>
#include "bindings.hpp"
namespace llmsegnet {
#define P(n) Napi::Value n(const Napi::CallbackInfo&) { throw std::runtime_error("not built yet"); }
P(normForward) P(normBackward) P(affineRelu) P(maxPool2) P(maxPool2Backward) P(upsample2) P(upsample2Backward)
P(sumRows) P(dropout) P(add) P(scale) P(softmax) P(supervisedLoss) P(unifiedSegmentationLoss) P(consistencyLoss) P(sgd)
}
