#include "filter_gradient_amx.hpp"

#include "../cpu/isa.hpp"
#include "filter_gradient.hpp"

namespace llmsegnet {

bool amxFilterGradientTakes(const ConvolutionGeometry& g, ElementType type) {
    if (type != ElementType::BFloat16 || activeIsa() != Isa::AmxBf16 || g.outElements() == 0) return false;
    if (g.inChannels % 16 != 0 || g.outChannels % 16 != 0) return false;
    return g.isCube(3, 1, 1) || g.isCube(2, 2, 0);
}

void amxFilterGradient(const ConvolutionGeometry& g, const BFloat16* x, const BFloat16* dy, float* dFilter) {
    if (g.isCube(3, 1, 1)) amxFilterGradient3(g, x, dy, dFilter);
    else amxFilterGradient2(g, x, dy, dFilter);
}

}  // namespace llmsegnet
