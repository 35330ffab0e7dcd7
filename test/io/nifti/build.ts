import type { Affine } from '../../../src/core/volume/affine';

/** A NIfTI file byte by byte, written from the standard's tables and independent of the product's own writer. */
export interface NiftiFields {
  version?: 1 | 2;
  littleEndian?: boolean;
  dims?: readonly number[];
  datatype?: number;
  bits?: number;
  pixdim?: readonly number[];
  slope?: number;
  intercept?: number;
  units?: number;
  qformCode?: number;
  quaternion?: readonly [number, number, number];
  qoffset?: readonly [number, number, number];
  sformCode?: number;
  sform?: Affine;
  magic?: string;
  offset?: number;
  /** Values before encoding in `datatype`. */
  voxels?: readonly number[];
}

type Encoder = (view: DataView, at: number, value: number, little: boolean) => void;

const ENCODERS: Readonly<Record<number, [bytes: number, encode: Encoder]>> = {
  2: [1, (view, at, value) => view.setUint8(at, value)],
  4: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  8: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  16: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  64: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
  256: [1, (view, at, value) => view.setInt8(at, value)],
  512: [2, (view, at, value, little) => view.setUint16(at, value, little)],
  768: [4, (view, at, value, little) => view.setUint32(at, value, little)],
  1024: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  1280: [8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
};

/** Writes `values` one after the other, `bytes` apart. */
function writeAll(values: readonly number[], start: number, bytes: number, write: (at: number, value: number) => void): void {
  for (const [index, value] of values.entries()) write(start + index * bytes, value);
}

export function buildNifti(fields: NiftiFields): Uint8Array {
  const { version = 1, littleEndian: little = true, dims = [3, 2, 2, 2], datatype = 16, voxels = [] } = fields;
  const { slope = 1, intercept = 0, units = 2, qformCode = 0, sformCode = 0, pixdim = [1, 1, 1, 1] } = fields;
  const [bytes, encode] = ENCODERS[datatype] ?? [4, () => undefined];
  const offset = fields.offset ?? (version === 1 ? 352 : 544);
  const file = new Uint8Array(offset + voxels.length * bytes);
  const view = new DataView(file.buffer);
  const allDims = Array.from({ length: 8 }, (_, axis) => dims[axis] ?? 1);
  const allSteps = Array.from({ length: 8 }, (_, axis) => pixdim[axis] ?? 1);
  const quaternion = [...(fields.quaternion ?? [0, 0, 0]), ...(fields.qoffset ?? [0, 0, 0])];
  const sform = (fields.sform ?? []).flat();
  const magic = fields.magic ?? `n+${version}\0`;
  const int16 = (at: number, value: number): void => view.setInt16(at, value, little);
  const int32 = (at: number, value: number): void => view.setInt32(at, value, little);
  const int64 = (at: number, value: number): void => view.setBigInt64(at, BigInt(value), little);
  const float32 = (at: number, value: number): void => view.setFloat32(at, value, little);
  const float64 = (at: number, value: number): void => view.setFloat64(at, value, little);
  if (version === 1) {
    int32(0, 348);
    writeAll(allDims, 40, 2, int16);
    int16(70, datatype);
    int16(72, fields.bits ?? bytes * 8);
    writeAll(allSteps, 76, 4, float32);
    writeAll([offset, slope, intercept], 108, 4, float32);
    view.setUint8(123, units);
    file.set(Buffer.from("somebody's scanner"), 148);
    writeAll([qformCode, sformCode], 252, 2, int16);
    writeAll(quaternion, 256, 4, float32);
    writeAll(sform, 280, 4, float32);
    file.set(Buffer.from(magic, 'latin1'), 344);
  } else {
    int32(0, 540);
    file.set(Buffer.from(`${magic}\r\n\x1a\n`, 'latin1'), 4);
    int16(12, datatype);
    int16(14, fields.bits ?? bytes * 8);
    writeAll(allDims, 16, 8, int64);
    writeAll(allSteps, 104, 8, float64);
    int64(168, offset);
    writeAll([slope, intercept], 176, 8, float64);
    writeAll([qformCode, sformCode], 344, 4, int32);
    writeAll(quaternion, 352, 8, float64);
    writeAll(sform, 400, 8, float64);
    int32(500, units);
  }
  writeAll(voxels, offset, bytes, (at, value) => encode(view, at, value, little));
  return file;
}

/** 0, 1, 2 ... for a grid of this many voxels. */
export function count(voxels: number): number[] {
  return Array.from({ length: voxels }, (_, index) => index);
}
