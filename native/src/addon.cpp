// The addon's table of functions. src/tensor/native/addon.ts is its contract.
#include <exception>
#include <string>

#include "bindings/bindings.hpp"
#include "convolution/choice.hpp"
#include "cpu/isa.hpp"
#include "cpu/threads.hpp"

namespace {

struct Entry {
    const char* name;
    Napi::Value (*function)(const Napi::CallbackInfo&);
};

const Entry table[] = {
    {"machine", llmsegnet::machine},
    {"setThreads", llmsegnet::setThreadCount},
    {"allocate", llmsegnet::allocate},
    {"release", llmsegnet::release},
    {"describe", llmsegnet::describe},
    {"write", llmsegnet::write},
    {"read", llmsegnet::read},
    {"fill", llmsegnet::fill},
    {"convert", llmsegnet::convert},
    {"memory", llmsegnet::memory},
    {"resetPeak", llmsegnet::resetPeak},
    {"trim", llmsegnet::trim},
    {"setMemoryLimit", llmsegnet::setMemoryLimit},
    {"convolve", llmsegnet::convolve},
    {"convolveBackwardData", llmsegnet::convolveBackwardData},
    {"convolveBackwardFilter", llmsegnet::convolveBackwardFilter},
    {"convolutionPreference", llmsegnet::convolutionPreference},
    {"setConvolutionPreference", llmsegnet::setConvolutionPreference},
    {"convolutionChoices", llmsegnet::convolutionChoices},
    {"rememberConvolutionChoice", llmsegnet::rememberConvolutionChoice},
    {"forgetConvolutionChoices", llmsegnet::forgetConvolutionChoices},
    {"sumRows", llmsegnet::sumRows},
    {"normForward", llmsegnet::normForward},
    {"normBackward", llmsegnet::normBackward},
    {"affineRelu", llmsegnet::affineRelu},
    {"maxPool2", llmsegnet::maxPool2},
    {"maxPool2Backward", llmsegnet::maxPool2Backward},
    {"upsample2", llmsegnet::upsample2},
    {"upsample2Backward", llmsegnet::upsample2Backward},
    {"dropout", llmsegnet::dropout},
    {"add", llmsegnet::add},
    {"scale", llmsegnet::scale},
    {"copyBlocks", llmsegnet::copyBlocks},
    {"softmax", llmsegnet::softmax},
    {"supervisedLoss", llmsegnet::supervisedLoss},
    {"unifiedSegmentationLoss", llmsegnet::unifiedSegmentationLoss},
    {"consistencyLoss", llmsegnet::consistencyLoss},
    {"sgd", llmsegnet::sgd},
};

/// C++ exceptions become JS Errors whose message starts with the function's name.
Napi::Value call(const Napi::CallbackInfo& info) {
    const auto* entry = static_cast<const Entry*>(info.Data());
    try {
        llmsegnet::applyThreads();
        return entry->function(info);
    } catch (const Napi::Error&) {
        throw;
    } catch (const std::exception& problem) {
        const std::string name = std::string(entry->name) + ": ";
        const std::string text = problem.what();
        throw Napi::Error::New(info.Env(), text.rfind(name, 0) == 0 ? text : name + text);
    }
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
    try {
        llmsegnet::activeIsa();
        llmsegnet::preference();
    } catch (const std::exception& problem) {
        throw Napi::Error::New(env, std::string("LLM-SegNet native backend: ") + problem.what());
    }
    for (const Entry& entry : table)
        exports.Set(entry.name, Napi::Function::New(env, call, entry.name, const_cast<Entry*>(&entry)));
    return exports;
}

}  // namespace

NODE_API_MODULE(llm_segnet, initialise)
