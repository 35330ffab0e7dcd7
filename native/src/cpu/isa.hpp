#pragma once
#include <string>

namespace llmsegnet {

/**
 * Instruction sets the kernels are compiled for, lowest first. Portable has no intrinsics: the reference for tests, never
 * chosen by itself. Avx2 means AVX2 + FMA + F16C, Avx512 means F + BW + VL + DQ.
 */
enum class Isa { Portable, Avx2, Avx512, Avx512Bf16, AmxBf16 };

const char* nameOf(Isa isa);

/// The best set this processor and kernel offer (asks the kernel for AMX). Throws std::runtime_error without AVX2 and FMA.
Isa supportedIsa();

/**
 * The set in use: supportedIsa(), or a lower one named by the environment variable LLMSEGNET_ISA (read once). Throws
 * std::runtime_error for an unknown name and for a set the processor lacks.
 */
Isa activeIsa();

/// The processor's own name, as "AMD EPYC 9B14".
std::string processorName();

}  // namespace llmsegnet
