// The kernels without intrinsics: the reference for tests (LLMSEGNET_ISA=portable).
#include "kernels.hpp"

// Loops over lanes make much code when unrolled; this file is for tests.
#pragma GCC optimize("O1")

namespace llmsegnet {
namespace {
namespace portable {
#include "simd_portable.hpp"
#include "all.inl"
}  // namespace portable
}  // namespace

// A constant, so that nothing of this file runs when the addon is loaded.
constexpr Kernels portableKernels = portable::table();

}  // namespace llmsegnet
