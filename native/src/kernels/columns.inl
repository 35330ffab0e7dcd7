// Loops whose parameters or sums belong to columns: element i is in column i % period.

/// y[i] = f(i, column) with i and column in steps of a vector; past the caches with `Through`, for which y must be aligned.
template <bool Through = false, class T, class F> inline void storeColumns(T* y, size_t n, size_t period, F f) {
    size_t start = 0;
    for (; start + period <= n; start += period) {
        for (size_t column = 0; column < period; column += width) {
            if (Through) storeThrough(y + start + column, f(start + column, column));
            else store(y + start + column, f(start + column, column));
        }
    }
    if (Through) finishStoresThrough();
    size_t column = 0;
    for (; start + column + width <= n; column += width) store(y + start + column, f(start + column, column));
    const size_t i = start + column;
    if (i < n) storeFirst(y + i, f(i, column), n - i);
}

/// first[column] and second[column] += what f(i, column, a, b) adds to the vectors a and b. Float sums run over at most a few
/// hundred values before they are added to the doubles.
template <class F> inline void sumColumns(size_t n, size_t period, double* first, double* second, F f) {
    constexpr size_t together = 4;         // independent sums that hide the latency of an addition
    constexpr size_t blockElements = 4096;  // stays in the level-1 cache while the columns are walked
    const size_t rows = n / period;
    const size_t blockRows = blockElements / period > 0 ? blockElements / period : 1;
    for (size_t row = 0; row < rows; row += blockRows) {
        const size_t end = (row + blockRows < rows ? row + blockRows : rows) * period;
        for (size_t column = 0; column < period; column += together * width) {
            Vector a[together], b[together];
            for (size_t k = 0; k < together; k++) a[k] = b[k] = broadcast(0.0f);
            for (size_t i = row * period + column; i < end; i += period)
                for (size_t k = 0; k < together; k++) f(i + k * width, column + k * width, a[k], b[k]);
            for (size_t k = 0; k < together; k++) {
                addLanes(first + column + k * width, a[k]);
                addLanes(second + column + k * width, b[k]);
            }
        }
    }
    for (size_t i = rows * period; i < n; i += width) {
        const size_t column = i - rows * period, count = n - i < width ? n - i : width;
        Vector a = broadcast(0.0f), b = a;
        f(i, column, a, b);
        addLanes(first + column, a, count);
        addLanes(second + column, b, count);
    }
}

template <class T> void columnSums(const T* x, size_t n, size_t period, double* sums) {
    sumColumns(n, period, sums, sums, [=](size_t i, size_t, Vector& a, Vector&) { a = a + load(x + i); });
}

template <class T> void dropColumns(const T* x, T* y, size_t n, size_t period, const float* factors) {
    const Vector zero = broadcast(0.0f);
    storeColumns(y, n, period, [=](size_t i, size_t column) {
        const Vector factor = load(factors + column);
        return select(equal(factor, zero), zero, load(x + i) * factor);
    });
}
