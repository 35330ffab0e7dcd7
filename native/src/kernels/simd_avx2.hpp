// Eight floats in an AVX2 register; simd_portable.hpp says what each function does. Included inside a namespace of its own by
// avx2.cpp.

constexpr int width = 8;

struct Vector { __m256 v; };
struct Mask { __m256 v; };
struct Integers { __m256i v; };

inline Vector broadcast(float value) { return {_mm256_set1_ps(value)}; }
inline Vector load(const float* p) { return {_mm256_loadu_ps(p)}; }
inline Vector load(const BFloat16* p) {
    const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16))};
}
inline __m128i roundToBFloat16(Vector x) {
    const __m256i bits = _mm256_castps_si256(x.v);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), odd);
    const __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
    const __m256i isNaN = _mm256_castps_si256(_mm256_cmp_ps(x.v, x.v, _CMP_UNORD_Q));
    const __m256i upper = _mm256_srli_epi32(_mm256_blendv_epi8(rounded, quiet, isNaN), 16);
    return _mm_packus_epi32(_mm256_castsi256_si128(upper), _mm256_extracti128_si256(upper, 1));
}
inline void store(float* p, Vector x) { _mm256_storeu_ps(p, x.v); }
inline void store(BFloat16* p, Vector x) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), roundToBFloat16(x)); }
inline void storeThrough(float* p, Vector x) { _mm256_stream_ps(p, x.v); }
inline void storeThrough(BFloat16* p, Vector x) { _mm_stream_si128(reinterpret_cast<__m128i*>(p), roundToBFloat16(x)); }
inline void finishStoresThrough() { _mm_sfence(); }

inline Vector operator+(Vector a, Vector b) { return {_mm256_add_ps(a.v, b.v)}; }
inline Vector operator-(Vector a, Vector b) { return {_mm256_sub_ps(a.v, b.v)}; }
inline Vector operator*(Vector a, Vector b) { return {_mm256_mul_ps(a.v, b.v)}; }
inline Vector operator/(Vector a, Vector b) { return {_mm256_div_ps(a.v, b.v)}; }
inline Vector fma(Vector a, Vector b, Vector c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
inline Vector maximum(Vector a, Vector b) { return {_mm256_max_ps(a.v, b.v)}; }
inline Vector minimum(Vector a, Vector b) { return {_mm256_min_ps(a.v, b.v)}; }
inline Vector roundToWhole(Vector a) { return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }

inline Mask greater(Vector a, Vector b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)}; }
inline Mask equal(Vector a, Vector b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)}; }
inline Mask firstLanes(int count) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return {_mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(count), lanes))};
}
inline Mask labelled(const int32_t* labels, int32_t wanted) {
    const __m256i found = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(labels));
    return {_mm256_castsi256_ps(_mm256_cmpeq_epi32(found, _mm256_set1_epi32(wanted)))};
}
inline Mask operator&(Mask a, Mask b) { return {_mm256_and_ps(a.v, b.v)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm256_or_ps(a.v, b.v)}; }
inline Mask without(Mask a, Mask b) { return {_mm256_andnot_ps(b.v, a.v)}; }
inline int countOf(Mask m) { return __builtin_popcount(unsigned(_mm256_movemask_ps(m.v))); }
inline Vector select(Mask m, Vector a, Vector b) { return {_mm256_blendv_ps(b.v, a.v, m.v)}; }

inline Vector timesPowerOfTwo(Vector x, Vector n) {
    const __m256i biased = _mm256_add_epi32(_mm256_cvtps_epi32(n.v), _mm256_set1_epi32(127));
    return {_mm256_mul_ps(x.v, _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23)))};
}
inline Vector mantissaOf(Vector x) {
    const __m256 fraction = _mm256_and_ps(x.v, _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffff)));
    return {_mm256_or_ps(fraction, _mm256_set1_ps(1.0f))};
}
inline Vector exponentOf(Vector x) {
    const __m256i biased = _mm256_srli_epi32(_mm256_castps_si256(x.v), 23);
    return {_mm256_cvtepi32_ps(_mm256_sub_epi32(biased, _mm256_set1_epi32(127)))};
}

inline Vector loadStrided(const float* p, size_t stride) {
    const float* q = p + 4 * stride;
    return {_mm256_setr_ps(p[0], p[stride], p[2 * stride], p[3 * stride], q[0], q[stride], q[2 * stride], q[3 * stride])};
}
inline void loadPairs(const float* p, Vector& first, Vector& second) {
    const __m256 a = _mm256_loadu_ps(p), b = _mm256_loadu_ps(p + 8);
    const __m256 low = _mm256_permute2f128_ps(a, b, 0x20), high = _mm256_permute2f128_ps(a, b, 0x31);
    first.v = _mm256_shuffle_ps(low, high, 0x88);
    second.v = _mm256_shuffle_ps(low, high, 0xdd);
}
inline void interleave(Vector first, Vector second, Vector& low, Vector& high) {
    const __m256 a = _mm256_unpacklo_ps(first.v, second.v), b = _mm256_unpackhi_ps(first.v, second.v);
    low.v = _mm256_permute2f128_ps(a, b, 0x20);
    high.v = _mm256_permute2f128_ps(a, b, 0x31);
}

inline Integers broadcastInteger(uint32_t value) { return {_mm256_set1_epi32(int(value))}; }
inline Integers countingFrom(uint32_t first) {
    return {_mm256_add_epi32(_mm256_set1_epi32(int(first)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))};
}
inline Integers operator^(Integers a, Integers b) { return {_mm256_xor_si256(a.v, b.v)}; }
inline Integers operator*(Integers a, Integers b) { return {_mm256_mullo_epi32(a.v, b.v)}; }
template <int bits> inline Integers shiftedRight(Integers a) { return {_mm256_srli_epi32(a.v, bits)}; }
inline Mask atLeast(Integers a, Integers b) {
    return {_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_max_epu32(a.v, b.v), a.v))};
}
