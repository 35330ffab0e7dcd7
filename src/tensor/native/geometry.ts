import type { backend_util } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from './addon';

interface Axis {
  in: number;
  out: number;
  filter: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
}

function pack(
  batch: number,
  inChannels: number,
  outChannels: number,
  axes: readonly [Axis, Axis, Axis],
): ConvolutionGeometry | undefined {
  for (const a of axes) {
    // tfjs pads by less than nothing where a stride is longer than its filter, and can round an output size up: not native forms.
    const reach = (a.filter - 1) * a.dilation + 1;
    if (a.before < 0 || a.after < 0 || a.in <= 0 || a.out <= 0) return undefined;
    if (Math.floor((a.in + a.before + a.after - reach) / a.stride) + 1 !== a.out) return undefined;
  }
  const each = (key: keyof Axis): number[] => axes.map((a) => a[key]);
  return Int32Array.from([
    batch,
    ...each('in'),
    inChannels,
    outChannels,
    ...each('filter'),
    ...each('stride'),
    ...each('dilation'),
    ...axes.flatMap((a) => [a.before, a.after]),
  ]);
}

/** The addon's numbers for a convolution as tfjs describes it; undefined for one the addon does not do. */
export function geometryOf3D(c: backend_util.Conv3DInfo): ConvolutionGeometry | undefined {
  if (c.dataFormat !== 'channelsLast') return undefined;
  const p = c.padInfo;
  return pack(c.batchSize, c.inChannels, c.outChannels, [
    {
      in: c.inDepth,
      out: c.outDepth,
      filter: c.filterDepth,
      stride: c.strideDepth,
      dilation: c.dilationDepth,
      before: p.front,
      after: p.back,
    },
    {
      in: c.inHeight,
      out: c.outHeight,
      filter: c.filterHeight,
      stride: c.strideHeight,
      dilation: c.dilationHeight,
      before: p.top,
      after: p.bottom,
    },
    {
      in: c.inWidth,
      out: c.outWidth,
      filter: c.filterWidth,
      stride: c.strideWidth,
      dilation: c.dilationWidth,
      before: p.left,
      after: p.right,
    },
  ]);
}

/** A 2D convolution as a 3D one of depth 1. */
export function geometryOf2D(c: backend_util.Conv2DInfo): ConvolutionGeometry | undefined {
  if (c.dataFormat !== 'channelsLast') return undefined;
  const p = c.padInfo;
  return pack(c.batchSize, c.inChannels, c.outChannels, [
    { in: 1, out: 1, filter: 1, stride: 1, dilation: 1, before: 0, after: 0 },
    {
      in: c.inHeight,
      out: c.outHeight,
      filter: c.filterHeight,
      stride: c.strideHeight,
      dilation: c.dilationHeight,
      before: p.top,
      after: p.bottom,
    },
    {
      in: c.inWidth,
      out: c.outWidth,
      filter: c.filterWidth,
      stride: c.strideWidth,
      dilation: c.dilationWidth,
      before: p.left,
      after: p.right,
    },
  ]);
}
