#include "../operations/blocks.hpp"

#include "arguments.hpp"
#include "bindings.hpp"

namespace llmsegnet {
namespace {

/// One past the last element that the runs touch.
size_t endOf(size_t blocks, size_t count, Runs runs) {
    return runs.start + product({blocks - 1, runs.stride}) + count;
}

}  // namespace

Napi::Value copyBlocks(const Napi::CallbackInfo& info) {
    Arguments arguments(info, "copyBlocks", {"from", "to", "blocks", "count", "fromStart", "fromStride", "toStart", "toStride"});
    const Storage& from = arguments.storage(0);
    Storage& to = arguments.storage(1);
    const size_t blocks = arguments.count(2), count = arguments.count(3);
    const Runs source{arguments.count(4), arguments.count(5)}, destination{arguments.count(6), arguments.count(7)};
    requireSameType(from, "from", to, "to");
    if (blocks == 0 || count == 0) return info.Env().Undefined();
    if (&from == &to) throw arguments.error(1, "is the storage that is copied from");
    if (blocks > 1 && destination.stride < count)
        throw arguments.error(7, std::to_string(destination.stride) + " is shorter than a run of " + std::to_string(count) + " elements");
    if (endOf(blocks, count, source) > from.elements)
        throw arguments.error(0, "has " + std::to_string(from.elements) + " elements, the runs end at " + std::to_string(endOf(blocks, count, source)));
    if (endOf(blocks, count, destination) > to.elements)
        throw arguments.error(1, "has " + std::to_string(to.elements) + " elements, the runs end at " + std::to_string(endOf(blocks, count, destination)));
    copyBlocks(from, to, blocks, count, source, destination);
    return info.Env().Undefined();
}

}  // namespace llmsegnet
