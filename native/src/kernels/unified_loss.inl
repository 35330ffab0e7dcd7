// The Unified Segmentation Loss (addon.ts, docs of unifiedSegmentationLoss): what the peer's probabilities q decide for each
// voxel, the three terms of the student's probabilities p, and their gradient.

/// The sets a vector of voxels belongs to; lanes beyond the run are in none.
struct UnifiedSets { Mask confident, complement, uncertain; };

template <int Fixed>
inline UnifiedSets setsOf(const Distribution<Fixed>& q, Classes<Fixed> classes, const UnifiedLossTerms& terms, size_t count) {
    const Mask valid = firstLanes(int(count));
    UnifiedSets sets;
    sets.confident = valid & greater(q.largest(), broadcast(terms.t1));
    sets.complement = greater(broadcast(terms.t2), q.probability(0));
    for (size_t k = 1; k < classes; k++) sets.complement = sets.complement | greater(broadcast(terms.t2), q.probability(k));
    sets.complement = valid & sets.complement;
    sets.uncertain = without(valid, sets.confident);
    if (terms.excludeComplement) sets.uncertain = without(sets.uncertain, sets.complement);
    return sets;
}

inline void countSets(const UnifiedSets& sets, UnifiedLossSums* sums) {
    sums->inConfident += countOf(sets.confident);
    sums->inComplement += countOf(sets.complement);
    sums->inUncertain += countOf(sets.uncertain);
}

template <int Fixed>
void unifiedLossCountsCase(
    Classes<Fixed> classes, const float* peer, size_t rows, const UnifiedLossTerms& terms, UnifiedLossSums* sums, float* work) {
    Distribution<Fixed> q(work, classes);
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        q.read(peer + row * classes, count);
        countSets(setsOf(q, classes, terms, count), sums);
    }, [] {});
}

/// ln(1 - p_k). Of two classes it is the other one's ln p; of more, 1 - p_k is not followed below 1e-6, and `open` is where
/// it is.
template <int Fixed> inline Vector logComplement(const Distribution<Fixed>& p, size_t k, Mask& open) {
    open = firstLanes(width);
    if (Fixed == 2) return p.logProbability(1 - k);
    const Vector floor = broadcast(1e-6f);
    open = without(open, greater(floor, p.complement(k)));
    return logarithm(maximum(floor, p.complement(k)));
}

/// pull[k] = p_k * sum over j != k of push_j / (1 - p_j): what the complement's terms of other classes do to logit k. The
/// sums come from both ends, because the difference of a total and a part would cancel.
template <int Fixed>
inline void pullOfOthers(
    const Distribution<Fixed>& p, const PerClass<Fixed>& push, Classes<Fixed> classes, PerClass<Fixed>& pull) {
    if (Fixed == 2) {
        pull.set(0, push.get(1));
        pull.set(1, push.get(0));
        return;
    }
    const Vector zero = broadcast(0.0f);
    const auto share = [&](size_t k) { return select(greater(push.get(k), zero), push.get(k) / p.complement(k), zero); };
    Vector running = zero;
    for (size_t k = 0; k < classes; k++) {
        pull.set(k, running);
        running = running + share(k);
    }
    running = zero;
    for (size_t k = classes; k-- > 0;) {
        pull.set(k, p.probability(k) * (pull.get(k) + running));
        running = running + share(k);
    }
}

template <int Fixed, class T>
void unifiedLossCase(
    Classes<Fixed> classes, const float* logits, const float* peer, T* gradient, size_t rows, const UnifiedLossTerms& terms,
    UnifiedLossSums* sums, float* work) {
    const Vector zero = broadcast(0.0f), perClass = broadcast(1.0f / float(classes));
    const Vector onConfident = broadcast(terms.confident), onComplement = broadcast(terms.complement);
    const Vector onUncertain = broadcast(2.0f * terms.uncertain) * perClass;
    Distribution<Fixed> p(work, classes), q(work, classes);
    PerClass<Fixed> slope(work, classes), push(work, classes), pull(work, classes);
    Vector confident = zero, complement = zero, uncertain = zero;
    eachVoxelVector(rows, [&](size_t row, size_t count) {
        p.read(logits + row * classes, count);
        p.takeLogarithms();
        q.read(peer + row * classes, count);
        const UnifiedSets sets = setsOf(q, classes, terms, count);
        countSets(sets, sums);

        Vector mean = zero, squares = zero;
        for (size_t k = 0; k < classes; k++) {
            const Vector d = p.probability(k) - q.probability(k);
            mean = fma(p.probability(k), d, mean);
            squares = fma(d, d, squares);
            confident = confident - select(sets.confident & q.is(k), q.largest() * p.logProbability(k), zero);
            Mask open;
            const Mask low = sets.complement & greater(broadcast(terms.t2), q.probability(k));
            complement = complement - select(low, q.complement(k) * logComplement(p, k, open), zero);
            // The gradient of class k's term for its own logit.
            push.set(k, select(low & open, q.complement(k) * p.probability(k), zero));
        }
        uncertain = uncertain + select(sets.uncertain, squares * perClass, zero);
        if (!gradient) return;

        pullOfOthers(p, push, classes, pull);
        for (size_t k = 0; k < classes; k++) {
            const Vector error = select(q.is(k), zero - p.complement(k), p.probability(k));
            const Vector deviation = p.probability(k) - q.probability(k) - mean;
            const Vector g = onConfident * select(sets.confident, q.largest() * error, zero);
            const Vector h = onUncertain * select(sets.uncertain, p.probability(k) * deviation, zero);
            slope.set(k, fma(onComplement, push.get(k) - pull.get(k), g + h));
        }
        storeVoxels(gradient + row * classes, count, classes, slope);
    }, [&] {
        sums->confident += sumOf(confident);
        sums->complement += sumOf(complement);
        sums->uncertain += sumOf(uncertain);
        confident = complement = uncertain = zero;
    });
}
