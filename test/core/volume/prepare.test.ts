import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { argmaxOf } from '../../../src/core/inference/probabilities';
import { restoreProbabilities } from '../../../src/core/inference/restore';
import { phantomCase } from '../../../src/core/phantom/phantom';
import { joinChannels, splitChannels } from '../../../src/core/volume/channels';
import { prepareImage, prepareLabel } from '../../../src/core/volume/prepare';
import { preprocess } from '../../../src/core/volume/preprocess';
import type { Volume } from '../../../src/core/volume/types';

const { image, label } = phantomCase(0, { seed: 3, cases: 2, size: [30, 26, 20], spacing: [1, 1, 2] });

const settings = (preprocessing: ExperimentInput['preprocessing']) => parseExperiment({ patch: [16, 16, 16], preprocessing });

/** 0 but for a part: what a skull-stripped brain is like. */
function stripped(volume: Volume): Volume {
  const inside = (index: number): boolean => {
    const [x, y] = [index % volume.size[0], Math.floor(index / volume.size[0]) % volume.size[1]];
    return x >= 4 && x < 25 && y >= 3 && y < 20;
  };
  return { ...volume, data: volume.data.map((value, index) => (inside(index) ? value + 1000 : 0)) };
}

/** A prediction that is certain of a label. */
function certain(data: Uint8Array, size: Volume['size']) {
  return {
    size,
    classes: 2,
    data: Float32Array.from({ length: 2 * data.length }, (_, i) => Number((data[i >> 1] ?? 0) === i % 2)),
  };
}

describe('preparation', () => {
  it('without resampling and cropping changes intensities alone, and restoring gives the very same map', () => {
    const plain = settings({});
    const { image: prepared, grid } = prepareImage(image, label, plain);
    expect(prepared).toEqual(preprocess(image, plain.preprocessing));
    expect(prepareLabel(label, grid)).toBe(label);
    const map = certain(label.data, label.size);
    expect(restoreProbabilities(map, grid).data).toBe(map.data);
  });

  it('by non-zero voxels crops, measures what is left, and masks come back in full size bit for bit', () => {
    const brain = stripped(image);
    const { image: prepared, grid } = prepareImage(brain, undefined, settings({ crop: 'nonzero' }));
    expect(grid.box).toEqual({ start: [4, 3, 0], size: [21, 17, 20] });
    expect(prepared.size).toEqual([21, 17, 20]);
    const mean = prepared.data.reduce((a, b) => a + b, 0) / prepared.data.length;
    expect(mean).toBeCloseTo(0, 4);
    const small = prepareLabel(label, grid);
    expect(small.size).toEqual(prepared.size);
    const back = argmaxOf(restoreProbabilities(certain(small.data, small.size), grid));
    const expected = label.data.map((value, index) => ((brain.data[index] as number) === 0 ? 0 : value));
    expect(back).toEqual(expected);
  });

  it('by the label keeps all of it, at least the patch, and needs none to go on with the whole', () => {
    const byLabel = settings({ crop: 'label', cropMargin: [2, 2, null], intensitiesOf: 'whole' });
    const { image: prepared, grid } = prepareImage(image, label, byLabel);
    expect(prepared.size[2]).toBe(20);
    expect(prepared.size[0]).toBeGreaterThanOrEqual(16);
    const small = prepareLabel(label, grid);
    expect(small.data.filter(Boolean).length).toBe(label.data.filter(Boolean).length);
    // Measured on the whole volume: the very numbers that no crop would have.
    const whole = preprocess(image, byLabel.preprocessing);
    const [x, y, z] = grid.box.start;
    expect(prepared.data[0]).toBe(whole.data[x + 30 * (y + 26 * z)]);
    expect(prepareImage(image, undefined, byLabel).image.size).toEqual(image.size);
    const empty = { ...label, data: new Uint8Array(label.data.length) };
    expect(prepareImage(image, empty, byLabel).image.size).toEqual(image.size);
  });

  it('resamples, and predictions come back on the grid of the file', () => {
    const { image: prepared, grid } = prepareImage(image, label, settings({ spacing: [1, 1, 1] }));
    expect([prepared.size, prepared.spacing]).toEqual([
      [30, 26, 40],
      [1, 1, 1],
    ]);
    const fine = prepareLabel(label, grid);
    expect([fine.size, fine.spacing]).toEqual([prepared.size, prepared.spacing]);
    const back = restoreProbabilities(certain(fine.data, fine.size), grid);
    expect(back.size).toEqual(label.size);
    // Twice as fine along z: every voxel's centre lies between two of its own label.
    expect(argmaxOf(back)).toEqual(label.data);
    const coarse = prepareImage(image, label, settings({ spacing: [2, 2, 2], crop: 'label', cropMargin: [1, 1, 1] }));
    const rough = argmaxOf(restoreProbabilities(certain(prepareLabel(label, coarse.grid).data, coarse.image.size), coarse.grid));
    const both = rough.filter((value, i) => value === 1 && label.data[i] === 1).length;
    const dice = (2 * both) / (rough.filter(Boolean).length + label.data.filter(Boolean).length);
    expect(rough.length).toBe(label.data.length);
    expect(dice).toBeGreaterThan(0.85);
  });

  it('takes every channel by itself', () => {
    const two = joinChannels([image, { ...image, data: image.data.map((value) => 100 - 3 * value) }]);
    const { image: prepared } = prepareImage(two, label, settings({ spacing: [1, 1, 1] }));
    expect([prepared.channels, prepared.data.length]).toEqual([2, 2 * 30 * 26 * 40]);
    const [first, second] = splitChannels(prepared) as [Volume, Volume];
    expect(first.data).toEqual(prepareImage(image, label, settings({ spacing: [1, 1, 1] })).image.data);
    for (let i = 0; i < first.data.length; i += 97) expect(second.data[i]).toBeCloseTo(-(first.data[i] as number), 3);
  });
});
