import { z } from 'zod';
import { field } from '../schema/field';

const words = z.string().trim().min(1);

/** YAML 1.2 reads "yes" and "no" as words, people mean them as answers. */
const answer = z.union([z.boolean(), z.enum(['yes', 'no']).transform((word) => word === 'yes')]);

/** The front matter of a *.segprompt.md. Completion, hover and checks come from here. */
export const promptSettingsShape = {
  task: field(words.default(''), 'Short name of the task, as in experiment files: left-atrium, pancreas.', 'ours'),
  organ: field(words.default(''), 'What is segmented, in words: the prompt names it, and every response must.', 'paper'),
  modality: field(words.default(''), 'The kind of image: "LGE MRI", "CT". The prompt names it.', 'paper'),
  count: field(z.int().min(1).max(200).default(15), 'Responses to ask for.', 'paper'),
  minWords: field(z.int().min(0).max(400).default(60), 'Fewest words of a response.', 'paper'),
  structures: field(
    z.array(words).max(100).default([]),
    'Structures the prompt asks about; a response about none of them and not about the organ is off topic.',
    'paper',
  ),
  model: field(words.optional(), 'Language model to ask; else the one chosen at the time.', 'ours'),
  temperature: field(z.number().min(0).max(2).optional(), "Sampling temperature; else the model's own.", 'ours'),
  seed: field(z.int().min(0).optional(), 'Seed for providers that take one.', 'ours'),
  author: field(words.optional(), 'Who wrote the responses.', 'ours'),
  reviewedByExpert: field(answer.optional(), 'Has somebody who knows the anatomy read the responses?', 'ours'),
} as const;

const promptSettingsSchema = z.object(promptSettingsShape);
export type PromptSettings = z.output<typeof promptSettingsSchema>;
export type PromptSettingName = keyof typeof promptSettingsShape;

export const promptSettingNames = Object.keys(promptSettingsShape) as PromptSettingName[];
/** Without these no prompt can be put together. */
export const requiredSettings: readonly PromptSettingName[] = ['task', 'organ', 'modality'];
export const defaultPromptSettings: PromptSettings = promptSettingsSchema.parse({});
