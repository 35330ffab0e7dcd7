// Losses of softmaxed logits over voxels and their gradients for the logits. Float sums run over at most `flushEvery` vectors
// before they go to doubles.

constexpr size_t flushEvery = 64;

/// f(row, count) for every vector of rows; flush() after at most flushEvery of them.
template <class F, class G> inline void eachVoxelVector(size_t rows, F f, G flush) {
    for (size_t start = 0; start < rows; start += flushEvery * width) {
        const size_t end = start + flushEvery * width < rows ? start + flushEvery * width : rows;
        for (size_t row = start; row < end; row += width) f(row, end - row < size_t(width) ? end - row : size_t(width));
        flush();
    }
}

/// Labels of `count` voxels with a sentinel beyond, for labelled().
class Labels {
public:
    Labels(const int32_t* labels, size_t count) : labels_(labels) {
        if (count == width) return;
        for (size_t i = 0; i < width; i++) padded_[i] = i < count ? labels[i] : -1;
        labels_ = padded_;
    }
    Mask are(size_t k) const { return labelled(labels_, int32_t(k)); }

private:
    const int32_t* labels_;
    int32_t padded_[width];
};

template <int Fixed>
void softmaxCase(Classes<Fixed> classes, const float* logits, float* probabilities, size_t rows, float* work) {
    Distribution<Fixed> p(work, classes);
    PerClass<Fixed> out(work, classes);
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        for (size_t k = 0; k < classes; k++) out.set(k, p.probability(k));
        storeVoxels(probabilities + row * classes, count, classes, out);
    }, [] {});
}

template <int Fixed>
void supervisedSumsCase(
    Classes<Fixed> classes, const float* logits, const int32_t* labels, size_t rows, double* crossEntropy, double* overlap,
    double* predicted, double* labelledRows, float* work) {
    const Vector zero = broadcast(0.0f), one = broadcast(1.0f);
    Distribution<Fixed> p(work, classes);
    PerClass<Fixed> both(work, classes), soft(work, classes), hard(work, classes);
    Vector entropy = zero;
    for (size_t k = 0; k < classes; k++) both.set(k, zero), soft.set(k, zero), hard.set(k, zero);
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        p.takeLogarithms();
        const Labels truth(labels + row, count);
        const Mask valid = firstLanes(int(count));
        for (size_t k = 0; k < classes; k++) {
            const Mask here = truth.are(k);
            entropy = entropy - select(here, p.logProbability(k), zero);
            both.set(k, both.get(k) + select(here, p.probability(k), zero));
            soft.set(k, soft.get(k) + select(valid, p.probability(k), zero));
            hard.set(k, hard.get(k) + select(here, one, zero));
        }
    }, [&] {
        *crossEntropy += sumOf(entropy);
        entropy = zero;
        for (size_t k = 0; k < classes; k++) {
            overlap[k] += sumOf(both.get(k));
            predicted[k] += sumOf(soft.get(k));
            labelledRows[k] += sumOf(hard.get(k));
            both.set(k, zero), soft.set(k, zero), hard.set(k, zero);
        }
    });
}

template <int Fixed, class T>
void supervisedGradientCase(
    Classes<Fixed> classes, const float* logits, const int32_t* labels, T* gradient, size_t rows, float crossEntropyFactor,
    const float* onAll, const float* onOverlap, float* work) {
    const Vector zero = broadcast(0.0f), factor = broadcast(crossEntropyFactor);
    Distribution<Fixed> p(work, classes);
    PerClass<Fixed> slope(work, classes);  // of the Dice loss for p
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        const Labels truth(labels + row, count);
        Vector mean = zero;
        for (size_t k = 0; k < classes; k++) {
            slope.set(k, broadcast(onAll[k]) + select(truth.are(k), broadcast(onOverlap[k]), zero));
            mean = fma(p.probability(k), slope.get(k), mean);
        }
        for (size_t k = 0; k < classes; k++) {
            // p - 1 of the true class as -(1 - p), which does not cancel.
            const Vector error = select(truth.are(k), zero - p.complement(k), p.probability(k));
            slope.set(k, fma(factor, error, p.probability(k) * (slope.get(k) - mean)));
        }
        storeVoxels(gradient + row * classes, count, classes, slope);
    }, [] {});
}

template <int Fixed, class T>
double negativeLogLikelihoodCase(
    Classes<Fixed> classes, const float* logits, const float* peer, T* gradient, size_t rows, float factor, float* work) {
    const Vector zero = broadcast(0.0f), weight = broadcast(factor);
    Distribution<Fixed> p(work, classes), q(work, classes);
    PerClass<Fixed> out(work, classes);
    Vector sum = zero;
    double total = 0;
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        p.takeLogarithms();
        q.read(peer + row * classes, count);
        const Mask valid = firstLanes(int(count));
        for (size_t k = 0; k < classes; k++) {
            sum = sum - select(valid & q.is(k), p.logProbability(k), zero);
            out.set(k, weight * select(q.is(k), zero - p.complement(k), p.probability(k)));
        }
        if (gradient) storeVoxels(gradient + row * classes, count, classes, out);
    }, [&] {
        total += sumOf(sum);
        sum = zero;
    });
    return total;
}

template <int Fixed, class T>
double meanSquaresCase(
    Classes<Fixed> classes, const float* logits, const float* peer, T* gradient, size_t rows, float factor, float* work) {
    const Vector zero = broadcast(0.0f), weight = broadcast(factor);
    Distribution<Fixed> p(work, classes), q(work, classes);
    PerClass<Fixed> difference(work, classes);
    Vector sum = zero;
    double total = 0;
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        q.read(peer + row * classes, count);
        Vector mean = zero, squares = zero;
        for (size_t k = 0; k < classes; k++) {
            const Vector d = p.probability(k) - q.probability(k);
            difference.set(k, d);
            mean = fma(p.probability(k), d, mean);
            squares = fma(d, d, squares);
        }
        sum = sum + select(firstLanes(int(count)), squares, zero);
        for (size_t k = 0; k < classes; k++) difference.set(k, weight * p.probability(k) * (difference.get(k) - mean));
        if (gradient) storeVoxels(gradient + row * classes, count, classes, difference);
    }, [&] {
        total += sumOf(sum);
        sum = zero;
    });
    return total;
}
