#include "isa.hpp"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace llmsegnet {
namespace {

constexpr Isa all[] = {Isa::Portable, Isa::Avx2, Isa::Avx512, Isa::Avx512Bf16, Isa::AmxBf16};

/// Linux hands out the AMX tile registers on request only.
bool amxPermitted() {
    constexpr long requestPermission = 0x1023, tileData = 18;
    return syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

Isa detect() {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("f16c"))
        throw std::runtime_error(
            "this processor (" + processorName() + ") lacks AVX2, FMA or F16C, which the native backend needs");
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") ||
        !__builtin_cpu_supports("avx512dq"))
        return Isa::Avx2;
    if (!__builtin_cpu_supports("avx512bf16")) return Isa::Avx512;
    if (!__builtin_cpu_supports("amx-tile") || !__builtin_cpu_supports("amx-bf16") || !amxPermitted()) return Isa::Avx512Bf16;
    return Isa::AmxBf16;
}

Isa choose() {
    const char* wanted = std::getenv("LLMSEGNET_ISA");
    if (!wanted || !*wanted) return supportedIsa();
    for (const Isa isa : all) {
        if (std::strcmp(wanted, nameOf(isa)) != 0) continue;
        if (isa > supportedIsa())
            throw std::runtime_error(std::string("LLMSEGNET_ISA=") + wanted + ": this processor (" + processorName() +
                                     ") offers no more than " + nameOf(supportedIsa()));
        return isa;
    }
    throw std::runtime_error(std::string("LLMSEGNET_ISA=") + wanted +
                             ": unknown instruction set, expected avx2, avx512, avx512_bf16, amx_bf16 or portable");
}

}  // namespace

const char* nameOf(Isa isa) {
    switch (isa) {
        case Isa::Portable: return "portable";
        case Isa::Avx2: return "avx2";
        case Isa::Avx512: return "avx512";
        case Isa::Avx512Bf16: return "avx512_bf16";
        case Isa::AmxBf16: return "amx_bf16";
    }
    return "unknown";
}

Isa supportedIsa() {
    static const Isa isa = detect();
    return isa;
}

Isa activeIsa() {
    static const Isa isa = choose();
    return isa;
}

std::string processorName() {
    char name[49] = {};
    unsigned highest = 0, unused[3];
    if (!__get_cpuid(0x80000000u, &highest, &unused[0], &unused[1], &unused[2]) || highest < 0x80000004u)
        return "unknown processor";
    for (unsigned part = 0; part < 3; part++) {
        unsigned registers[4];
        __get_cpuid(0x80000002u + part, &registers[0], &registers[1], &registers[2], &registers[3]);
        std::memcpy(name + 16 * part, registers, 16);
    }
    const std::string text(name);
    const size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? "unknown processor" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace llmsegnet
