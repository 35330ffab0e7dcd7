// The kernels for AVX-512.
#include <immintrin.h>

#include "kernels.hpp"

// To the end of the file: templates are instantiated there and must have it too. Everything but the table has internal
// linkage, so that the linker can never pick code for this instruction set where it wants a common inline function.
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq")

namespace llmsegnet {
namespace {
namespace avx512 {
#include "simd_avx512.hpp"
#include "all.inl"
}  // namespace avx512
}  // namespace

// A constant, so that nothing of this file runs when the addon is loaded.
constexpr Kernels avx512Kernels = avx512::table();

}  // namespace llmsegnet
