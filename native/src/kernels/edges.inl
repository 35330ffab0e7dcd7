// Filter gradients and input gradient of a network's first layer (one input channel) and last (1x1x1 to a few classes), which oneDNN 2.6
// computes at a fraction of memory bandwidth.

/// One row of output voxels of a 3x3x3 convolution from one channel, 16 output channels: sums[tap][16] += x * dy, where x of tap
/// (kd, kh, kw) at voxel w is rows[3 * kd + kh][w + kw]. dy has `stride` elements a voxel.
template <class T, size_t taps, size_t first> inline void stencilTaps(
    const float* const rows[9], const T* dy, size_t voxels, size_t stride, float* sums) {
    constexpr size_t vectors = 16 / width;
    Vector a[taps][vectors];
#pragma GCC unroll 32
    for (size_t t = 0; t < taps; t++)
#pragma GCC unroll 16
        for (size_t v = 0; v < vectors; v++) a[t][v] = load(sums + (first + t) * 16 + v * width);
    for (size_t w = 0; w < voxels; w++) {
        Vector gradient[vectors];
#pragma GCC unroll 16
        for (size_t v = 0; v < vectors; v++) gradient[v] = load(dy + w * stride + v * width);
#pragma GCC unroll 32
        for (size_t t = 0; t < taps; t++) {
            const Vector x = broadcast(rows[(first + t) / 3][w + (first + t) % 3]);
#pragma GCC unroll 16
            for (size_t v = 0; v < vectors; v++) a[t][v] = fma(x, gradient[v], a[t][v]);
        }
    }
#pragma GCC unroll 32
    for (size_t t = 0; t < taps; t++)
#pragma GCC unroll 16
        for (size_t v = 0; v < vectors; v++) store(sums + (first + t) * 16 + v * width, a[t][v]);
}

template <class T> void stencilSums(const float* const rows[9], const T* dy, size_t voxels, size_t stride, float* sums) {
    if constexpr (width >= 16) {
        stencilTaps<T, 27, 0>(rows, dy, voxels, stride, sums);
    } else {  // six taps of two vectors are what 16 registers hold
        stencilTaps<T, 6, 0>(rows, dy, voxels, stride, sums);
        stencilTaps<T, 6, 6>(rows, dy, voxels, stride, sums);
        stencilTaps<T, 6, 12>(rows, dy, voxels, stride, sums);
        stencilTaps<T, 6, 18>(rows, dy, voxels, stride, sums);
        stencilTaps<T, 3, 24>(rows, dy, voxels, stride, sums);
    }
}

/// sums[k][c] += x[voxel][c] * dy[voxel][k]; channels are a multiple of a vector.
template <class T> void pointwiseFilterSums(
    const T* x, const float* dy, size_t voxels, size_t channels, size_t classes, double* sums) {
    constexpr size_t block = 256;  // voxels whose sums may run in float32
    for (size_t start = 0; start < voxels; start += block) {
        const size_t end = start + block < voxels ? start + block : voxels;
        for (size_t k = 0; k < classes; k++)
            for (size_t c = 0; c < channels; c += width) {
                Vector even = broadcast(0.0f), odd = even;
                size_t i = start;
                for (; i + 1 < end; i += 2) {
                    even = fma(load(x + i * channels + c), broadcast(dy[i * classes + k]), even);
                    odd = fma(load(x + (i + 1) * channels + c), broadcast(dy[(i + 1) * classes + k]), odd);
                }
                if (i < end) even = fma(load(x + i * channels + c), broadcast(dy[i * classes + k]), even);
                addLanes(sums + k * channels + c, even + odd);
            }
    }
}

/// dx[voxel][c] = sum over classes of dy[voxel][k] * filter[k][c]; channels are a multiple of a vector.
template <class T> void pointwiseInputGradient(
    const float* dy, const float* filter, T* dx, size_t voxels, size_t channels, size_t classes) {
    for (size_t i = 0; i < voxels; i++)
        for (size_t c = 0; c < channels; c += width) {
            Vector sum = broadcast(dy[i * classes]) * load(filter + c);
            for (size_t k = 1; k < classes; k++) sum = fma(broadcast(dy[i * classes + k]), load(filter + k * channels + c), sum);
            store(dx + i * channels + c, sum);
        }
}
