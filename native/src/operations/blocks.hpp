#pragma once
#include <cstddef>

#include "../memory/storage.hpp"

namespace llmsegnet {

/// Where run i of a copy starts: at start + i * stride.
struct Runs {
    size_t start, stride;
};

/// Copies `blocks` runs of `count` elements between two storages of one type; the caller has checked that all runs lie inside.
void copyBlocks(const Storage& from, Storage& to, size_t blocks, size_t count, Runs source, Runs destination);

}  // namespace llmsegnet
