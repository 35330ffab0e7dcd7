import type { RandomStream } from '../random/stream';
import type { Triple } from '../volume/types';
import type { Pose, Solid } from './shapes';
import { ellipsoid, posed, tube, union } from './shapes';

/** What a phantom case is made of, in world millimetres with the origin in the middle of the volume. */
export interface Anatomy {
  /** The structure to segment: an atrium-like body with an appendage and veins. */
  readonly target: Solid;
  /** Structures as bright as the target that are not to be segmented (a ventricle, an aorta): brightness alone decides nothing. */
  readonly lookalikes: readonly Solid[];
  /** The body around, darker than the target; outside it is air. */
  readonly trunk: Solid;
}

/** Veins leave the body to the left and right, above and below, as four pulmonary veins do. */
const VEIN_DIRECTIONS: readonly Triple[] = [
  [-1, -0.35, 0.45],
  [-1, -0.45, -0.4],
  [1, -0.35, 0.4],
  [1, -0.5, -0.35],
];

function near(value: number, share: number, stream: RandomStream): number {
  return value * stream.uniform(1 - share, 1 + share);
}

function vein(direction: Triple, reach: number, stream: RandomStream): Solid {
  const turned = direction.map((part) => part + stream.uniform(-0.15, 0.15));
  const length = Math.hypot(...turned);
  const at = (distance: number): Triple => [
    ((turned[0] ?? 0) / length) * distance,
    ((turned[1] ?? 0) / length) * distance,
    ((turned[2] ?? 0) / length) * distance,
  ];
  const radius = near(0.11 * reach, 0.2, stream);
  return tube(at(0.45 * reach), at(near(1.15 * reach, 0.12, stream)), radius * 1.25, radius * 0.8);
}

/** Draws one anatomy. `reach` is the rough half size of the target in millimetres; sizes, shapes and pose vary from case to case. */
export function drawAnatomy(extent: Triple, stream: RandomStream): Anatomy {
  const reach = 0.3 * Math.min(extent[0], extent[1], 1.5 * extent[2]);
  const shift = (axis: 0 | 1 | 2, share: number): number => extent[axis] * stream.uniform(-share, share);
  const pose: Pose = {
    centre: [shift(0, 0.07), shift(1, 0.07), shift(2, 0.06)],
    angles: [stream.uniform(-0.2, 0.2), stream.uniform(-0.2, 0.2), stream.uniform(-0.4, 0.4)],
    scale: stream.uniform(0.85, 1.15),
  };
  const body = ellipsoid(
    [0, 0, 0],
    [near(0.85 * reach, 0.12, stream), near(0.6 * reach, 0.12, stream), near(0.62 * reach, 0.12, stream)],
  );
  const roof = ellipsoid(
    [near(0.3 * reach, 0.5, stream), -0.15 * reach, near(0.25 * reach, 0.5, stream)],
    [near(0.5 * reach, 0.15, stream), near(0.45 * reach, 0.15, stream), near(0.45 * reach, 0.15, stream)],
  );
  const appendage = ellipsoid(
    [near(-0.75 * reach, 0.12, stream), near(0.5 * reach, 0.2, stream), stream.uniform(-0.1, 0.2) * reach],
    [near(0.3 * reach, 0.2, stream), near(0.42 * reach, 0.2, stream), near(0.24 * reach, 0.2, stream)],
  );
  const veins = VEIN_DIRECTIONS.map((direction) => vein(direction, reach, stream));
  const ventricle = ellipsoid(
    [near(-0.15 * reach, 1, stream), near(1.45 * reach, 0.06, stream), near(-0.3 * reach, 0.5, stream)],
    [near(0.6 * reach, 0.12, stream), near(0.55 * reach, 0.1, stream), near(0.6 * reach, 0.12, stream)],
  );
  const aortaX = near(0.25 * reach, 0.8, stream);
  const aortaRadius = near(0.26 * reach, 0.15, stream);
  const aorta = tube(
    [aortaX, -1.25 * reach, -2 * reach],
    [aortaX + 0.2 * reach, -1.3 * reach, 2 * reach],
    aortaRadius,
    aortaRadius,
  );
  return {
    target: posed(union([body, roof, appendage, ...veins], 0.15 * reach), pose),
    lookalikes: [posed(ventricle, pose), posed(aorta, pose)],
    trunk: ellipsoid([0, 0, 0], [0.56 * extent[0], 0.52 * extent[1], extent[2]]),
  };
}
