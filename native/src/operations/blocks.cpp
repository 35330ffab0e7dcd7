#include "blocks.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "parallel.hpp"

namespace llmsegnet {

void copyBlocks(const Storage& from, Storage& to, size_t blocks, size_t count, Runs source, Runs destination) {
    const size_t size = from.type == ElementType::BFloat16 ? sizeof(BFloat16) : sizeof(float);
    const auto* read = static_cast<const uint8_t*>(from.data);
    auto* write = static_cast<uint8_t*>(to.data);
    if (blocks == 1) {
        inRuns(count, [=](size_t first, size_t length) {
            std::memcpy(write + (destination.start + first) * size, read + (source.start + first) * size, length * size);
        });
        return;
    }
    // Channels of one voxel are a run of a few bytes: many of them make a task.
    const size_t together = std::max<size_t>(1, 65536 / std::max<size_t>(1, count));
    inParallel((blocks + together - 1) / together, blocks * count, [=](size_t task) {
        const size_t end = std::min(blocks, (task + 1) * together);
        for (size_t i = task * together; i < end; i++)
            std::memcpy(write + (destination.start + i * destination.stride) * size, read + (source.start + i * source.stride) * size, count * size);
    });
}

}  // namespace llmsegnet
