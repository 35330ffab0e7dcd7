import type { RandomStream } from '../random/stream';

/** A smooth field over world coordinates in millimetres, about -1 to 1. */
export type Field = (x: number, y: number, z: number) => number;

/** A sum of plane waves of random direction and phase, with wavelengths drawn between two lengths in millimetres. */
export function waves(count: number, shortest: number, longest: number, stream: RandomStream): Field {
  const parts = Array.from({ length: count }, () => {
    const direction = [stream.normal(), stream.normal(), stream.normal()];
    const frequency = (2 * Math.PI) / stream.uniform(shortest, longest) / Math.hypot(...direction);
    const [x = 0, y = 0, z = 0] = direction.map((part) => part * frequency);
    return { x, y, z, phase: stream.uniform(0, 2 * Math.PI) };
  });
  const scale = Math.sqrt(2 / count) / 2;
  return (x, y, z) => {
    let sum = 0;
    for (const part of parts) sum += Math.cos(part.x * x + part.y * y + part.z * z + part.phase);
    return sum * scale;
  };
}
