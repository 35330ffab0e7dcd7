// Batch and instance normalisation with ReLU and skip.

/// The mean of the first rows of the run: near enough to each column's mean that squares of deviations from it do not cancel.
template <class T> void chooseCentre(const T* z, size_t n, size_t period, float* centre) {
    const size_t rows = n / period < 32 ? n / period : 32;
    for (size_t column = 0; column < period; column += width) {
        Vector sum = broadcast(0.0f);
        for (size_t row = 0; row < rows; row++) sum = sum + load(z + row * period + column);
        if (rows > 0) store(centre + column, sum * broadcast(1.0f / float(rows)));
        else if (column < n) store(centre + column, load(z + column));
    }
}

template <class T> void columnMoments(const T* z, size_t n, size_t period, float* centre, double* sums, double* squares) {
    chooseCentre(z, n, period, centre);
    sumColumns(n, period, sums, squares, [=](size_t i, size_t column, Vector& a, Vector& b) {
        const Vector deviation = load(z + i) - load(centre + column);
        a = a + deviation;
        b = fma(deviation, deviation, b);
    });
}

template <bool Relu, bool Skip, bool Through, class T>
void normaliseCase(const T* z, const T* skip, T* y, size_t n, size_t period, NormColumns columns) {
    const Vector zero = broadcast(0.0f);
    storeColumns<Through>(y, n, period, [=](size_t i, size_t column) {
        Vector v = fma(load(columns.scale + column), load(z + i), load(columns.shift + column));
        if (Relu) v = maximum(zero, v);
        if (Skip) v = v + load(skip + i);
        return v;
    });
}

template <class T>
void normalise(const T* z, const T* skip, T* y, size_t n, size_t period, NormColumns columns, bool relu, bool pastCaches) {
    constexpr auto choose = [](bool through, bool relu, bool skip) {
        constexpr decltype(&normaliseCase<true, true, true, T>) cases[2][2][2] = {
            {{normaliseCase<false, false, false, T>, normaliseCase<false, true, false, T>},
             {normaliseCase<true, false, false, T>, normaliseCase<true, true, false, T>}},
            {{normaliseCase<false, false, true, T>, normaliseCase<false, true, true, T>},
             {normaliseCase<true, false, true, T>, normaliseCase<true, true, true, T>}}};
        return cases[through][relu][skip];
    };
    const bool aligned = reinterpret_cast<uintptr_t>(y) % (width * sizeof(T)) == 0;
    choose(pastCaches && aligned, relu, skip != nullptr)(z, skip, y, n, period, columns);
}

/// dy where the forward pass let z through, else 0.
template <bool Relu, class T>
inline Vector maskedGradient(const T* dy, const Vector& z, const NormColumns& columns, size_t column) {
    const Vector g = load(dy);
    if (!Relu) return g;
    const Vector zero = broadcast(0.0f);
    return select(greater(fma(load(columns.scale + column), z, load(columns.shift + column)), zero), g, zero);
}

template <bool Relu, class T>
void normBackwardSumsCase(
    const T* z, const T* dy, size_t n, size_t period, NormColumns columns, double* gradientSums, double* productSums) {
    sumColumns(n, period, gradientSums, productSums, [=](size_t i, size_t column, Vector& a, Vector& b) {
        const Vector value = load(z + i);
        const Vector g = maskedGradient<Relu>(dy + i, value, columns, column);
        a = a + g;
        b = fma(g, value - load(columns.mean + column), b);
    });
}

template <class T>
void normBackwardSums(
    const T* z, const T* dy, size_t n, size_t period, NormColumns columns, bool relu, double* gradientSums, double* productSums) {
    if (relu) normBackwardSumsCase<true>(z, dy, n, period, columns, gradientSums, productSums);
    else normBackwardSumsCase<false>(z, dy, n, period, columns, gradientSums, productSums);
}

template <bool Relu, class T>
void normBackwardCase(const T* z, const T* dy, T* dz, size_t n, size_t period, NormColumns columns) {
    storeColumns(dz, n, period, [=](size_t i, size_t column) {
        const Vector value = load(z + i);
        const Vector g = maskedGradient<Relu>(dy + i, value, columns, column);
        const Vector deviation = value - load(columns.mean + column);
        const Vector fromMoments = fma(load(columns.onDeviation + column), deviation, load(columns.onAll + column));
        return fma(load(columns.scale + column), g, fromMoments);
    });
}

template <class T> void normBackward(const T* z, const T* dy, T* dz, size_t n, size_t period, NormColumns columns, bool relu) {
    if (relu) normBackwardCase<true>(z, dy, dz, n, period, columns);
    else normBackwardCase<false>(z, dy, dz, n, period, columns);
}
