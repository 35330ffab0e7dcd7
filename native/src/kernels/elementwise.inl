// Loops that treat every element alike.

template <class A, class B, class C> void add(const A* a, const B* b, C* out, size_t n) {
    storeEach(out, n, [=](size_t i) { return load(a + i) + load(b + i); });
}

template <class T> void fromFloat(const float* x, T* y, size_t n) {
    size_t i = 0;
    for (; i + width <= n; i += width) store(y + i, load(x + i));
    if (i < n) storeFirst(y + i, loadFirst(x + i, n - i), n - i);  // x may be JavaScript's and end there
}

template <class T> void toFloat(const T* x, float* y, size_t n) {
    storeEach(y, n, [=](size_t i) { return load(x + i); });
}

template <class T> void scale(T* x, size_t n, float factor) {
    const Vector f = broadcast(factor);
    storeEach(x, n, [=](size_t i) { return load(x + i) * f; });
}

inline Integers mix(Integers h) {
    h = (h ^ shiftedRight<16>(h)) * broadcastInteger(0x7feb352du);
    h = (h ^ shiftedRight<15>(h)) * broadcastInteger(0x846ca68bu);
    return h ^ shiftedRight<16>(h);
}

template <class T> void dropElements(const T* x, T* y, size_t n, uint32_t firstIndex, DropoutDraw draw) {
    const Integers key = broadcastInteger(draw.key), threshold = broadcastInteger(draw.threshold);
    const Vector factor = broadcast(draw.factor), zero = broadcast(0.0f);
    storeEach(y, n, [=](size_t i) {
        const Integers drawn = mix(mix(countingFrom(firstIndex + uint32_t(i))) ^ key);
        return select(atLeast(drawn, threshold), load(x + i) * factor, zero);
    });
}

inline void sgd(float* weights, const float* gradient, float* buffer, size_t n, float learningRate, float momentum, float decay) {
    const Vector rate = broadcast(-learningRate), keep = broadcast(momentum), shrink = broadcast(decay);
    storeEach(weights, n, [=](size_t i) {
        const Vector w = load(weights + i);
        const Vector m = fma(keep, load(buffer + i), fma(shrink, w, load(gradient + i)));
        if (i + width <= n) store(buffer + i, m);
        else storeFirst(buffer + i, m, n - i);
        return fma(rate, m, w);
    });
}
