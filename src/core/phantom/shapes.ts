import type { Triple } from '../volume/types';

/** A solid in body coordinates: signed distance in millimetres (exact or nearly), negative inside. */
export type Solid = (x: number, y: number, z: number) => number;

/** First-order distance to an ellipsoid: exact on its surface, good near it, which is where partial volumes are made. */
export function ellipsoid(centre: Triple, radii: Triple): Solid {
  const [cx, cy, cz] = centre;
  const [rx, ry, rz] = radii;
  return (x, y, z) => {
    const px = (x - cx) / rx;
    const py = (y - cy) / ry;
    const pz = (z - cz) / rz;
    const length = Math.sqrt(px * px + py * py + pz * pz);
    const gx = px / rx;
    const gy = py / ry;
    const gz = pz / rz;
    const gradient = Math.sqrt(gx * gx + gy * gy + gz * gz);
    return gradient === 0 ? -Math.min(rx, ry, rz) : (length * (length - 1)) / gradient;
  };
}

/** A straight tube with round ends whose radius changes linearly from `start` to `end`. */
export function tube(start: Triple, end: Triple, startRadius: number, endRadius: number): Solid {
  const [ax, ay, az] = start;
  const [dx, dy, dz] = [end[0] - ax, end[1] - ay, end[2] - az];
  const squared = dx * dx + dy * dy + dz * dz;
  return (x, y, z) => {
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy + (z - az) * dz) / squared));
    const px = x - ax - t * dx;
    const py = y - ay - t * dy;
    const pz = z - az - t * dz;
    return Math.sqrt(px * px + py * py + pz * pz) - (startRadius + t * (endRadius - startRadius));
  };
}

/** The union of solids, rounded by `blend` millimetres where two meet (polynomial smooth minimum). */
export function union(solids: readonly Solid[], blend: number): Solid {
  return (x, y, z) => {
    // Far beyond every solid; finite, so that the blend below needs no special case.
    let distance = 1e6;
    for (const solid of solids) {
      const next = solid(x, y, z);
      const h = blend - Math.abs(distance - next);
      distance = Math.min(distance, next);
      if (h > 0) distance -= (h * h) / (4 * blend);
    }
    return distance;
  };
}

/** World to body coordinates: moved by `centre`, turned by angles about z, y, x, divided by `scale`. */
export interface Pose {
  readonly centre: Triple;
  readonly angles: Triple;
  readonly scale: number;
}

/** A solid seen in world coordinates through a pose; distances are scaled back to millimetres of the world. */
export function posed(solid: Solid, pose: Pose): Solid {
  const [cosX, cosY, cosZ] = [Math.cos(pose.angles[0]), Math.cos(pose.angles[1]), Math.cos(pose.angles[2])];
  const [sinX, sinY, sinZ] = [Math.sin(pose.angles[0]), Math.sin(pose.angles[1]), Math.sin(pose.angles[2])];
  return (worldX, worldY, worldZ) => {
    const x0 = (worldX - pose.centre[0]) / pose.scale;
    const y0 = (worldY - pose.centre[1]) / pose.scale;
    const z0 = (worldZ - pose.centre[2]) / pose.scale;
    const x1 = cosZ * x0 + sinZ * y0;
    const y1 = -sinZ * x0 + cosZ * y0;
    const x2 = cosY * x1 - sinY * z0;
    const z2 = sinY * x1 + cosY * z0;
    const y3 = cosX * y1 + sinX * z2;
    const z3 = -sinX * y1 + cosX * z2;
    return solid(x2, y3, z3) * pose.scale;
  };
}
