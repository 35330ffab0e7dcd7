import { bundledPrompts } from '../sections/text';
import type { Check } from './types';

/** The range of beta that the paper tried (Table 5), over all organs. */
const TESTED = { low: 0.001, high: 2 };

export const beta: Check = {
  id: 'beta-range',
  find({ text }) {
    if (text.injection === 'off' || (text.beta >= TESTED.low && text.beta <= TESTED.high)) return null;
    return {
      severity: 'hint',
      path: 'text.beta',
      message:
        text.beta === 0
          ? 'With beta 0 the text has no effect: the control that the paper does not have.'
          : `beta ${text.beta} lies outside what the paper tried (${TESTED.low} to ${TESTED.high}; 0.1 for left atrium, 1 for Pancreas and BraTS).`,
    };
  },
};

export const promptMissing: Check = {
  id: 'prompt-missing',
  find({ text }) {
    if (text.injection === 'off') return null;
    // The controls need the prompt too: for the length of its feature.
    const wanted = text.prompt !== null && text.vector === 'other' ? 'otherPrompt' : 'prompt';
    if (text[wanted] !== null) return null;
    return {
      severity: 'error',
      path: `text.${wanted}`,
      message: `Text is injected, and text.${wanted} names no prompt. Name a bundled one (${bundledPrompts.join(', ')}) or a .segprompt.md file.`,
    };
  },
};

export const attentionNeedsSet: Check = {
  id: 'attention-needs-responses',
  find({ text }) {
    if (text.injection !== 'cross-attention' || text.responses === 'set') return null;
    return {
      severity: 'warning',
      path: 'text.responses',
      message: 'Cross-attention over one mean response has nothing to choose from: every place gets the same.',
      remedy: { title: "Set responses to 'set'", set: [{ path: 'text.responses', value: 'set' }] },
    };
  },
};

export const broadcastIsConstant: Check = {
  id: 'broadcast-is-constant',
  find({ text, network }) {
    if (text.injection !== 'broadcast' || text.beta === 0 || text.vector !== 'text') return null;
    const cancelled = network.kind === 'unet' ? 'its instance norm cancels it inside' : 'batch norm removes its mean';
    return {
      severity: 'hint',
      path: 'text.injection',
      message: `One vector is added at every place of every image, and in this network ${cancelled}: it cannot say anything about an image. Compare with beta 0 and vector 'random' before crediting the text.`,
    };
  },
};

export const ignoredText: Check = {
  id: 'text-ignored',
  find({ text }) {
    if (text.injection !== 'off' || text.prompt === null) return null;
    return {
      severity: 'hint',
      path: 'text.prompt',
      message: "A prompt is named, and text.injection is 'off': it is not used.",
      remedy: { title: "Set injection to 'broadcast'", set: [{ path: 'text.injection', value: 'broadcast' }] },
    };
  },
};
