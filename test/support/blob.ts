import { createStream } from '../../src/core/random/stream';
import type { Dataset } from '../../src/core/sampling/types';
import type { Case, Triple } from '../../src/core/volume/types';

/** A bright ball somewhere in noise, z-scored, with its label. */
function blobCase(id: string, size: Triple, seed: number): Case {
  const stream = createStream({ seed, iteration: 0, sample: 0, purpose: 'blob' });
  const centre = size.map((side) => side * stream.uniform(0.35, 0.65));
  const radius = Math.min(...size) * stream.uniform(0.25, 0.35);
  const count = size[0] * size[1] * size[2];
  const image = new Float32Array(count);
  const label = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const place = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))];
    label[i] = Math.hypot(...place.map((value, axis) => value - (centre[axis] as number))) < radius ? 1 : 0;
    image[i] = (label[i] as number) * 2 + 0.5 * stream.normal();
  }
  const mean = image.reduce((a, b) => a + b) / count;
  const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const spacing: Triple = [1, 1, 1];
  return {
    id,
    image: { size, spacing, data: image.map((value) => (value - mean) / deviation) },
    label: { size, spacing, data: label },
  };
}

export function blobDataset(size: Triple, labelled: number, unlabelled: number): Dataset {
  const cases = (name: string, count: number, seed: number): Case[] =>
    Array.from({ length: count }, (_, i) => blobCase(`${name}${i}`, size, seed + i));
  return { labelled: cases('L', labelled, 0), unlabelled: cases('U', unlabelled, 100) };
}
