import type { RandomStream } from '../random/stream';
import type { View } from './view';
import { flip, rotate90 } from './view';

/**
 * A quarter turn in the x-y plane, none to three times, then always one flip along x or y, never along z (docs/method.md 1.1,
 * RandomRotFlip). Since a flip always follows, every result is a mirror image of the volume.
 */
export function randomRotateFlip(view: View, stream: RandomStream): View {
  const turned = rotate90(view, stream.integer(4));
  return flip(turned, stream.integer(2) === 0 ? 0 : 1);
}
