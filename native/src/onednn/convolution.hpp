#pragma once
#include <dnnl.hpp>

#include "../convolution/geometry.hpp"

namespace llmsegnet::onednn {

/// Element types of one convolution as oneDNN sees them; weights and weight gradients follow from them.
struct ConvolutionTypes {
    dnnl::memory::data_type source;
    dnnl::memory::data_type destination;
    bool operator<(const ConvolutionTypes& o) const {
        return source != o.source ? source < o.source : destination < o.destination;
    }
};

/// One executable direction of a convolution with the layouts oneDNN chose for its weights. Activations are plain NDHWC.
struct ForwardConvolution {
    dnnl::convolution_forward primitive;
    dnnl::memory::desc source, weights, bias, destination, scratchpad;
};
struct BackwardDataConvolution {
    dnnl::convolution_backward_data primitive;
    dnnl::memory::desc sourceGradient, weights, destinationGradient, scratchpad;
};
struct BackwardWeightsConvolution {
    dnnl::convolution_backward_weights primitive;
    dnnl::memory::desc source, weightsGradient, destinationGradient, scratchpad;
};

ForwardConvolution makeForward(const ConvolutionGeometry& geometry, ConvolutionTypes types, bool bias);
BackwardDataConvolution makeBackwardData(const ConvolutionGeometry& geometry, ConvolutionTypes types);
BackwardWeightsConvolution makeBackwardWeights(const ConvolutionGeometry& geometry, ConvolutionTypes types);

/// The layout of TensorFlow.js filters: [depth, height, width, inChannels, outChannels] float32.
dnnl::memory::desc plainFilter(const ConvolutionGeometry& geometry);

}  // namespace llmsegnet::onednn
