#include "typed_view.hpp"

#include "../operations/elementwise.hpp"

namespace llmsegnet {

TypedInput::TypedInput(const Storage& storage, ElementType wanted) : storage_(storage) {
    if (storage.type == wanted) return;
    copy_ = std::make_unique<Storage>(storage.elements, wanted);
    convert(storage, *copy_);
}

TypedOutput::TypedOutput(Storage& storage, ElementType produced) : storage_(storage) {
    if (storage.type != produced) copy_ = std::make_unique<Storage>(storage.elements, produced);
}

void TypedOutput::commit() {
    if (copy_) convert(*copy_, storage_);
}

}  // namespace llmsegnet
