import type { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import type { Affine, AffineRow } from '../../core/volume/affine';
import { affineDeterminant, affineSpacing } from '../../core/volume/affine';
import { FileError } from '../fileError';

export type AffineSource = 'sform' | 'qform' | 'pixdim';

export interface HeaderAffine {
  readonly affine: Affine;
  readonly source: AffineSource;
}

/** xyzt_units, lowest three bits: metres, millimetres, micrometres. Unknown is read as millimetres, as everyone does. */
const MILLIMETRES: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };

/** Rounding of three float32 numbers may push a unit quaternion slightly over 1. */
const QUATERNION_TOLERANCE = 1e-4;

/** pixdim[1..3]: a 0 stands for 1 where the grid has a single voxel along that axis, and is an error elsewhere. */
function stepsOf(file: string, header: NIFTI1 | NIFTI2): [number, number, number] {
  const step = (axis: 1 | 2 | 3): number => {
    const value = header.pixDims[axis] ?? 0;
    const single = (header.dims[0] ?? 0) < axis || header.dims[axis] === 1;
    if (value === 0 && single) return 1;
    if (!Number.isFinite(value) || value === 0) {
      throw new FileError(file, `pixdim[${axis}]`, `the voxel size is ${value}.`, 'Write the voxel size in millimetres.');
    }
    return Math.abs(value);
  };
  return [step(1), step(2), step(3)];
}

function fromSform(header: NIFTI1 | NIFTI2, raw: DataView): Affine {
  const narrow = raw.byteLength === 348;
  const row = (index: number): AffineRow => {
    const at = (column: number): number => {
      const place = index * 4 + column;
      return narrow ? raw.getFloat32(280 + 4 * place, header.littleEndian) : raw.getFloat64(400 + 8 * place, header.littleEndian);
    };
    return [at(0), at(1), at(2), at(3)];
  };
  return [row(0), row(1), row(2)];
}

function fromQform(file: string, header: NIFTI1 | NIFTI2): Affine {
  const { quatern_b: b, quatern_c: c, quatern_d: d } = header;
  const squares = b * b + c * c + d * d;
  if (!(squares <= 1 + QUATERNION_TOLERANCE)) {
    throw new FileError(
      file,
      'quatern_b, quatern_c, quatern_d',
      `${b}, ${c}, ${d} is not a rotation.`,
      'Set qform_code to 0, or write a unit quaternion.',
    );
  }
  const scale = squares > 1 ? 1 / Math.sqrt(squares) : 1;
  const [qb, qc, qd] = [b * scale, c * scale, d * scale];
  const a = Math.sqrt(Math.max(0, 1 - (qb * qb + qc * qc + qd * qd)));
  const [sx, sy, sz] = stepsOf(file, header);
  const k = (header.pixDims[0] ?? 1) < 0 ? -sz : sz;
  return [
    [(a * a + qb * qb - qc * qc - qd * qd) * sx, 2 * (qb * qc - a * qd) * sy, 2 * (qb * qd + a * qc) * k, header.qoffset_x],
    [2 * (qb * qc + a * qd) * sx, (a * a + qc * qc - qb * qb - qd * qd) * sy, 2 * (qc * qd - a * qb) * k, header.qoffset_y],
    [2 * (qb * qd - a * qc) * sx, 2 * (qc * qd + a * qb) * sy, (a * a + qd * qd - qb * qb - qc * qc) * k, header.qoffset_z],
  ];
}

function fromPixdim(file: string, header: NIFTI1 | NIFTI2): Affine {
  const [x, y, z] = stepsOf(file, header);
  return [
    [x, 0, 0, 0],
    [0, y, 0, 0],
    [0, 0, z, 0],
  ];
}

const FIELDS: Readonly<Record<AffineSource, [string, string]>> = {
  sform: ['srow_x, srow_y, srow_z', 'Set sform_code to 0 so that the qform is used, or write a valid affine.'],
  qform: [
    'qoffset_x, qoffset_y, qoffset_z, pixdim',
    'Set qform_code to 0 so that the voxel size alone is used, or write a valid qform.',
  ],
  pixdim: ['pixdim', 'Write the voxel size in millimetres.'],
};

/**
 * Voxel to world in millimetres: the sform where sform_code > 0, else the qform where qform_code > 0, else the voxel sizes (the order
 * of the NIfTI-1 standard, and of nibabel). Throws FileError when the chosen one is not finite or folds the volume flat.
 */
export function headerAffine(file: string, header: NIFTI1 | NIFTI2, raw: DataView): HeaderAffine {
  const source: AffineSource = header.sform_code > 0 ? 'sform' : header.qform_code > 0 ? 'qform' : 'pixdim';
  const stored =
    source === 'sform' ? fromSform(header, raw) : source === 'qform' ? fromQform(file, header) : fromPixdim(file, header);
  const unit = MILLIMETRES[header.xyzt_units & 7] ?? 1;
  // Adding 0 turns -0 into 0.
  const scaled = (row: AffineRow): AffineRow => [row[0] * unit + 0, row[1] * unit + 0, row[2] * unit + 0, row[3] * unit + 0];
  const affine: Affine = [scaled(stored[0]), scaled(stored[1]), scaled(stored[2])];

  const [field, fix] = FIELDS[source];
  if (!affine.flat().every(Number.isFinite)) throw new FileError(file, field, 'the affine has numbers that are not finite.', fix);
  const [x, y, z] = affineSpacing(affine);
  if (!(Math.min(x, y, z) > 1e-6 && Math.max(x, y, z) < 1e6)) {
    throw new FileError(file, field, `the voxel sizes are ${x}, ${y}, ${z} mm.`, fix);
  }
  if (!(Math.abs(affineDeterminant(affine)) > 1e-4 * x * y * z)) {
    throw new FileError(file, field, 'the affine is singular: two voxel axes point the same way.', fix);
  }
  return { affine, source };
}
