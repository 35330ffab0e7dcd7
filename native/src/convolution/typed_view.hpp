#pragma once
#include <memory>

#include "../memory/storage.hpp"

namespace llmsegnet {

/// A storage's elements in the wanted type: the storage itself, or a widened or rounded copy that lives as long as this object.
class TypedInput {
public:
    TypedInput(const Storage& storage, ElementType wanted);
    const void* data() const { return source().data; }
    const float* f32() const { return source().f32(); }
    const BFloat16* bf16() const { return source().bf16(); }

private:
    const Storage& source() const { return copy_ ? *copy_ : storage_; }
    const Storage& storage_;
    std::unique_ptr<Storage> copy_;
};

/// Where a kernel writes elements of the given type; commit() carries them into a storage of another type.
class TypedOutput {
public:
    TypedOutput(Storage& storage, ElementType produced);
    void* data() { return copy_ ? copy_->data : storage_.data; }
    void commit();

private:
    Storage& storage_;
    std::unique_ptr<Storage> copy_;
};

}  // namespace llmsegnet
