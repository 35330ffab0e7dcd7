// The kernels for AVX2 with FMA.
#include <immintrin.h>

#include "kernels.hpp"

// To the end of the file: templates are instantiated there and must have it too. Everything but the table has internal
// linkage, so that the linker can never pick code for this instruction set where it wants a common inline function.
#pragma GCC target("avx2,fma,f16c")

namespace llmsegnet {
namespace {
namespace avx2 {
#include "simd_avx2.hpp"
#include "all.inl"
}  // namespace avx2
}  // namespace

// A constant, so that nothing of this file runs when the addon is loaded.
constexpr Kernels avx2Kernels = avx2::table();

}  // namespace llmsegnet
