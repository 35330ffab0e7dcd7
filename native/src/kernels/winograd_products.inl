// The matrix products between Winograd's transforms. Rows are tiles; their channels lie in blocks of 16, so that rows are 16 floats apart
// whatever the number of channels is. The third axis is not transformed: its three taps are rows `tapStride` apart.

/// What the registers hold: rows of sums, and vectors of weights a row.
constexpr int wideVectors = 2, narrowVectors = width >= 16 ? 1 : 2;
constexpr int registers = width >= 16 ? 28 : 12;

/// Output channels of a product: 16, or twice as many where the vectors are as wide as that and the number of channels allows.
inline size_t winogradBlock(size_t channels) { return width >= 16 && channels % 32 == 0 ? 32 : 16; }

/// m[rows][V vectors] = sum over blocks, taps and 16 channels of v[block][row + tap * tapStride][16] times u[block][tap][16][V vectors].
template <int rows, int V> void productRows(
    const float* v, size_t tapStride, size_t blockStride, size_t blocks, const float* u, float* m, const float* ahead) {
    Vector sums[rows][V];
#pragma GCC unroll 32
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (int n = 0; n < V; n++) sums[r][n] = broadcast(0.0f);
    for (size_t block = 0; block < blocks; block++)
        for (size_t tap = 0; tap < 3; tap++) {
            const float* a = v + block * blockStride + tap * tapStride;
            for (int k = 0; k < 16; k++) {
                Vector weights[V];
                __builtin_prefetch(ahead);
                ahead += 16;
#pragma GCC unroll 4
                for (int n = 0; n < V; n++) weights[n] = load(u + n * width);
#pragma GCC unroll 32
                for (int r = 0; r < rows; r++) {
                    const Vector value = broadcast(a[r * 16 + k]);
#pragma GCC unroll 4
                    for (int n = 0; n < V; n++) sums[r][n] = fma(value, weights[n], sums[r][n]);
                }
                u += V * width;
            }
        }
#pragma GCC unroll 32
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (int n = 0; n < V; n++) store(m + (r * V + n) * width, sums[r][n]);
}

using ProductRows = void (*)(const float*, size_t, size_t, size_t, const float*, float*, const float*);
template <int V> struct ProductTable {
    static constexpr int most = registers / V;
    ProductRows of[most + 1] = {};
    template <int rows> constexpr void fill() {
        of[rows] = productRows<rows, V>;
        if constexpr (rows > 1) fill<rows - 1>();
    }
    constexpr ProductTable() { fill<most>(); }
};

template <int V> inline void productOfWidth(
    const float* v, size_t rows, size_t tapStride, size_t blockStride, size_t blocks, const float* u, float* m, const float* ahead) {
    static constexpr ProductTable<V> table{};
    const size_t runs = (rows + table.most - 1) / table.most, panel = blocks * 48 * 16;
    for (size_t run = 0; run < runs; run++) {
        const size_t first = rows * run / runs, end = rows * (run + 1) / runs;
        table.of[end - first](v + first * 16, tapStride, blockStride, blocks, u, m + first * V * width, ahead + run % V * panel);
    }
}

/// One point of `rows` tiles and `block` output channels; `ahead` is where the next weights lie.
inline void winogradProduct(
    const float* v, size_t rows, size_t tapStride, size_t blockStride, size_t blocks, const float* u, size_t block, float* m,
    const float* ahead) {
    if (block == narrowVectors * width) productOfWidth<narrowVectors>(v, rows, tapStride, blockStride, blocks, u, m, ahead);
    else productOfWidth<wideVectors>(v, rows, tapStride, blockStride, blocks, u, m, ahead);
}

/// sums[inputs][V vectors] += sum over rows of v[row][input] * g[row][V vectors]; rows of sums are `sumStride` apart.
template <int inputs, int V, bool Split> inline void filterRows(
    const float* v, const float* g, size_t gBlockStride, size_t rows, float* sums, size_t sumStride, bool first) {
    Vector a[inputs][V];
#pragma GCC unroll 16
    for (int i = 0; i < inputs; i++)
#pragma GCC unroll 4
        for (int n = 0; n < V; n++) a[i][n] = first ? broadcast(0.0f) : load(sums + i * sumStride + n * width);
    for (size_t row = 0; row < rows; row++) {
        Vector gradient[V];
#pragma GCC unroll 4
        for (int n = 0; n < V; n++) gradient[n] = load(g + row * 16 + (Split ? n * gBlockStride : n * width));
#pragma GCC unroll 16
        for (int i = 0; i < inputs; i++) {
            const Vector value = broadcast(v[row * 16 + i]);
#pragma GCC unroll 4
            for (int n = 0; n < V; n++) a[i][n] = fma(value, gradient[n], a[i][n]);
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < inputs; i++)
#pragma GCC unroll 4
        for (int n = 0; n < V; n++) store(sums + i * sumStride + n * width, a[i][n]);
}

/// One point and one tap: sums[inChannels][outChannels] (+)= sum over rows of v[block][row][16] times g[block][row][16].
inline void winogradFilterSums(
    const float* v, size_t vBlockStride, size_t inChannels, const float* g, size_t gBlockStride, size_t outChannels, size_t rows,
    float* sums, bool first) {
    for (size_t i = 0; i < inChannels; i += 16) {
        const float* a = v + i / 16 * vBlockStride;
        for (size_t o = 0; o < outChannels; o += 16) {
            const float* b = g + o / 16 * gBlockStride;
            float* const to = sums + i * outChannels + o;
            if constexpr (width >= 16) {
                if (o + 32 <= outChannels) {
                    filterRows<8, 2, true>(a, b, gBlockStride, rows, to, outChannels, first);
                    filterRows<8, 2, true>(a + 8, b, gBlockStride, rows, to + 8 * outChannels, outChannels, first);
                    o += 16;
                } else filterRows<16, 1, true>(a, b, gBlockStride, rows, to, outChannels, first);
            } else {
                filterRows<6, 2, false>(a, b, gBlockStride, rows, to, outChannels, first);
                filterRows<5, 2, false>(a + 6, b, gBlockStride, rows, to + 6 * outChannels, outChannels, first);
                filterRows<5, 2, false>(a + 11, b, gBlockStride, rows, to + 11 * outChannels, outChannels, first);
            }
        }
    }
}
