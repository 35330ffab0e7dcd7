// The kernels for AVX-512 with bfloat16 conversion in hardware.
#include <immintrin.h>

#include "kernels.hpp"

// To the end of the file: templates are instantiated there and must have it too. Everything but the table has internal
// linkage, so that the linker can never pick code for this instruction set where it wants a common inline function.
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")

namespace llmsegnet {
namespace {
namespace avx512_bf16 {
#define LLMSEGNET_HARDWARE_BFLOAT16
#include "simd_avx512.hpp"
#include "all.inl"
}  // namespace avx512_bf16
}  // namespace

// A constant, so that nothing of this file runs when the addon is loaded.
constexpr Kernels avx512Bf16Kernels = avx512_bf16::table();

}  // namespace llmsegnet
