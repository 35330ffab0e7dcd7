// What every vector width shares. Included inside a kernel namespace after one of the simd_*.hpp.

/// Stores lanes 0 .. count - 1; vectors never write past the end of a tensor.
template <class T> inline void storeFirst(T* p, const Vector& v, size_t count) {
    T lanes[width];
    store(lanes, v);
    for (size_t i = 0; i < count; i++) p[i] = lanes[i];
}

/// Loads lanes 0 .. count - 1 and zeros, from memory that may end there (JavaScript's).
template <class T> inline Vector loadFirst(const T* p, size_t count) {
    T lanes[width] = {};
    for (size_t i = 0; i < count; i++) lanes[i] = p[i];
    return load(lanes);
}

/// y[i] = f(i) for i in 0 .. n - 1 in steps of a vector; f may read a vector at any such i, past the end too.
template <class T, class F> inline void storeEach(T* y, size_t n, F f) {
    size_t i = 0;
    for (; i + width <= n; i += width) store(y + i, f(i));
    if (i < n) storeFirst(y + i, f(i), n - i);
}

/// sums[i] += lane i, for the first `count` lanes.
inline void addLanes(double* sums, const Vector& v, size_t count = width) {
    float lanes[width];
    store(lanes, v);
    for (size_t i = 0; i < count; i++) sums[i] += double(lanes[i]);
}

inline double sumOf(const Vector& v) {
    float lanes[width];
    store(lanes, v);
    double sum = 0;
    for (int i = 0; i < width; i++) sum += double(lanes[i]);
    return sum;
}

/// e^x, relative error below 2e-7; 0 below -87.3 (where float32 turns denormal), e^88.3 above, NaN for NaN.
inline Vector exponential(const Vector& x) {
    const Vector clamped = maximum(broadcast(-87.3f), minimum(broadcast(88.3f), x));
    const Vector n = roundToWhole(clamped * broadcast(1.44269504088896341f));
    // ln 2 in two parts: n times the first is exact.
    Vector r = fma(n, broadcast(-0.693359375f), clamped);
    r = fma(n, broadcast(2.12194440e-4f), r);
    Vector p = broadcast(1.9875691500e-4f);  // Cephes expf
    p = fma(p, r, broadcast(1.3981999507e-3f));
    p = fma(p, r, broadcast(8.3334519073e-3f));
    p = fma(p, r, broadcast(4.1665795894e-2f));
    p = fma(p, r, broadcast(1.6666665459e-1f));
    p = fma(p, r, broadcast(5.0000001201e-1f));
    p = fma(p, r * r, r + broadcast(1.0f));
    return select(greater(broadcast(-87.3f), x), broadcast(0.0f), timesPowerOfTwo(p, n));
}

/// ln x of positive normal x, error below 2e-7 relative (absolute near 1); NaN for NaN and infinity, garbage for other x.
inline Vector logarithm(const Vector& x) {
    const Mask upperHalf = greater(mantissaOf(x), broadcast(1.41421356f));
    const Vector mantissa = select(upperHalf, mantissaOf(x) * broadcast(0.5f), mantissaOf(x));
    const Vector exponent = select(upperHalf, exponentOf(x) + broadcast(1.0f), exponentOf(x));
    const Vector t = mantissa - broadcast(1.0f);
    Vector p = broadcast(7.0376836292e-2f);  // Cephes logf
    p = fma(p, t, broadcast(-1.1514610310e-1f));
    p = fma(p, t, broadcast(1.1676998740e-1f));
    p = fma(p, t, broadcast(-1.2420140846e-1f));
    p = fma(p, t, broadcast(1.4249322787e-1f));
    p = fma(p, t, broadcast(-1.6668057665e-1f));
    p = fma(p, t, broadcast(2.0000714765e-1f));
    p = fma(p, t, broadcast(-2.4999993993e-1f));
    p = fma(p, t, broadcast(3.3333331174e-1f));
    const Vector square = t * t;
    Vector tail = p * t * square;
    tail = fma(exponent, broadcast(-2.12194440e-4f), tail);
    tail = fma(square, broadcast(-0.5f), tail);
    return fma(exponent, broadcast(0.693359375f), t + tail) + (x - x);
}

/// ln(1 + x) for x >= 0 without losing small x; error below 3e-7 relative.
inline Vector logarithmOfOnePlus(const Vector& x) {
    const Vector sum = broadcast(1.0f) + x;
    const Vector lost = x - (sum - broadcast(1.0f));  // what rounding the sum dropped
    return logarithm(sum) + lost / sum;
}
