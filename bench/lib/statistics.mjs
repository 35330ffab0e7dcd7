/** The middle of the sorted numbers; NaN of none. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Multiply-adds of a V-Net's forward pass for each voxel of its input (base filters f, one channel in, two classes out). */
export function vnetMultiplyAdds(filters) {
  const encoder = [1, 2, 3, 3, 3];
  const decoder = [1, 2, 3, 3];
  const width = (level) => filters * 2 ** level;
  const share = (level) => 1 / 8 ** level;
  const same = (level) => 27 * width(level) ** 2 * share(level);
  let sum = 27 * filters + 2 * filters; // first layer and head
  encoder.forEach((count, level) => (sum += (level === 0 ? 0 : count * same(level)) + (level === 4 ? 0 : crossing(level))));
  decoder.forEach((count, level) => (sum += count * same(level) + crossing(level)));
  return sum;

  /** 2x2x2 with stride 2, down or up, between this level and the next coarser one. */
  function crossing(level) {
    return 8 * width(level) * width(level + 1) * share(level + 1);
  }
}

/** Floating-point operations of one training step: forward, and twice as much backward. */
export function vnetStepOperations([batch, ...sizes], filters) {
  return 6 * batch * sizes.reduce((product, size) => product * size, 1) * vnetMultiplyAdds(filters);
}
