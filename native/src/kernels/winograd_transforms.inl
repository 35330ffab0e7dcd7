// Winograd's F(4x4, 3x3) with the points 0, +-5/8, +-3/2 and infinity, which cost what the textbook's +-1, +-2 do and err a third as much.
// Along one axis: six inputs d and three weights g give four outputs, A' ((G g) * (B' d)); two axes are transformed one after the other, which
// makes 36 points of a 6 x 6 window. The kernels differ in what they read and write; `channels` are a multiple of 16 throughout.

constexpr float pointA = 0.625f, pointB = 1.5f;
constexpr float squareA = pointA * pointA, squareB = pointB * pointB;
constexpr int windowSize = 6, tileSize = 4;

/// B' d: six of the six inputs of a window.
inline void toPoints(const Vector* d, Vector* o) {
    const Vector a = broadcast(pointA), b = broadcast(pointB), minusA2 = broadcast(-squareA), minusB2 = broadcast(-squareB);
    const Vector product = broadcast(squareA * squareB), minusSum = broadcast(-(squareA + squareB));
    const Vector evenA = fma(minusB2, d[2], d[4]), oddA = a * fma(minusB2, d[1], d[3]);
    const Vector evenB = fma(minusA2, d[2], d[4]), oddB = b * fma(minusA2, d[1], d[3]);
    o[0] = fma(product, d[0], fma(minusSum, d[2], d[4]));
    o[1] = evenA + oddA;
    o[2] = evenA - oddA;
    o[3] = evenB + oddB;
    o[4] = evenB - oddB;
    o[5] = fma(product, d[1], fma(minusSum, d[3], d[5]));
}

/// A' m: four outputs of six points.
inline void fromPoints(const Vector* m, Vector* o) {
    const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
    o[0] = (m[0] + sumA) + sumB;
    o[1] = fma(broadcast(pointA), differenceA, broadcast(pointB) * differenceB);
    o[2] = fma(broadcast(squareA), sumA, broadcast(squareB) * sumB);
    o[3] = fma(broadcast(squareA * pointA), differenceA, fma(broadcast(squareB * pointB), differenceB, m[5]));
}

/// A g: six points of the four gradients of a tile, the transpose of fromPoints.
inline void gradientToPoints(const Vector* g, Vector* o) {
    const Vector evenA = fma(broadcast(squareA), g[2], g[0]), oddA = broadcast(pointA) * fma(broadcast(squareA), g[3], g[1]);
    const Vector evenB = fma(broadcast(squareB), g[2], g[0]), oddB = broadcast(pointB) * fma(broadcast(squareB), g[3], g[1]);
    o[0] = g[0];
    o[1] = evenA + oddA;
    o[2] = evenA - oddA;
    o[3] = evenB + oddB;
    o[4] = evenB - oddB;
    o[5] = g[3];
}

/// The rows of G are 1, t and t^2 for point t, times factor(t).
constexpr float factorZero = 1 / (squareA * squareB);
constexpr float factorA = 1 / (2 * squareA * (squareA - squareB)), factorB = 1 / (2 * squareB * (squareB - squareA));

/// G g: six points of three weights.
inline void weightsToPoints(const Vector* g, Vector* o) {
    const Vector evenA = broadcast(factorA) * fma(broadcast(squareA), g[2], g[0]), oddA = broadcast(factorA * pointA) * g[1];
    const Vector evenB = broadcast(factorB) * fma(broadcast(squareB), g[2], g[0]), oddB = broadcast(factorB * pointB) * g[1];
    o[0] = broadcast(factorZero) * g[0];
    o[1] = evenA + oddA;
    o[2] = evenA - oddA;
    o[3] = evenB + oddB;
    o[4] = evenB - oddB;
    o[5] = g[2];
}

/// G' m: three weights' gradients of six points.
inline void weightsFromPoints(const Vector* m, Vector* o) {
    const Vector sumA = broadcast(factorA) * (m[1] + m[2]), sumB = broadcast(factorB) * (m[3] + m[4]);
    o[0] = fma(broadcast(factorZero), m[0], sumA + sumB);
    o[1] = fma(broadcast(factorA * pointA), m[1] - m[2], broadcast(factorB * pointB) * (m[3] - m[4]));
    o[2] = fma(broadcast(squareA), sumA, fma(broadcast(squareB), sumB, m[5]));
}

/// Both axes: to[6 x 6] from f(row, column), a window of `size` x `size`, by the transformation of one axis.
template <int size, void (*transform)(const Vector*, Vector*), class F, class Out> inline void transformWindow(F from, Out to) {
    Vector rows[size][windowSize];
#pragma GCC unroll 6
    for (int y = 0; y < size; y++) {
        Vector line[size];
#pragma GCC unroll 6
        for (int x = 0; x < size; x++) line[x] = from(y, x);
        transform(line, rows[y]);
    }
#pragma GCC unroll 6
    for (int x = 0; x < windowSize; x++) {
        Vector column[size], points[windowSize];
#pragma GCC unroll 6
        for (int y = 0; y < size; y++) column[y] = rows[y][x];
        transform(column, points);
#pragma GCC unroll 6
        for (int y = 0; y < windowSize; y++) to(y * windowSize + x, points[y]);
    }
}

/// And back: to(row, column, value) of a window of `size` x `size` from 36 points.
template <int size, void (*transform)(const Vector*, Vector*), class F, class Out> inline void transformBack(F from, Out to) {
    Vector rows[size][windowSize];
#pragma GCC unroll 6
    for (int x = 0; x < windowSize; x++) {
        Vector points[windowSize], column[size];
#pragma GCC unroll 6
        for (int y = 0; y < windowSize; y++) points[y] = from(y * windowSize + x);
        transform(points, column);
#pragma GCC unroll 4
        for (int y = 0; y < size; y++) rows[y][x] = column[y];
    }
#pragma GCC unroll 4
    for (int y = 0; y < size; y++) {
        Vector line[size];
        transform(rows[y], line);
#pragma GCC unroll 4
        for (int x = 0; x < size; x++) to(y, x, line[x]);
    }
}

/// A 6 x 6 window of voxels to its 36 points; blocks of 16 channels are `blockStride` apart in v, points `pointStride`.
template <class T> void winogradInput(
    const T* x, ptrdiff_t rowStride, ptrdiff_t columnStride, ptrdiff_t ahead, size_t channels, float* v, size_t pointStride,
    size_t blockStride) {
    for (size_t c = 0; c < channels; c += width) {
        float* const to = v + c / 16 * blockStride + c % 16;
        transformWindow<windowSize, toPoints>(
            [&](int row, int column) {
                const T* from = x + row * rowStride + column * columnStride + ptrdiff_t(c);
                // Neighbouring windows share their outer columns.
                if (column > 0 && column < 5) __builtin_prefetch(from + ahead);
                return load(from);
            },
            [&](int point, Vector value) { store(to + size_t(point) * pointStride, value); });
    }
}

/// The same for a window that reaches beyond the volume: each voxel has a pointer of its own, null for one outside.
template <class T> void winogradInputEdge(
    const T* const voxels[36], size_t channels, float* v, size_t pointStride, size_t blockStride) {
    for (size_t c = 0; c < channels; c += width) {
        float* const to = v + c / 16 * blockStride + c % 16;
        transformWindow<windowSize, toPoints>(
            [&](int row, int column) {
                const T* from = voxels[row * windowSize + column];
                return from ? load(from + c) : broadcast(0.0f);
            },
            [&](int point, Vector value) { store(to + size_t(point) * pointStride, value); });
    }
}

/// A 4 x 4 tile of gradients, of which `rows` x `columns` exist, to its 36 points.
template <class T> void winogradGradient(
    const T* dy, ptrdiff_t rowStride, ptrdiff_t columnStride, ptrdiff_t ahead, int rows, int columns, size_t channels, float* v,
    size_t pointStride, size_t blockStride) {
    for (size_t c = 0; c < channels; c += width) {
        float* const to = v + c / 16 * blockStride + c % 16;
        transformWindow<tileSize, gradientToPoints>(
            [&](int row, int column) {
                const T* from = dy + row * rowStride + column * columnStride + ptrdiff_t(c);
                if (row >= rows || column >= columns) return broadcast(0.0f);
                __builtin_prefetch(from + ahead);
                return load(from);
            },
            [&](int point, Vector value) { store(to + size_t(point) * pointStride, value); });
    }
}

template <bool Full, bool Through, bool Moments, class T> inline void outputTile(
    const float* m, size_t pointStride, T* y, ptrdiff_t rowStride, ptrdiff_t columnStride, int rows, int columns, size_t channels,
    const float* bias, WinogradMoments moments) {
    for (size_t c = 0; c < channels; c += width) {
        const float* const from = m + c;
        const Vector offset = bias ? load(bias + c) : broadcast(0.0f);
        Vector centre = offset, sum = offset, square = offset;
        if (Moments) {
            centre = load(moments.centre + c);
            sum = load(moments.sums + c);
            square = load(moments.squares + c);
        }
        transformBack<tileSize, fromPoints>(
            [&](int point) { return load(from + size_t(point) * pointStride); },
            [&](int row, int column, Vector value) {
                if (!Full && (row >= rows || column >= columns)) return;
                value = value + offset;
                T* const to = y + row * rowStride + column * columnStride + ptrdiff_t(c);
                if (Through) storeThrough(to, value);
                else store(to, value);
                if (Moments) {
                    const Vector deviation = value - centre;
                    sum = sum + deviation;
                    square = fma(deviation, deviation, square);
                }
            });
        if (Moments) {
            store(moments.sums + c, sum);
            store(moments.squares + c, square);
        }
    }
}

/// 36 points to a 4 x 4 tile, of which `rows` x `columns` exist. `bias` may be null, and `moments.centre` where no sums are wanted.
template <class T> void winogradOutput(
    const float* m, size_t pointStride, T* y, ptrdiff_t rowStride, ptrdiff_t columnStride, int rows, int columns, size_t channels,
    const float* bias, WinogradMoments moments, bool pastCaches) {
    const auto run = [&](auto tile) { tile(m, pointStride, y, rowStride, columnStride, rows, columns, channels, bias, moments); };
    const bool full = rows == tileSize && columns == tileSize;
    // Stores past the caches pay for whole lines only.
    const bool through = pastCaches && full && width * sizeof(T) == 64;
    if (moments.centre) {
        if (through) run(outputTile<true, true, true, T>);
        else if (full) run(outputTile<true, false, true, T>);
        else run(outputTile<false, false, true, T>);
    } else if (through) run(outputTile<true, true, false, T>);
    else if (full) run(outputTile<true, false, false, T>);
    else run(outputTile<false, false, false, T>);
}

/// 3 x 3 weights of `channels` filters, `channelStride` apart, to their 36 points.
inline void winogradFilter(
    const float* w, ptrdiff_t rowStride, ptrdiff_t columnStride, size_t channelStride, size_t channels, float* u, size_t pointStride) {
    for (size_t c = 0; c < channels; c += width)
        transformWindow<3, weightsToPoints>(
            [&](int row, int column) {
                const float* from = w + row * rowStride + column * columnStride + ptrdiff_t(c * channelStride);
                return channelStride == 1 ? load(from) : loadStrided(from, channelStride);
            },
            [&](int point, Vector value) { store(u + size_t(point) * pointStride + c, value); });
}

/// The gradient of 3 x 3 weights from the 36 points of `parts` partial sums, added up in their order.
inline void winogradFilterGradient(
    const float* m, size_t parts, size_t partStride, size_t pointStride, size_t channels, float* dw, ptrdiff_t rowStride,
    ptrdiff_t columnStride) {
    for (size_t c = 0; c < channels; c += width)
        transformBack<3, weightsFromPoints>(
            [&](int point) {
                const float* from = m + size_t(point) * pointStride + c;
                Vector sum = load(from);
                for (size_t part = 1; part < parts; part++) sum = sum + load(from + part * partStride);
                return sum;
            },
            [&](int row, int column, Vector value) { store(dw + row * rowStride + column * columnStride + ptrdiff_t(c), value); });
}
