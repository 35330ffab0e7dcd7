// The only file that knows how oneDNN 2.x and 3.x differ: 2.x builds primitive descriptors from operation descriptors, 3.x directly.
#include "convolution.hpp"

#include <algorithm>

#include "engine.hpp"

namespace llmsegnet::onednn {
namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using tag = dnnl::memory::format_tag;

struct Description {
    memory::dims strides, dilations, padBefore, padAfter;
    memory::desc source, weights, bias, destination;
    dnnl::primitive_attr attributes;
};

Description describe(const ConvolutionGeometry& g, ConvolutionTypes types, memory::data_type weightType) {
    Description d;
    memory::dims in{g.batch, g.inChannels}, filter{g.outChannels, g.inChannels}, out{g.batch, g.outChannels};
    for (const ConvolutionAxis& axis : g.axes) {
        in.push_back(axis.in);
        filter.push_back(axis.filter);
        out.push_back(axis.out());
        d.strides.push_back(axis.stride);
        d.dilations.push_back(axis.dilation - 1);
        d.padBefore.push_back(axis.padBefore);
        // oneDNN wants exactly the padding that the last window reaches, which is less than the caller's when a stride skips it.
        const int reached = (axis.out() - 1) * axis.stride + (axis.filter - 1) * axis.dilation + 1;
        d.padAfter.push_back(std::max(0, reached - axis.in - axis.padBefore));
    }
    d.source = memory::desc(in, types.source, tag::ndhwc);
    d.weights = memory::desc(filter, weightType, tag::any);
    d.bias = memory::desc({g.outChannels}, memory::data_type::f32, tag::x);
    d.destination = memory::desc(out, types.destination, tag::ndhwc);
    // Scratch memory comes from our pool: oneDNN's own would be first-touched anew at every call.
    d.attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return d;
}

dnnl::convolution_forward::primitive_desc forwardDescriptor(const Description& d, bool bias) {
#if DNNL_VERSION_MAJOR >= 3
    if (bias)
        return {engine(), prop_kind::forward_training, algorithm::convolution_direct, d.source, d.weights, d.bias, d.destination,
                d.strides, d.dilations, d.padBefore, d.padAfter, d.attributes};
    return {engine(), prop_kind::forward_training, algorithm::convolution_direct, d.source, d.weights, d.destination,
            d.strides, d.dilations, d.padBefore, d.padAfter, d.attributes};
#else
    if (bias)
        return {{prop_kind::forward_training, algorithm::convolution_direct, d.source, d.weights, d.bias, d.destination, d.strides,
                 d.dilations, d.padBefore, d.padAfter}, d.attributes, engine()};
    return {{prop_kind::forward_training, algorithm::convolution_direct, d.source, d.weights, d.destination, d.strides,
             d.dilations, d.padBefore, d.padAfter}, d.attributes, engine()};
#endif
}

dnnl::convolution_backward_data::primitive_desc backwardDataDescriptor(const Description& d) {
    const auto hint = forwardDescriptor(d, false);
#if DNNL_VERSION_MAJOR >= 3
    return {engine(), algorithm::convolution_direct, d.source, d.weights, d.destination, d.strides, d.dilations, d.padBefore,
            d.padAfter, hint, d.attributes};
#else
    return {{algorithm::convolution_direct, d.source, d.weights, d.destination, d.strides, d.dilations, d.padBefore, d.padAfter},
            d.attributes, engine(), hint};
#endif
}

dnnl::convolution_backward_weights::primitive_desc backwardWeightsDescriptor(const Description& d, const Description& forward) {
    const auto hint = forwardDescriptor(forward, false);
#if DNNL_VERSION_MAJOR >= 3
    return {engine(), algorithm::convolution_direct, d.source, d.weights, d.destination, d.strides, d.dilations, d.padBefore,
            d.padAfter, hint, d.attributes};
#else
    return {{algorithm::convolution_direct, d.source, d.weights, d.destination, d.strides, d.dilations, d.padBefore, d.padAfter},
            d.attributes, engine(), hint};
#endif
}

}  // namespace

ForwardConvolution makeForward(const ConvolutionGeometry& geometry, ConvolutionTypes types, bool bias) {
    const auto pd = forwardDescriptor(describe(geometry, types, types.source), bias);
    return {dnnl::convolution_forward(pd), pd.src_desc(), pd.weights_desc(), bias ? pd.bias_desc() : memory::desc(),
            pd.dst_desc(), pd.scratchpad_desc()};
}

BackwardDataConvolution makeBackwardData(const ConvolutionGeometry& geometry, ConvolutionTypes types) {
    const auto pd = backwardDataDescriptor(describe(geometry, types, types.destination));
    return {dnnl::convolution_backward_data(pd), pd.diff_src_desc(), pd.weights_desc(), pd.diff_dst_desc(), pd.scratchpad_desc()};
}

BackwardWeightsConvolution makeBackwardWeights(const ConvolutionGeometry& geometry, ConvolutionTypes types) {
    // Weight gradients stay float32 in bf16 too; the forward hint wants weights of the activations' type.
    const auto pd = backwardWeightsDescriptor(
        describe(geometry, types, memory::data_type::f32), describe(geometry, types, types.source));
    return {dnnl::convolution_backward_weights(pd), pd.src_desc(), pd.diff_weights_desc(), pd.diff_dst_desc(), pd.scratchpad_desc()};
}

dnnl::memory::desc plainFilter(const ConvolutionGeometry& g) {
    const memory::dims dims{g.outChannels, g.inChannels, g.axes[0].filter, g.axes[1].filter, g.axes[2].filter};
    return memory::desc(dims, memory::data_type::f32, tag::dhwio);
}

}  // namespace llmsegnet::onednn
