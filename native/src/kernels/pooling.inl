// Max pooling and trilinear upsampling by 2, row by row.

/// f(c) for every vector of channels; `keep` of its lanes are the voxel's own, the rest is what follows in memory.
template <class F> inline void eachChannelVector(size_t channels, F f) {
    for (size_t c = 0; c < channels; c += width) f(c, channels - c < width ? channels - c : width);
}

template <class T> inline void storeChannels(T* p, const Vector& v, size_t keep) {
    if (keep == width) store(p, v);
    else storeFirst(p, v, keep);
}

template <class T> void maxPoolRow(const T* const x[4], T* y, size_t outWidth, size_t channels) {
    for (size_t w = 0; w < outWidth; w++) {
        eachChannelVector(channels, [=](size_t c, size_t keep) {
            const size_t left = 2 * w * channels + c, right = left + channels;
            Vector largest = load(x[0] + left);
            for (int row = 0; row < 4; row++) largest = maximum(maximum(load(x[row] + left), load(x[row] + right)), largest);
            storeChannels(y + w * channels + c, largest, keep);
        });
    }
}

template <class T> void maxPoolRowBackward(const T* const x[4], const T* dy, T* const dx[4], size_t outWidth, size_t channels) {
    const Vector zero = broadcast(0.0f);
    for (size_t w = 0; w < outWidth; w++) {
        eachChannelVector(channels, [=](size_t c, size_t keep) {
            const size_t left = 2 * w * channels + c;
            Vector largest = load(x[0] + left);
            for (int row = 0; row < 4; row++)
                largest = maximum(maximum(load(x[row] + left), load(x[row] + left + channels)), largest);
            const Vector g = load(dy + w * channels + c);
            Mask open = equal(largest, largest);
            for (int row = 0; row < 4; row++) {
                for (size_t i = left; i <= left + channels; i += channels) {
                    const Mask here = open & equal(load(x[row] + i), largest);
                    storeChannels(dx[row] + i, select(here, g, zero), keep);
                    open = without(open, here);
                }
            }
        });
    }
}

template <class T> void blendRows(const T* const* rows, const float* weights, size_t count, float* line, size_t n) {
    storeEach(line, n, [=](size_t i) {
        Vector sum = load(rows[0] + i) * broadcast(weights[0]);
        for (size_t row = 1; row < count; row++) sum = fma(load(rows[row] + i), broadcast(weights[row]), sum);
        return sum;
    });
}

template <class T> void expandLine(const float* line, T* y, size_t lineWidth, size_t channels) {
    const Vector near = broadcast(0.75f), far = broadcast(0.25f);
    for (size_t w = 0; w < lineWidth; w++) {
        eachChannelVector(channels, [=](size_t c, size_t keep) {
            const float* left = line + w * channels + c;
            const Vector here = load(left + channels) * near;
            T* out = y + 2 * w * channels + c;
            storeChannels(out, fma(load(left), far, here), keep);
            storeChannels(out + channels, fma(load(left + 2 * channels), far, here), keep);
        });
    }
}

template <class T> void reduceLine(const float* line, T* dx, size_t lineWidth, size_t channels) {
    const Vector near = broadcast(0.75f), far = broadcast(0.25f);
    for (size_t w = 0; w < lineWidth; w++) {
        eachChannelVector(channels, [=](size_t c, size_t keep) {
            const float* first = line + 2 * w * channels + c;
            const Vector inner = load(first + channels) + load(first + 2 * channels);
            const Vector outer = load(first) + load(first + 3 * channels);
            storeChannels(dx + w * channels + c, fma(inner, near, outer * far), keep);
        });
    }
}
