// The vector of the portable kernels: sixteen floats in a plain array, as wide as AVX-512's, so that the logic of 16-wide
// kernels runs (and is tested) on any processor. Also the readable definition of what simd_avx2.hpp and simd_avx512.hpp do.
// Included inside a namespace of its own by portable.cpp.

constexpr int width = 16;

struct Vector { float lane[width]; };
struct Mask { bool lane[width]; };
struct Integers { uint32_t lane[width]; };

template <class F> inline Vector eachLane(F f) {
    Vector r;
    for (int i = 0; i < width; i++) r.lane[i] = f(i);
    return r;
}
template <class F> inline Mask eachMask(F f) {
    Mask r;
    for (int i = 0; i < width; i++) r.lane[i] = f(i);
    return r;
}
template <class F> inline Integers eachInteger(F f) {
    Integers r;
    for (int i = 0; i < width; i++) r.lane[i] = f(i);
    return r;
}

inline uint32_t bitsOf(float value) {
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}
inline float fromBits(uint32_t bits) {
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
/// Round to nearest even; a NaN keeps its sign and upper bits and becomes quiet.
inline uint16_t roundToBFloat16(float value) {
    const uint32_t bits = bitsOf(value);
    if (value != value) return uint16_t(bits >> 16 | 0x40);
    return uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline Vector broadcast(float value) { return eachLane([=](int) { return value; }); }
inline Vector load(const float* p) { return eachLane([=](int i) { return p[i]; }); }
inline Vector load(const BFloat16* p) { return eachLane([=](int i) { return fromBits(uint32_t(p[i].bits) << 16); }); }
inline void store(float* p, const Vector& v) { for (int i = 0; i < width; i++) p[i] = v.lane[i]; }
inline void store(BFloat16* p, const Vector& v) { for (int i = 0; i < width; i++) p[i].bits = roundToBFloat16(v.lane[i]); }
/// Past the caches where the processor can; `p` must be aligned to the vector.
inline void storeThrough(float* p, const Vector& v) { store(p, v); }
inline void storeThrough(BFloat16* p, const Vector& v) { store(p, v); }
inline void finishStoresThrough() {}

inline Vector operator+(const Vector& a, const Vector& b) { return eachLane([&](int i) { return a.lane[i] + b.lane[i]; }); }
inline Vector operator-(const Vector& a, const Vector& b) { return eachLane([&](int i) { return a.lane[i] - b.lane[i]; }); }
inline Vector operator*(const Vector& a, const Vector& b) { return eachLane([&](int i) { return a.lane[i] * b.lane[i]; }); }
inline Vector operator/(const Vector& a, const Vector& b) { return eachLane([&](int i) { return a.lane[i] / b.lane[i]; }); }
/// a * b + c, rounded once.
inline Vector fma(const Vector& a, const Vector& b, const Vector& c) {
    return eachLane([&](int i) { return __builtin_fmaf(a.lane[i], b.lane[i], c.lane[i]); });
}
/// The second operand where either is NaN, as the processor's instructions have it.
inline Vector maximum(const Vector& a, const Vector& b) {
    return eachLane([&](int i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
}
inline Vector minimum(const Vector& a, const Vector& b) {
    return eachLane([&](int i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
}
inline Vector roundToWhole(const Vector& a) { return eachLane([&](int i) { return __builtin_nearbyintf(a.lane[i]); }); }

inline Mask greater(const Vector& a, const Vector& b) { return eachMask([&](int i) { return a.lane[i] > b.lane[i]; }); }
inline Mask equal(const Vector& a, const Vector& b) { return eachMask([&](int i) { return a.lane[i] == b.lane[i]; }); }
inline Mask firstLanes(int count) { return eachMask([=](int i) { return i < count; }); }
inline Mask labelled(const int32_t* labels, int32_t wanted) { return eachMask([=](int i) { return labels[i] == wanted; }); }
inline Mask operator&(const Mask& a, const Mask& b) { return eachMask([&](int i) { return a.lane[i] && b.lane[i]; }); }
inline Mask operator|(const Mask& a, const Mask& b) { return eachMask([&](int i) { return a.lane[i] || b.lane[i]; }); }
/// a and not b.
inline Mask without(const Mask& a, const Mask& b) { return eachMask([&](int i) { return a.lane[i] && !b.lane[i]; }); }
inline int countOf(const Mask& m) {
    int count = 0;
    for (int i = 0; i < width; i++) count += m.lane[i];
    return count;
}
/// a where the mask is set, else b.
inline Vector select(const Mask& m, const Vector& a, const Vector& b) {
    return eachLane([&](int i) { return m.lane[i] ? a.lane[i] : b.lane[i]; });
}

/// x * 2^n for whole n from -126 to 127; garbage for NaN n, but a NaN x stays NaN.
inline Vector timesPowerOfTwo(const Vector& x, const Vector& n) {
    return eachLane([&](int i) {
        const bool whole = n.lane[i] == n.lane[i];
        return x.lane[i] * (whole ? fromBits(uint32_t(int32_t(n.lane[i]) + 127) << 23) : 1.0f);
    });
}
/// Positive normal x = mantissa * 2^exponent with a mantissa from 1 to below 2.
inline Vector mantissaOf(const Vector& x) {
    return eachLane([&](int i) { return fromBits((bitsOf(x.lane[i]) & 0x7fffffu) | 0x3f800000u); });
}
inline Vector exponentOf(const Vector& x) {
    return eachLane([&](int i) { return float(int32_t(bitsOf(x.lane[i]) >> 23) - 127); });
}

/// p[0], p[stride], p[2 * stride], ...
inline Vector loadStrided(const float* p, size_t stride) { return eachLane([=](int i) { return p[i * stride]; }); }
/// Voxels of two classes: p holds first, second, first, second, ...
inline void loadPairs(const float* p, Vector& first, Vector& second) {
    first = eachLane([=](int i) { return p[2 * i]; });
    second = eachLane([=](int i) { return p[2 * i + 1]; });
}
/// The two vectors that hold first, second, first, second, ...
inline void interleave(const Vector& first, const Vector& second, Vector& low, Vector& high) {
    low = eachLane([&](int i) { return i % 2 ? second.lane[i / 2] : first.lane[i / 2]; });
    high = eachLane([&](int i) { return i % 2 ? second.lane[(i + width) / 2] : first.lane[(i + width) / 2]; });
}

inline Integers broadcastInteger(uint32_t value) { return eachInteger([=](int) { return value; }); }
/// first, first + 1, ... modulo 2^32.
inline Integers countingFrom(uint32_t first) { return eachInteger([=](int i) { return first + uint32_t(i); }); }
inline Integers operator^(const Integers& a, const Integers& b) {
    return eachInteger([&](int i) { return a.lane[i] ^ b.lane[i]; });
}
inline Integers operator*(const Integers& a, const Integers& b) {
    return eachInteger([&](int i) { return a.lane[i] * b.lane[i]; });
}
template <int bits> inline Integers shiftedRight(const Integers& a) {
    return eachInteger([&](int i) { return a.lane[i] >> bits; });
}
/// a >= b, unsigned.
inline Mask atLeast(const Integers& a, const Integers& b) { return eachMask([&](int i) { return a.lane[i] >= b.lane[i]; }); }
