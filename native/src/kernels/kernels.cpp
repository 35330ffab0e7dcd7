#include "kernels.hpp"

#include "../cpu/isa.hpp"

namespace llmsegnet {

const Kernels& kernels() {
    switch (activeIsa()) {
        case Isa::Portable: return portableKernels;
        case Isa::Avx2: return avx2Kernels;
        case Isa::Avx512: return avx512Kernels;
        default: return avx512Bf16Kernels;
    }
}

}  // namespace llmsegnet
