#pragma once
#include <dnnl.hpp>
#include <string>

namespace llmsegnet::onednn {

/// The CPU engine, made on first use after oneDNN's own instruction-set limit has followed ours (LLMSEGNET_ISA).
dnnl::engine& engine();
dnnl::stream& stream();

/// "2.6.3": the version that was loaded, not the one compiled against.
std::string version();

}  // namespace llmsegnet::onednn
