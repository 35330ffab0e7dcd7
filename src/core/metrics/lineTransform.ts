/**
 * One line of the exact distance transform (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", Theory of
 * Computing 8, 2012): the lower envelope of its parabolas, evaluated at every place. Scratch arrays are reused between lines.
 */
export class LineTransform {
  readonly values: Float64Array;
  readonly #centres: Int32Array;
  readonly #borders: Float64Array;

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.#centres = new Int32Array(length);
    this.#borders = new Float64Array(length + 1);
  }

  /** Replaces `values[0..length)` by min over q of values[q] + (spacing * (p - q))^2. Lines without a finite value are left as they are. */
  run(length: number, spacing: number, out: Float64Array, start: number, step: number): void {
    const values = this.values;
    const centres = this.#centres;
    const borders = this.#borders;
    const weight = spacing * spacing;
    let last = -1;
    for (let q = 0; q < length; q++) {
      const height = values[q] as number;
      if (height === Infinity) continue;
      let border = -Infinity;
      while (last >= 0) {
        const centre = centres[last] as number;
        border = ((height - (values[centre] as number)) / weight + q * q - centre * centre) / (2 * (q - centre));
        if (border > (borders[last] as number)) break;
        last--;
        border = -Infinity;
      }
      last++;
      centres[last] = q;
      borders[last] = border;
    }
    if (last < 0) {
      for (let p = 0; p < length; p++) out[start + p * step] = Infinity;
      return;
    }
    borders[last + 1] = Infinity;
    let piece = 0;
    for (let p = 0; p < length; p++) {
      while ((borders[piece + 1] as number) < p) piece++;
      const centre = centres[piece] as number;
      out[start + p * step] = (values[centre] as number) + weight * (p - centre) * (p - centre);
    }
  }
}
