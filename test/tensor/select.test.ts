import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { BackendId } from '../../src/tensor/registry';
import { selectBackend } from '../../src/tensor/select';
import { addon, NOT_BUILT, withoutAddon } from '../core/ops/support';

describe('selectBackend', () => {
  it('makes js the active backend and says what it does not do', async () => {
    const chosen = await selectBackend({ backend: 'js', precision: 'bfloat16', threads: 4 });
    expect(chosen).toMatchObject({ name: 'js', precision: 'float32', threads: 1, reason: 'js was asked for.' });
    expect(chosen.warnings.join(' ')).toMatch(/bfloat16 is not applied.*one thread/);
    expect(tf.getBackend()).toBe('js');
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
  });

  it('names the backends there are when it is asked for another', async () => {
    await expect(selectBackend({ backend: 'cuda' as BackendId })).rejects.toThrow(/'cuda'.*native, .*js/);
  });

  describe.skipIf(withoutAddon)(`with the addon${NOT_BUILT}`, () => {
    it('takes native by itself, in the precision that LLMSEGNET_PRECISION fixes for tests', async () => {
      const chosen = await selectBackend();
      expect(chosen).toMatchObject({ name: 'native', precision: 'float32', convolution: 'winograd', warnings: [] });
      expect(chosen.measured).toBeUndefined();
      expect(chosen.machine?.cpu).toBeTruthy();
      expect(tf.getBackend()).toBe('native');
    });

    it('obeys precision and threads, and warns where bfloat16 is slow', async () => {
      const chosen = await selectBackend({ backend: 'native', precision: 'bfloat16', threads: 1 });
      expect(chosen).toMatchObject({ precision: 'bfloat16', threads: 1, reason: 'native was asked for.' });
      expect(addon?.machine().threads).toBe(1);
      const slow = ['portable', 'avx2', 'avx512'].includes(addon?.machine().isa ?? '');
      expect(chosen.warnings.some((w) => w.includes('slower'))).toBe(slow);
      await expect(selectBackend({ backend: 'native', threads: 0 })).rejects.toThrow(/threads/);
      expect((await selectBackend({ backend: 'native', precision: 'float32' })).precision).toBe('float32');
    });

    it('moves tensors from backend to backend', async () => {
      await selectBackend({ backend: 'js' });
      const x = tf.tensor1d([1, 2, 3]);
      await selectBackend({ backend: 'native', precision: 'float32' });
      const y = tf.softmax(x);
      await selectBackend({ backend: 'js' });
      expect(tf.sum(y).dataSync()[0]).toBeCloseTo(1, 6);
      tf.dispose([x, y]);
    });
  });
});
