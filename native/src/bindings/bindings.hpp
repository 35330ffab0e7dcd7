#pragma once
#include <napi.h>

/// Every function the addon offers, as src/tensor/native/addon.ts describes it. Errors are C++ exceptions; addon.cpp turns
/// them into JS ones.
namespace llmsegnet {

Napi::Value machine(const Napi::CallbackInfo& info);
Napi::Value setThreadCount(const Napi::CallbackInfo& info);

Napi::Value allocate(const Napi::CallbackInfo& info);
Napi::Value release(const Napi::CallbackInfo& info);
Napi::Value describe(const Napi::CallbackInfo& info);
Napi::Value write(const Napi::CallbackInfo& info);
Napi::Value read(const Napi::CallbackInfo& info);
Napi::Value fill(const Napi::CallbackInfo& info);
Napi::Value convert(const Napi::CallbackInfo& info);
Napi::Value memory(const Napi::CallbackInfo& info);
Napi::Value resetPeak(const Napi::CallbackInfo& info);
Napi::Value trim(const Napi::CallbackInfo& info);
Napi::Value setMemoryLimit(const Napi::CallbackInfo& info);

Napi::Value convolve(const Napi::CallbackInfo& info);
Napi::Value convolveBackwardData(const Napi::CallbackInfo& info);
Napi::Value convolveBackwardFilter(const Napi::CallbackInfo& info);
Napi::Value convolutionPreference(const Napi::CallbackInfo& info);
Napi::Value setConvolutionPreference(const Napi::CallbackInfo& info);
Napi::Value convolutionChoices(const Napi::CallbackInfo& info);
Napi::Value rememberConvolutionChoice(const Napi::CallbackInfo& info);
Napi::Value forgetConvolutionChoices(const Napi::CallbackInfo& info);

Napi::Value normForward(const Napi::CallbackInfo& info);
Napi::Value normBackward(const Napi::CallbackInfo& info);
Napi::Value affineRelu(const Napi::CallbackInfo& info);

Napi::Value maxPool2(const Napi::CallbackInfo& info);
Napi::Value maxPool2Backward(const Napi::CallbackInfo& info);
Napi::Value upsample2(const Napi::CallbackInfo& info);
Napi::Value upsample2Backward(const Napi::CallbackInfo& info);

Napi::Value sumRows(const Napi::CallbackInfo& info);
Napi::Value dropout(const Napi::CallbackInfo& info);
Napi::Value add(const Napi::CallbackInfo& info);
Napi::Value scale(const Napi::CallbackInfo& info);
Napi::Value copyBlocks(const Napi::CallbackInfo& info);
Napi::Value softmax(const Napi::CallbackInfo& info);

Napi::Value supervisedLoss(const Napi::CallbackInfo& info);
Napi::Value unifiedSegmentationLoss(const Napi::CallbackInfo& info);
Napi::Value consistencyLoss(const Napi::CallbackInfo& info);

Napi::Value sgd(const Napi::CallbackInfo& info);

}  // namespace llmsegnet
