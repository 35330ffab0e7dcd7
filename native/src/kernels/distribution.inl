// Voxels side by side in vectors, one vector a class, and their softmax. A class count fixed at compile time keeps everything in
// registers; 0 stands for any count, kept in work memory.

/// A class count as an argument.
template <int Fixed> struct Classes {
    explicit constexpr Classes(size_t) {}
    constexpr operator size_t() const { return Fixed; }
};
template <> struct Classes<0> {
    size_t count;
    explicit constexpr Classes(size_t classes) : count(classes) {}
    constexpr operator size_t() const { return count; }
};

/// One vector a class.
template <int Fixed> class PerClass {
public:
    PerClass(float*&, Classes<Fixed>) {}
    Vector get(size_t k) const { return vectors_[k]; }
    void set(size_t k, const Vector& v) { vectors_[k] = v; }

private:
    Vector vectors_[Fixed];
};

template <> class PerClass<0> {
public:
    PerClass(float*& work, Classes<0> classes) : vectors_(work) { work += classes * width; }
    Vector get(size_t k) const { return load(vectors_ + k * width); }
    void set(size_t k, const Vector& v) { store(vectors_ + k * width, v); }

private:
    float* vectors_;
};

/// Logits of `count` <= width voxels; the lanes beyond hold zeros.
template <int Fixed> inline void loadVoxels(const float* p, size_t count, Classes<Fixed> classes, PerClass<Fixed>& x) {
    if (Fixed == 2 && count == width) {
        Vector first, second;
        loadPairs(p, first, second);
        x.set(0, first);
        x.set(1, second);
        return;
    }
    for (size_t k = 0; k < classes; k++) {
        if (count == width) {
            x.set(k, loadStrided(p + k, classes));
            continue;
        }
        float lanes[width] = {};
        for (size_t i = 0; i < count; i++) lanes[i] = p[i * classes + k];
        x.set(k, load(lanes));
    }
}

/// The reverse of loadVoxels.
template <int Fixed, class T>
inline void storeVoxels(T* p, size_t count, Classes<Fixed> classes, const PerClass<Fixed>& values) {
    if (Fixed == 2 && count == width) {
        Vector low, high;
        interleave(values.get(0), values.get(1), low, high);
        store(p, low);
        store(p + width, high);
        return;
    }
    for (size_t k = 0; k < classes; k++) {
        T lanes[width];
        store(lanes, values.get(k));
        if (count == width)
            for (size_t i = 0; i < width; i++) p[i * classes + k] = lanes[i];
        else
            for (size_t i = 0; i < count; i++) p[i * classes + k] = lanes[i];
    }
}

/// Softmax of one vector of voxels, without cancellation where one class has almost everything.
template <int Fixed> class Distribution {
public:
    Distribution(float*& work, Classes<Fixed> classes) : classes_(classes), logits_(work, classes), p_(work, classes) {}

    /// Takes the logits of `count` voxels: all but logProbability is then known.
    void read(const float* logits, size_t count) {
        loadVoxels(logits, count, classes_, logits_);
        Vector best = logits_.get(0);
        top_ = broadcast(0.0f);
        for (size_t k = 1; k < classes_; k++) {
            const Mask higher = greater(logits_.get(k), best);
            best = select(higher, logits_.get(k), best);
            top_ = select(higher, broadcast(float(k)), top_);
        }
        for (size_t k = 0; k < classes_; k++) logits_.set(k, logits_.get(k) - best);
        takePowers();
        inverse_ = broadcast(1.0f) / (broadcast(1.0f) + rest_);
        for (size_t k = 0; k < classes_; k++) p_.set(k, p_.get(k) * inverse_);
    }

    /// After read(): ln p becomes available.
    void takeLogarithms() {
        const Vector logSum = logarithmOfOnePlus(rest_);
        for (size_t k = 0; k < classes_; k++) logits_.set(k, logits_.get(k) - logSum);
    }

    Vector probability(size_t k) const { return p_.get(k); }
    Vector logProbability(size_t k) const { return logits_.get(k); }
    /// 1 - probability(k).
    Vector complement(size_t k) const {
        if (Fixed == 2) return p_.get(1 - k);
        return select(is(k), rest_ * inverse_, broadcast(1.0f) - p_.get(k));
    }
    Vector largest() const { return inverse_; }
    /// Where k is the most probable class, the lowest one of equals.
    Mask is(size_t k) const { return equal(top_, broadcast(float(k))); }

private:
    /// p = e^(logit - best), which is 1 for the best class, and rest = their sum without that 1. A NaN logit makes rest NaN.
    void takePowers() {
        const Vector zero = broadcast(0.0f), one = broadcast(1.0f);
        if (Fixed == 2) {
            rest_ = exponential(minimum(logits_.get(0), logits_.get(1)));
            for (size_t k = 0; k < 2; k++) p_.set(k, select(is(k), one, rest_));
            return;
        }
        rest_ = zero;
        for (size_t k = 0; k < classes_; k++) {
            const Vector power = exponential(logits_.get(k));
            p_.set(k, power);
            rest_ = rest_ + select(is(k), zero, power);
        }
    }

    Classes<Fixed> classes_;
    PerClass<Fixed> logits_;  // logits, then relative to the largest, then ln p
    PerClass<Fixed> p_;
    Vector top_, rest_, inverse_;
};
