import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supervisedLoss } from '../../../src/core/losses/supervised';
import '../../support/cpu';
import { differenceGradient, relativeError, tapeGradient } from '../../support/gradient';
import { lossCases } from '../../support/lossFixtures';

const both = { crossEntropyWeight: 1, diceWeight: 1 };

function parts(logits: tf.Tensor, labels: tf.Tensor): number[] {
  return tf.tidy(() => [...supervisedLoss(logits, labels, both).parts.dataSync()]);
}

describe('supervised loss', () => {
  const cases = lossCases();
  it("gives the fixtures' values and gradients", () => {
    for (const { batch, classes, voxels, student_logits, labels, supervised } of cases) {
      const shape = [batch, 1, 1, voxels / batch, classes];
      const logits = tf.tensor(student_logits.flat(), shape);
      const truth = tf.tensor(labels, shape.slice(0, -1), 'int32');
      const [crossEntropy, dice] = parts(logits, truth);
      expect(crossEntropy).toBeCloseTo(supervised.cross_entropy, 5);
      expect(dice).toBeCloseTo(supervised.dice, 6);
      const gradient = tapeGradient((x) => supervisedLoss(x, truth, both).total, logits);
      expect(relativeError(gradient, supervised.gradient_of_sum.flat())).toBeLessThan(2e-6);
    }
  });

  it('weighs its two terms, in value and gradient', () => {
    const logits = tf.tensor([0.3, -0.2, 1.1, 0.4, -0.7, 0.9], [1, 1, 1, 3, 2]);
    const labels = tf.tensor([0, 1, 1], [1, 1, 1, 3], 'int32');
    const [crossEntropy = 0, dice = 0] = parts(logits, labels);
    const weighted = (x: tf.Tensor): tf.Scalar => supervisedLoss(x, labels, { crossEntropyWeight: 0.5, diceWeight: 2 }).total;
    expect(weighted(logits).dataSync()[0]).toBeCloseTo(0.5 * crossEntropy + 2 * dice, 6);
    expect(relativeError(tapeGradient(weighted, logits), differenceGradient(weighted, logits, 1e-2))).toBeLessThan(1e-3);
  });

  it('is near 0 for a certain right answer, and Dice is near 1 for a certain wrong one', () => {
    const labels = tf.tensor([0, 1, 1, 0], [1, 1, 2, 2], 'int32');
    const certain = tf.tensor([40, 0, 0, 40, 0, 40, 40, 0], [1, 1, 2, 2, 2]);
    const [crossEntropy, dice] = parts(certain, labels);
    expect(crossEntropy).toBeCloseTo(0, 6);
    expect(dice).toBeCloseTo(0, 6);
    const [wrongEntropy, wrongDice] = parts(tf.neg(certain), labels);
    expect(wrongEntropy).toBeCloseTo(40, 4);
    expect(wrongDice).toBeCloseTo(1, 4);
  });

  it('is the same for samples in another order, and for logits moved by a constant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 24, maxLength: 24 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 8 }),
        (values, classes) => {
          const logits = tf.tensor(values, [2, 1, 2, 2, 3]);
          const labels = tf.tensor(classes, [2, 1, 2, 2], 'int32');
          const expected = parts(logits, labels);
          const swapped = parts(tf.reverse(logits, 0), tf.reverse(labels, 0));
          const moved = parts(tf.add(logits, 3), labels);
          expected.forEach((value, i) => {
            expect(swapped[i]).toBeCloseTo(value, 5);
            expect(moved[i]).toBeCloseTo(value, 5);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses labels of another shape, naming both', () => {
    const logits = tf.zeros([2, 4, 4, 4, 2]);
    expect(() => supervisedLoss(logits, tf.zeros([2, 4, 4, 8], 'int32'), both)).toThrow(
      'labels [2,4,4,8] do not fit logits [2,4,4,4,2]',
    );
    expect(() => supervisedLoss(tf.zeros([2, 4, 1]), tf.zeros([2, 4], 'int32'), both)).toThrow('2 classes or more');
  });
});
