#include "engine.hpp"

#include "../cpu/isa.hpp"

namespace llmsegnet::onednn {
namespace {

dnnl::cpu_isa limitFor(Isa isa) {
    switch (isa) {
        case Isa::Avx512: return dnnl::cpu_isa::avx512_core;
        case Isa::Avx512Bf16: return dnnl::cpu_isa::avx512_core_bf16;
        case Isa::AmxBf16: return dnnl::cpu_isa::avx512_core_amx;
        default: return dnnl::cpu_isa::avx2;
    }
}

dnnl::engine makeEngine() {
    // Only ever lowers, and only while no primitive exists; ONEDNN_MAX_CPU_ISA keeps its say when nothing was lowered here.
    if (activeIsa() != supportedIsa()) dnnl::set_max_cpu_isa(limitFor(activeIsa()));
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
}

}  // namespace

dnnl::engine& engine() {
    static dnnl::engine instance = makeEngine();
    return instance;
}

dnnl::stream& stream() {
    static dnnl::stream instance(engine());
    return instance;
}

std::string version() {
    const dnnl_version_t* v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

}  // namespace llmsegnet::onednn
