#pragma once
#include <cstddef>
#include <cstdint>

#include "../memory/storage.hpp"

/**
 * What is compiled once per instruction set: loops over one run of elements, in one thread. Threads, chunks, checks and
 * everything that needs no vector lives in operations/.
 *
 * Channels: a run of channels-last elements starts at channel 0, and parameters per channel repeat every `period` elements, a
 * multiple of the channel count and of `columnBlock`. So every channel count takes the same path, and 16 channels are no
 * special case. Kernels may read up to a vector past the end of any run (pool memory is padded for that) and never write
 * there.
 */
namespace llmsegnet {

constexpr size_t columnBlock = 64;

/// Parameters of a normalisation, each of `period` floats. y = scale * z + shift; the gradient is
/// dz = scale * g + onDeviation * (z - mean) + onAll.
struct NormColumns {
    const float *scale, *shift, *mean, *onDeviation, *onAll;
};

/// One counter-based draw, as src/core/random/dropoutMask.ts has it: keep where mix(mix(index) ^ key) >= threshold.
struct DropoutDraw {
    uint32_t key, threshold;
    float factor;
};

/// Weights of the three terms of the Unified Segmentation Loss, already divided by what they are averaged over.
struct UnifiedLossTerms {
    float t1, t2;
    bool excludeComplement;
    float confident, complement, uncertain;
};

/// Sums over a run, in double.
struct UnifiedLossSums {
    double confident, complement, uncertain;  // unweighted
    double inConfident, inComplement, inUncertain;
};

/// What Winograd's output transform adds up on the way, per output channel: deviations from a centre, and their squares.
struct WinogradMoments {
    const float* centre;
    float *sums, *squares;
};

template <class T> struct TypedKernels {
    void (*fromFloat)(const float* x, T* y, size_t n);
    void (*toFloat)(const T* x, float* y, size_t n);
    void (*scale)(T* x, size_t n, float factor);
    void (*dropElements)(const T* x, T* y, size_t n, uint32_t firstIndex, DropoutDraw draw);
    /// y = x * factor, 0 where the factor is 0, whatever x is.
    void (*dropColumns)(const T* x, T* y, size_t n, size_t period, const float* factors);

    /// sums[column] += x.
    void (*columnSums)(const T* x, size_t n, size_t period, double* sums);
    /// Picks a centre per column, then sums[column] += z - centre and squares[column] += (z - centre)^2.
    void (*columnMoments)(const T* z, size_t n, size_t period, float* centre, double* sums, double* squares);
    /// skip may be null. pastCaches: y is too large to be found in a cache again, and is neither z nor skip.
    void (*normalise)(
        const T* z, const T* skip, T* y, size_t n, size_t period, NormColumns columns, bool relu, bool pastCaches);
    /// gradientSums += g and productSums += g * (z - mean), where g is dy under the ReLU mask.
    void (*normBackwardSums)(
        const T* z, const T* dy, size_t n, size_t period, NormColumns columns, bool relu, double* gradientSums,
        double* productSums);
    void (*normBackward)(const T* z, const T* dy, T* dz, size_t n, size_t period, NormColumns columns, bool relu);

    /// One output row of `width` voxels from the 2 x 2 input rows that reach it (depth, then height).
    void (*maxPoolRow)(const T* const x[4], T* y, size_t width, size_t channels);
    void (*maxPoolRowBackward)(const T* const x[4], const T* dy, T* const dx[4], size_t width, size_t channels);
    /// line = sum over `count` rows of weights[row] * rows[row].
    void (*blendRows)(const T* const* rows, const float* weights, size_t count, float* line, size_t n);
    /// Upsamples a line of `width` voxels, padded by a copy of its edge voxel on both sides, to 2 * width voxels.
    void (*expandLine)(const float* line, T* y, size_t width, size_t channels);
    /// The transpose of expandLine: from 2 * width voxels, padded likewise, to width.
    void (*reduceLine)(const float* line, T* dx, size_t width, size_t channels);

    /// First and last layer of a network; see edges.inl.
    void (*stencilSums)(const float* const rows[9], const T* dy, size_t voxels, size_t stride, float* sums);
    void (*pointwiseFilterSums)(const T* x, const float* dy, size_t voxels, size_t channels, size_t classes, double* sums);
    void (*pointwiseInputGradient)(const float* dy, const float* filter, T* dx, size_t voxels, size_t channels, size_t classes);

    /// Winograd's F(4x4, 3x3), see winograd_transforms.inl. Strides are in elements; `ahead` is how far on to prefetch.
    void (*winogradInput)(
        const T* x, ptrdiff_t rowStride, ptrdiff_t columnStride, ptrdiff_t ahead, size_t channels, float* v, size_t pointStride,
        size_t blockStride);
    void (*winogradInputEdge)(
        const T* const voxels[36], size_t channels, float* v, size_t pointStride, size_t blockStride);
    void (*winogradGradient)(
        const T* dy, ptrdiff_t rowStride, ptrdiff_t columnStride, ptrdiff_t ahead, int rows, int columns, size_t channels,
        float* v, size_t pointStride, size_t blockStride);
    void (*winogradOutput)(
        const float* m, size_t pointStride, T* y, ptrdiff_t rowStride, ptrdiff_t columnStride, int rows, int columns,
        size_t channels, const float* bias, WinogradMoments moments, bool pastCaches);

    // Losses: `work` has lossWorkFloats(classes) floats; gradient may be null.
    void (*supervisedGradient)(
        const float* logits, const int32_t* labels, T* gradient, size_t rows, size_t classes, float crossEntropyFactor,
        const float* onAll, const float* onOverlap, float* work);
    void (*unifiedLoss)(
        const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, const UnifiedLossTerms& terms,
        UnifiedLossSums* sums, float* work);
    double (*negativeLogLikelihood)(
        const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, float factor, float* work);
    double (*meanSquares)(
        const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, float factor, float* work);
};

template <class A, class B, class C> using AddKernel = void (*)(const A* a, const B* b, C* out, size_t n);

struct Kernels {
    TypedKernels<float> float32;
    TypedKernels<BFloat16> bfloat16;

    AddKernel<float, float, float> addFFF;
    AddKernel<float, float, BFloat16> addFFB;
    AddKernel<float, BFloat16, float> addFBF;
    AddKernel<float, BFloat16, BFloat16> addFBB;
    AddKernel<BFloat16, BFloat16, float> addBBF;
    AddKernel<BFloat16, BFloat16, BFloat16> addBBB;

    void (*softmax)(const float* logits, float* probabilities, size_t rows, size_t classes, float* work);
    /// crossEntropy += -log p of the label; overlap, predicted and true += per class sums of p * g, p and g.
    void (*supervisedSums)(
        const float* logits, const int32_t* labels, size_t rows, size_t classes, double* crossEntropy, double* overlap,
        double* predicted, double* labelled, float* work);
    void (*unifiedLossCounts)(
        const float* peer, size_t rows, size_t classes, const UnifiedLossTerms& terms, UnifiedLossSums* sums, float* work);
    /// Winograd's weights and products, see winograd_products.inl.
    size_t (*winogradBlock)(size_t channels);
    void (*winogradFilter)(
        const float* w, ptrdiff_t rowStride, ptrdiff_t columnStride, size_t channelStride, size_t channels, float* u,
        size_t pointStride);
    void (*winogradFilterGradient)(
        const float* m, size_t parts, size_t partStride, size_t pointStride, size_t channels, float* dw, ptrdiff_t rowStride,
        ptrdiff_t columnStride);
    void (*winogradProduct)(
        const float* v, size_t rows, size_t tapStride, size_t blockStride, size_t blocks, const float* u, size_t block, float* m,
        const float* ahead);
    void (*winogradFilterSums)(
        const float* v, size_t vBlockStride, size_t inChannels, const float* g, size_t gBlockStride, size_t outChannels,
        size_t rows, float* sums, bool first);
    /// After stores past the caches, before another thread may read.
    void (*finishStoresThrough)();

    void (*sgd)(float* weights, const float* gradient, float* buffer, size_t n, float learningRate, float momentum, float decay);

    template <class T> const TypedKernels<T>& of() const;
};
template <> inline const TypedKernels<float>& Kernels::of<float>() const { return float32; }
template <> inline const TypedKernels<BFloat16>& Kernels::of<BFloat16>() const { return bfloat16; }

/// Work space of the loss kernels: at most sixteen of the widest vectors a class.
constexpr size_t lossWorkFloats(size_t classes) { return 16 * (classes + 1) * 16; }

/// The kernels of activeIsa().
const Kernels& kernels();

extern const Kernels portableKernels, avx2Kernels, avx512Kernels, avx512Bf16Kernels;

}  // namespace llmsegnet
