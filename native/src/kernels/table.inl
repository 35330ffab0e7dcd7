// Fills the tables of kernels.hpp. The class counts of the usual tasks (binary, hippocampus, BraTS) get code of their own.

#define LLMSEGNET_BY_CLASSES(function, classes, ...)                        \
    switch (classes) {                                                      \
        case 2: return function(Classes<2>(classes), __VA_ARGS__);          \
        case 3: return function(Classes<3>(classes), __VA_ARGS__);          \
        case 4: return function(Classes<4>(classes), __VA_ARGS__);          \
        default: return function(Classes<0>(classes), __VA_ARGS__);         \
    }

inline void softmax(const float* logits, float* probabilities, size_t rows, size_t classes, float* work) {
    LLMSEGNET_BY_CLASSES(softmaxCase, classes, logits, probabilities, rows, work)
}

inline void supervisedSums(
    const float* logits, const int32_t* labels, size_t rows, size_t classes, double* crossEntropy, double* overlap,
    double* predicted, double* labelledRows, float* work) {
    LLMSEGNET_BY_CLASSES(supervisedSumsCase, classes, logits, labels, rows, crossEntropy, overlap, predicted, labelledRows, work)
}

template <class T>
void supervisedGradient(
    const float* logits, const int32_t* labels, T* gradient, size_t rows, size_t classes, float crossEntropyFactor,
    const float* onAll, const float* onOverlap, float* work) {
    LLMSEGNET_BY_CLASSES(
        supervisedGradientCase, classes, logits, labels, gradient, rows, crossEntropyFactor, onAll, onOverlap, work)
}

inline void unifiedLossCounts(
    const float* peer, size_t rows, size_t classes, const UnifiedLossTerms& terms, UnifiedLossSums* sums, float* work) {
    LLMSEGNET_BY_CLASSES(unifiedLossCountsCase, classes, peer, rows, terms, sums, work)
}

template <class T>
void unifiedLoss(
    const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, const UnifiedLossTerms& terms,
    UnifiedLossSums* sums, float* work) {
    LLMSEGNET_BY_CLASSES(unifiedLossCase, classes, logits, peer, gradient, rows, terms, sums, work)
}

template <class T>
double negativeLogLikelihood(
    const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, float factor, float* work) {
    LLMSEGNET_BY_CLASSES(negativeLogLikelihoodCase, classes, logits, peer, gradient, rows, factor, work)
}

template <class T>
double meanSquares(
    const float* logits, const float* peer, T* gradient, size_t rows, size_t classes, float factor, float* work) {
    LLMSEGNET_BY_CLASSES(meanSquaresCase, classes, logits, peer, gradient, rows, factor, work)
}

#undef LLMSEGNET_BY_CLASSES

template <class T> constexpr TypedKernels<T> typedTable() {
    TypedKernels<T> table{};
    table.fromFloat = fromFloat<T>;
    table.toFloat = toFloat<T>;
    table.scale = scale<T>;
    table.dropElements = dropElements<T>;
    table.dropColumns = dropColumns<T>;
    table.columnSums = columnSums<T>;
    table.columnMoments = columnMoments<T>;
    table.normalise = normalise<T>;
    table.normBackwardSums = normBackwardSums<T>;
    table.normBackward = normBackward<T>;
    table.maxPoolRow = maxPoolRow<T>;
    table.maxPoolRowBackward = maxPoolRowBackward<T>;
    table.blendRows = blendRows<T>;
    table.expandLine = expandLine<T>;
    table.reduceLine = reduceLine<T>;
    table.stencilSums = stencilSums<T>;
    table.pointwiseFilterSums = pointwiseFilterSums<T>;
    table.pointwiseInputGradient = pointwiseInputGradient<T>;
    table.winogradInput = winogradInput<T>;
    table.winogradInputEdge = winogradInputEdge<T>;
    table.winogradGradient = winogradGradient<T>;
    table.winogradOutput = winogradOutput<T>;
    table.supervisedGradient = supervisedGradient<T>;
    table.unifiedLoss = unifiedLoss<T>;
    table.negativeLogLikelihood = negativeLogLikelihood<T>;
    table.meanSquares = meanSquares<T>;
    return table;
}

constexpr Kernels table() {
    Kernels result{};
    result.float32 = typedTable<float>();
    result.bfloat16 = typedTable<BFloat16>();
    result.addFFF = add<float, float, float>;
    result.addFFB = add<float, float, BFloat16>;
    result.addFBF = add<float, BFloat16, float>;
    result.addFBB = add<float, BFloat16, BFloat16>;
    result.addBBF = add<BFloat16, BFloat16, float>;
    result.addBBB = add<BFloat16, BFloat16, BFloat16>;
    result.softmax = softmax;
    result.supervisedSums = supervisedSums;
    result.unifiedLossCounts = unifiedLossCounts;
    result.winogradBlock = winogradBlock;
    result.winogradFilter = winogradFilter;
    result.winogradFilterGradient = winogradFilterGradient;
    result.winogradProduct = winogradProduct;
    result.winogradFilterSums = winogradFilterSums;
    result.finishStoresThrough = finishStoresThrough;
    result.sgd = sgd;
    return result;
}
