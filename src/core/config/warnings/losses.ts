import type { Check } from './types';

export const noLoss: Check = {
  id: 'no-supervised-loss',
  find({ supervised: { crossEntropyWeight, diceWeight } }) {
    if (crossEntropyWeight + diceWeight > 0) return null;
    return {
      severity: 'error',
      path: 'supervised.crossEntropyWeight',
      message: 'Both supervised losses have weight 0, so nothing is learnt from the labels. Give at least one of them a weight.',
      remedy: { title: 'Set both weights to 1', set: [{ path: 'supervised', value: { crossEntropyWeight: 1, diceWeight: 1 } }] },
    };
  },
};
