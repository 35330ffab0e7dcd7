#pragma once
// AVX-512 intrinsics in plain C++ (SIMDe), so that kernels for machines with AMX run on any machine.
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

#include <cstdint>

// What SIMDe 0.7 lacks of what the kernels use.
using __mmask32 = uint32_t;

inline void _mm512_mask_storeu_epi16(void* to, __mmask32 mask, simde__m512i values) {
    uint16_t words[32];
    simde_mm512_storeu_si512(words, values);
    for (int i = 0; i < 32; i++)
        if (mask >> i & 1) static_cast<uint16_t*>(to)[i] = words[i];
}
