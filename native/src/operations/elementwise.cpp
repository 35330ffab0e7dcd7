#include "elementwise.hpp"

#include <cstring>
#include <type_traits>
#include <utility>

#include "../kernels/kernels.hpp"
#include "parallel.hpp"

namespace llmsegnet {

void convert(const Storage& from, Storage& to) {
    if (from.type == ElementType::Float32) return writeFrom(from.f32(), to);
    if (to.type == ElementType::Float32) return readInto(from, to.f32());
    inRuns(from.elements, [&](size_t first, size_t count) {
        std::memcpy(to.bf16() + first, from.bf16() + first, count * sizeof(BFloat16));
    });
}

void readInto(const Storage& storage, float* values) {
    withElements(storage, [&](auto* x) {
        using T = std::remove_pointer_t<decltype(x)>;
        const auto toFloat = kernels().of<T>().toFloat;
        inRuns(storage.elements, [=](size_t first, size_t count) { toFloat(x + first, values + first, count); });
    });
}

void writeFrom(const float* values, Storage& storage) {
    withElements(storage, [&](auto* y) {
        using T = std::remove_pointer_t<decltype(y)>;
        const auto fromFloat = kernels().of<T>().fromFloat;
        inRuns(storage.elements, [=](size_t first, size_t count) { fromFloat(values + first, y + first, count); });
    });
}

void fill(Storage& storage, float value) {
    withElements(storage, [&](auto* y) {
        using T = std::remove_pointer_t<decltype(y)>;
        T element;
        kernels().of<T>().fromFloat(&value, &element, 1);
        inRuns(storage.elements, [=](size_t first, size_t count) { std::fill_n(y + first, count, element); });
    });
}

namespace {

template <class A, class B, class C>
void addRuns(AddKernel<A, B, C> kernel, const Storage& a, const Storage& b, Storage& out) {
    const auto* x = static_cast<const A*>(a.data);
    const auto* y = static_cast<const B*>(b.data);
    auto* z = static_cast<C*>(out.data);
    inRuns(out.elements, [=](size_t first, size_t count) { kernel(x + first, y + first, z + first, count); });
}

}  // namespace

void add(const Storage& a, const Storage& b, Storage& out) {
    const Storage *first = &a, *second = &b;
    if (a.type == ElementType::BFloat16 && b.type == ElementType::Float32) std::swap(first, second);  // the sum is the same
    const bool toFloat = out.type == ElementType::Float32;
    const Kernels& k = kernels();
    const auto run = [&](auto intoFloat, auto intoBFloat16) {
        if (toFloat) addRuns(intoFloat, *first, *second, out);
        else addRuns(intoBFloat16, *first, *second, out);
    };
    if (second->type == ElementType::Float32) run(k.addFFF, k.addFFB);
    else if (first->type == ElementType::Float32) run(k.addFBF, k.addFBB);
    else run(k.addBBF, k.addBBB);
}

void scale(Storage& storage, float factor) {
    withElements(storage, [&](auto* x) {
        using T = std::remove_pointer_t<decltype(x)>;
        const auto kernel = kernels().of<T>().scale;
        inRuns(storage.elements, [=](size_t first, size_t count) { kernel(x + first, count, factor); });
    });
}

void sgd(Storage& weights, const Storage& gradient, Storage& buffer, float learningRate, float momentum, float decay) {
    float *w = weights.f32(), *g = gradient.f32(), *m = buffer.f32();
    const auto kernel = kernels().sgd;
    inRuns(weights.elements, [=](size_t first, size_t count) {
        kernel(w + first, g + first, m + first, count, learningRate, momentum, decay);
    });
}

}  // namespace llmsegnet
