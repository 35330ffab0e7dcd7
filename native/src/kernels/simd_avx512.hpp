// Sixteen floats in an AVX-512 register; simd_portable.hpp says what each function does. Included inside a namespace of its
// own by avx512.cpp and by avx512_bf16.cpp, which defines LLMSEGNET_HARDWARE_BFLOAT16 to have the processor round to bfloat16
// (and flush what is denormal there). gcc 12 does not define __AVX512BF16__ for the pragma.

constexpr int width = 16;

struct Vector { __m512 v; };
struct Mask { __mmask16 v; };
struct Integers { __m512i v; };

inline Vector broadcast(float value) { return {_mm512_set1_ps(value)}; }
inline Vector load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline Vector load(const BFloat16* p) {
    const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16))};
}
#ifdef LLMSEGNET_HARDWARE_BFLOAT16
inline __m256i roundToBFloat16(Vector x) { return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(x.v)); }
#else
inline __m256i roundToBFloat16(Vector x) {
    const __m512i bits = _mm512_castps_si512(x.v);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff)), odd);
    const __mmask16 isNaN = _mm512_cmp_ps_mask(x.v, x.v, _CMP_UNORD_Q);
    const __m512i chosen = _mm512_mask_or_epi32(rounded, isNaN, bits, _mm512_set1_epi32(0x400000));
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(chosen, 16));
}
#endif
inline void store(float* p, Vector x) { _mm512_storeu_ps(p, x.v); }
inline void store(BFloat16* p, Vector x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), roundToBFloat16(x)); }
inline void storeThrough(float* p, Vector x) { _mm512_stream_ps(p, x.v); }
inline void storeThrough(BFloat16* p, Vector x) { _mm256_stream_si256(reinterpret_cast<__m256i*>(p), roundToBFloat16(x)); }
inline void finishStoresThrough() { _mm_sfence(); }

inline Vector operator+(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
inline Vector operator-(Vector a, Vector b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline Vector operator*(Vector a, Vector b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline Vector operator/(Vector a, Vector b) { return {_mm512_div_ps(a.v, b.v)}; }
inline Vector fma(Vector a, Vector b, Vector c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
inline Vector maximum(Vector a, Vector b) { return {_mm512_max_ps(a.v, b.v)}; }
inline Vector minimum(Vector a, Vector b) { return {_mm512_min_ps(a.v, b.v)}; }
inline Vector roundToWhole(Vector a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }

inline Mask greater(Vector a, Vector b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
inline Mask equal(Vector a, Vector b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)}; }
inline Mask firstLanes(int count) { return {__mmask16(count >= width ? 0xffffu : (1u << count) - 1)}; }
inline Mask labelled(const int32_t* labels, int32_t wanted) {
    return {_mm512_cmpeq_epi32_mask(_mm512_loadu_si512(labels), _mm512_set1_epi32(wanted))};
}
inline Mask operator&(Mask a, Mask b) { return {__mmask16(a.v & b.v)}; }
inline Mask operator|(Mask a, Mask b) { return {__mmask16(a.v | b.v)}; }
inline Mask without(Mask a, Mask b) { return {__mmask16(a.v & ~b.v)}; }
inline int countOf(Mask m) { return __builtin_popcount(m.v); }
inline Vector select(Mask m, Vector a, Vector b) { return {_mm512_mask_blend_ps(m.v, b.v, a.v)}; }

inline Vector timesPowerOfTwo(Vector x, Vector n) {
    const __m512i biased = _mm512_add_epi32(_mm512_cvtps_epi32(n.v), _mm512_set1_epi32(127));
    return {_mm512_mul_ps(x.v, _mm512_castsi512_ps(_mm512_slli_epi32(biased, 23)))};
}
inline Vector mantissaOf(Vector x) {
    const __m512i fraction = _mm512_and_si512(_mm512_castps_si512(x.v), _mm512_set1_epi32(0x7fffff));
    return {_mm512_castsi512_ps(_mm512_or_si512(fraction, _mm512_set1_epi32(0x3f800000)))};
}
inline Vector exponentOf(Vector x) {
    const __m512i biased = _mm512_srli_epi32(_mm512_castps_si512(x.v), 23);
    return {_mm512_cvtepi32_ps(_mm512_sub_epi32(biased, _mm512_set1_epi32(127)))};
}

inline Vector loadStrided(const float* p, size_t stride) {
    const float *q = p + 4 * stride, *r = q + 4 * stride, *s = r + 4 * stride;
    return {_mm512_setr_ps(
        p[0], p[stride], p[2 * stride], p[3 * stride], q[0], q[stride], q[2 * stride], q[3 * stride],
        r[0], r[stride], r[2 * stride], r[3 * stride], s[0], s[stride], s[2 * stride], s[3 * stride])};
}
inline void loadPairs(const float* p, Vector& first, Vector& second) {
    const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
    const __m512 a = _mm512_loadu_ps(p), b = _mm512_loadu_ps(p + 16);
    first.v = _mm512_permutex2var_ps(a, even, b);
    second.v = _mm512_permutex2var_ps(a, odd, b);
}
inline void interleave(Vector first, Vector second, Vector& low, Vector& high) {
    const __m512i lower = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i upper = _mm512_add_epi32(lower, _mm512_set1_epi32(8));
    low.v = _mm512_permutex2var_ps(first.v, lower, second.v);
    high.v = _mm512_permutex2var_ps(first.v, upper, second.v);
}

inline Integers broadcastInteger(uint32_t value) { return {_mm512_set1_epi32(int(value))}; }
inline Integers countingFrom(uint32_t first) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return {_mm512_add_epi32(_mm512_set1_epi32(int(first)), lanes)};
}
inline Integers operator^(Integers a, Integers b) { return {_mm512_xor_si512(a.v, b.v)}; }
inline Integers operator*(Integers a, Integers b) { return {_mm512_mullo_epi32(a.v, b.v)}; }
template <int bits> inline Integers shiftedRight(Integers a) { return {_mm512_srli_epi32(a.v, bits)}; }
inline Mask atLeast(Integers a, Integers b) { return {_mm512_cmpge_epu32_mask(a.v, b.v)}; }
