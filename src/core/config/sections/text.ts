import { z } from 'zod';
import { field } from '../../schema/field';

/** Prompts with responses and features that ship with the product. */
export const bundledPrompts = ['left-atrium', 'pancreas', 'whole-tumour', 'hippocampus', 'phantom'] as const;

const promptName = z.string().min(1);
const PROMPT_FORM = `A bundled one (${bundledPrompts.join(', ')}), or the path of a .segprompt.md file relative to the experiment file`;

export const textSettings = z.strictObject({
  injection: field(
    z.enum(['off', 'broadcast', 'map', 'film', 'cross-attention']).default('off'),
    "How the text's vector z joins the bottleneck's features h (Eq. 7). 'broadcast': h + beta z, the same z everywhere, as the paper; 'map': a z of its own for every place; 'film': h (1 + beta s) + beta z; 'cross-attention': places ask the single responses; 'off': no text.",
    'ours',
  ),
  beta: field(
    z.number().min(0).max(100).default(0.1),
    'Weight of the text (beta of Eq. 7). The paper takes 0.1 for left atrium of 0.001 to 0.1, and 1 for Pancreas (of 0.1 to 2) and BraTS; it never tries 0.',
    'paper',
  ),
  prompt: field(promptName.nullable().default(null), `The descriptions of the organ. ${PROMPT_FORM}.`, 'ours'),
  encoder: field(
    z.string().min(1).default('minilm'),
    "Model of the BERT family that turns responses into features: 'minilm' (features of the bundled prompts ship with the product), 'bert-base-uncased', 'biobert', 'clinicalbert', a model folder relative to the experiment file, or a hub id.",
    'ours',
  ),
  pooling: field(
    z.enum(['mean', 'cls', 'word-embeddings']).default('mean'),
    "From tokens to one vector a response. 'mean' of the last hidden state, [CLS] and [SEP] included; 'cls': that of [CLS]; 'word-embeddings': mean of the input embeddings, the most literal reading of the paper.",
    'ours',
  ),
  responses: field(
    z.enum(['mean', 'set']).default('mean'),
    "From the responses to the feature. 'mean': one vector, free of order; 'set': one a response, which cross-attention needs.",
    'ours',
  ),
  vector: field(
    z.enum(['text', 'zero', 'random', 'free', 'other']).default('text'),
    "What stands in the text's place. 'text': the feature; controls: 'zero', 'random' of equal length, 'free': a learned vector without text, 'other': the feature of otherPrompt.",
    'ours',
  ),
  otherPrompt: field(
    promptName.nullable().default(null),
    `Control: the wrong organ's descriptions, for vector 'other'. ${PROMPT_FORM}.`,
    'ours',
  ),
  hidden: field(
    z.int().min(1).max(8192).default(512),
    'Width of the hidden layer of the perceptron that makes z of the feature, one a model (Eq. 6).',
    'ours',
  ),
});
