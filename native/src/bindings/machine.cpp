#include "../cpu/isa.hpp"
#include "../cpu/threads.hpp"
#include "../onednn/engine.hpp"
#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {

Napi::Value machine(const Napi::CallbackInfo& info) {
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("cpu", processorName());
    result.Set("isa", nameOf(activeIsa()));
    result.Set("supportedIsa", nameOf(supportedIsa()));
    result.Set("onednn", onednn::version());
    result.Set("threads", threads());
    return result;
}

Napi::Value setThreadCount(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "setThreads", {"threads"});
    const int64_t wanted = arguments.integer(0);
    if (wanted < 1 || wanted > 1024) throw arguments.error(0, "expected 1 to 1024, got " + std::to_string(wanted));
    setThreads(int(wanted));
    return info.Env().Undefined();
}

}  // namespace llmsegnet
