/**
 * What the native addon (native/src/addon.cpp) offers, as TypeScript sees it.
 *
 * Every tensor lives in a storage: a pooled block of float32 or bfloat16 elements. A storage id carries a generation number, so a
 * stale id is an Error and never somebody else's memory. Every function checks ids, element types and element counts against the
 * sizes it is given and throws an Error that names the function and the numbers. Tensors are channels-last: [batch, depth, height,
 * width, channels]; "rows" counts voxels (everything but the channels).
 */
export type StorageId = number;
export type StorageType = 'float32' | 'bfloat16';
export type Isa = 'portable' | 'avx2' | 'avx512' | 'avx512_bf16' | 'amx_bf16';

/** Pass where an optional storage is absent. */
export const NO_STORAGE: StorageId = -1;

export interface Machine {
  cpu: string;
  /** Instruction set the own kernels use; LLMSEGNET_ISA lowers it (read when the addon loads). */
  isa: Isa;
  /** What the processor itself offers, whatever LLMSEGNET_ISA says. */
  supportedIsa: Isa;
  onednn: string;
  threads: number;
}

interface MemoryUse {
  /** Bytes held by live storages. */
  used: number;
  /** Highest `used` since the last resetPeak(). */
  peak: number;
  /** Bytes mapped from the system, pooled free blocks included. */
  mapped: number;
  /** Bytes `mapped` may reach; Infinity when unlimited. */
  limit: number;
  storages: number;
}

/**
 * Twenty-one numbers: batch, inDepth, inHeight, inWidth, inChannels, outChannels, filterDepth, filterHeight, filterWidth, strideDepth,
 * strideHeight, strideWidth, dilationDepth, dilationHeight, dilationWidth (1 = dense), padFront, padBack, padTop, padBottom, padLeft,
 * padRight. Filters are [depth, height, width, inChannels, outChannels].
 */
export type ConvolutionGeometry = Int32Array;

/** How a convolution is computed where there are several ways: by a measurement of each shape, or always the same. */
export type ConvolutionPreference = 'measured' | 'direct' | 'winograd';
/**
 * direct: oneDNN's or our own direct kernels, with the processor's bfloat16 arithmetic for bfloat16 storage where it has some; widened: the
 * same in float32 arithmetic; winograd: F(4x4, 3x3), float32 arithmetic.
 */
export type ConvolutionWay = 'direct' | 'widened' | 'winograd';

type DropoutMode = 'element' | 'channel';
export type ConsistencyKind = 'nll' | 'mse';

export interface NativeAddon {
  machine(): Machine;
  setThreads(threads: number): void;

  allocate(elements: number, type: StorageType): StorageId;
  release(storage: StorageId): void;
  describe(storage: StorageId): { elements: number; type: StorageType };
  /** Fills the whole storage; converts to bfloat16 (round to nearest even) where the storage is. */
  write(storage: StorageId, values: Float32Array): void;
  /** A fresh array filled with the storage's elements as float32. */
  read(storage: StorageId): Float32Array;
  fill(storage: StorageId, value: number): void;
  /** Copies all elements, converting between the two types. Same element count. */
  convert(from: StorageId, to: StorageId): void;
  memory(): MemoryUse;
  resetPeak(): void;
  /** Gives pooled free blocks back to the system. */
  trim(): void;
  setMemoryLimit(bytes: number): void;

  /** y = conv(x, filter) + bias. x and y may be of either type; filter and bias are float32. */
  convolve(geometry: ConvolutionGeometry, x: StorageId, filter: StorageId, bias: StorageId, y: StorageId): void;
  /** dx = gradient of the convolution for its input; also the forward pass of a transposed convolution. */
  convolveBackwardData(geometry: ConvolutionGeometry, dy: StorageId, filter: StorageId, dx: StorageId): void;
  /** dFilter (float32) = gradient of the convolution for its filter. */
  convolveBackwardFilter(geometry: ConvolutionGeometry, x: StorageId, dy: StorageId, dFilter: StorageId): void;
  /** At first what LLMSEGNET_CONVOLUTION says, else measured. */
  convolutionPreference(): ConvolutionPreference;
  setConvolutionPreference(preference: ConvolutionPreference): void;
  /** Ways chosen so far, by convolution: 'forward 4x32x48x32 16>16 3x3x3/1 float32' (direction, batch x sizes, channels, filter/stride, type). */
  convolutionChoices(): Record<string, ConvolutionWay>;
  /** A choice made elsewhere, which this process keeps to. */
  rememberConvolutionChoice(convolution: string, way: ConvolutionWay): void;
  forgetConvolutionChoices(): void;
  /** out[c] = sum over rows of x[row, c]: the gradient of a bias. out is float32 with `channels` elements. */
  sumRows(x: StorageId, channels: number, out: StorageId): void;

  /**
   * Training-mode normalisation with ReLU and skip: y = relu(gamma * (z - mean) / sqrt(variance + epsilon) + beta) + skip.
   * z, skip and y are [groups, rows, channels] of one type; mean and (biased) variance are taken per group and channel: groups = 1 is
   * batch norm, groups = batch is instance norm. gamma, beta: float32 [channels] or NO_STORAGE. saved: float32 [4, groups, channels] =
   * mean, variance, scale, shift, for normBackward. y may be z (in place) when no gradient follows.
   */
  normForward(
    z: StorageId,
    skip: StorageId,
    y: StorageId,
    groups: number,
    rows: number,
    channels: number,
    gamma: StorageId,
    beta: StorageId,
    epsilon: number,
    relu: boolean,
    saved: StorageId,
  ): void;
  /**
   * Gradient of normForward: dz from dy (dz may be dy), dGamma and dBeta (float32 [channels] or NO_STORAGE, summed over groups).
   * The ReLU mask is recomputed from z and `saved`. The gradient of skip is dy itself.
   */
  normBackward(
    z: StorageId,
    dy: StorageId,
    dz: StorageId,
    groups: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    saved: StorageId,
    dGamma: StorageId,
    dBeta: StorageId,
  ): void;
  /** y = relu(scale * z + shift) + skip with float32 [channels] scale and shift: inference-mode batch norm, or a bias (y may be z). */
  affineRelu(
    z: StorageId,
    skip: StorageId,
    y: StorageId,
    channels: number,
    scale: StorageId,
    shift: StorageId,
    relu: boolean,
  ): void;

  /** 2x2x2 max pooling with stride 2 of x [batch, depth, height, width, channels]; odd edges are dropped as 'valid' padding does. */
  maxPool2(x: StorageId, y: StorageId, batch: number, depth: number, height: number, width: number, channels: number): void;
  /** Gradient of maxPool2; the first maximum of a window (depth, height, width order) takes it. */
  maxPool2Backward(
    x: StorageId,
    dy: StorageId,
    dx: StorageId,
    batch: number,
    depth: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  /** Trilinear upsampling by 2 (align_corners false) of x [batch, depth, height, width, channels]. */
  upsample2(x: StorageId, y: StorageId, batch: number, depth: number, height: number, width: number, channels: number): void;
  upsample2Backward(
    dy: StorageId,
    dx: StorageId,
    batch: number,
    depth: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  /**
   * y = x / (1 - rate) where kept, else 0. The mask is counter-based (src/core/random/dropoutMask.ts holds the same function): element
   * mode draws for each element index, channel mode for each (sample, channel). The gradient is the same call on dy.
   */
  dropout(
    x: StorageId,
    y: StorageId,
    mode: DropoutMode,
    samples: number,
    rows: number,
    channels: number,
    rate: number,
    seed: number,
  ): void;

  /** out = a + b, element by element; any mix of types. out may be a or b. */
  add(a: StorageId, b: StorageId, out: StorageId): void;
  /** x *= factor in place. */
  scale(x: StorageId, factor: number): void;
  /**
   * Copies `blocks` runs of `count` elements between two storages of one type: run i from fromStart + i * fromStride to toStart + i *
   * toStride. That is slicing, padding, splitting and joining along one axis. Throws where a run would leave its storage.
   */
  copyBlocks(
    from: StorageId,
    to: StorageId,
    blocks: number,
    count: number,
    fromStart: number,
    fromStride: number,
    toStart: number,
    toStride: number,
  ): void;
  /** Softmax over the last axis, [rows, classes] float32 to float32. */
  softmax(logits: StorageId, probabilities: StorageId, rows: number, classes: number): void;

  /**
   * Cross entropy (mean over voxels) and soft Dice (per sample and class, background included, smoothing 1e-5, mean of both) of
   * softmaxed logits [samples, rows, classes] float32 against labels in 0..classes-1. Returns [crossEntropy, dice]; gradient (float32
   * or bfloat16, or NO_STORAGE) receives d(crossEntropyWeight * crossEntropy + diceWeight * dice) / dlogits.
   */
  supervisedLoss(
    logits: StorageId,
    labels: Int32Array,
    samples: number,
    rows: number,
    classes: number,
    crossEntropyWeight: number,
    diceWeight: number,
    gradient: StorageId,
  ): Float64Array;
  /**
   * Unified Segmentation Loss (paper Eq. 8-11, docs/method.md 2.3) of student logits against peer logits, both float32 [rows, classes].
   * perVoxel: every term is its sum over `rows` (true) or over its own set (false). Returns [confident, complement, uncertain, |P|,
   * |N|, |U|]; gradient receives d(confident + complement + uncertain) / dlogits.
   */
  unifiedSegmentationLoss(
    logits: StorageId,
    peerLogits: StorageId,
    rows: number,
    classes: number,
    t1: number,
    t2: number,
    perVoxel: boolean,
    excludeComplement: boolean,
    gradient: StorageId,
  ): Float64Array;
  /** nll: mean of -log p at the peer's argmax; mse: mean over voxels and classes of (p - q)^2. Returns [loss]. */
  consistencyLoss(
    kind: ConsistencyKind,
    logits: StorageId,
    peerLogits: StorageId,
    rows: number,
    classes: number,
    gradient: StorageId,
  ): Float64Array;

  /** PyTorch's SGD: m = momentum * m + (g + weightDecay * w); w -= learningRate * m. All float32, in place. */
  sgd(
    weights: StorageId,
    gradient: StorageId,
    momentumBuffer: StorageId,
    learningRate: number,
    momentum: number,
    weightDecay: number,
  ): void;
}
