/**
 * A study as data: one experiment, and what is varied. As with experiments this schema is the single source: types, defaults, checks and
 * the editor's completion come from it.
 */
import { z } from 'zod';
import { field } from '../schema/field';

const json: z.ZodType<unknown> = z.unknown().refine((value) => value !== undefined, 'a value is missing');
const settings = z.record(z.string(), json);

/** Values of an axis by what tables call each, or plain values, which then name themselves. */
const values = z.union([
  z.array(json).min(1).max(1000),
  settings.refine((table) => Object.keys(table).length > 0, 'it is empty'),
]);

/** Runs by the names of their values on some axes: { "method": "supervised", "data.labelled": [4, 8] }. */
const one = z.union([z.string(), z.number(), z.boolean()]);
const selection = z.record(z.string(), z.union([one, z.array(one).min(1)]));
export type Selection = z.infer<typeof selection>;

const slurmSettings = z.strictObject({
  partition: field(z.string().nullable().default(null), 'Partition (-p); null: the default one.', 'ours'),
  account: field(z.string().nullable().default(null), 'Account to charge (-A).', 'ours'),
  time: field(
    z
      .string()
      .regex(/^(\d+-)?\d{1,3}(:\d{2}){0,2}$/, 'minutes, HH:MM:SS or D-HH:MM:SS')
      .nullable()
      .default(null),
    'Time limit of one run (-t): HH:MM:SS or D-HH:MM:SS. A run that reaches it saves a checkpoint and is queued again.',
    'ours',
  ),
  cpus: field(z.int().min(1).max(1024).default(4), 'Processors, and threads, of one run.', 'ours'),
  memory: field(
    z
      .string()
      .regex(/^\d+[KMGT]?$/, 'a number with K, M, G or T')
      .nullable()
      .default(null),
    'Memory of one run (--mem), such as 8G; null: what `study plan` measured and a half more; none is asked for where it did not.',
    'ours',
  ),
  gres: field(z.string().nullable().default(null), 'Other resources (--gres), such as gpu:1.', 'ours'),
  atOnce: field(z.int().min(1).max(10_000).default(16), 'Runs at the same time (%N of the array).', 'ours'),
  modules: field(z.array(z.string().min(1)).default([]), 'Environment modules to load, such as nodejs/20.', 'ours'),
  container: field(z.string().min(1).nullable().default(null), 'Apptainer image to run in.', 'ours'),
  options: field(
    z.array(z.string().regex(/^--?[A-Za-z]/, 'an option of sbatch')).default([]),
    'Further options of sbatch, one each, such as --qos=long.',
    'ours',
  ),
});
export type SlurmSettings = z.infer<typeof slurmSettings>;

const localSettings = z.strictObject({
  atOnce: field(z.int().min(1).max(256).default(1), 'Runs at the same time.', 'ours'),
  threads: field(
    z.union([z.literal('auto'), z.int().min(1).max(1024)]).default('auto'),
    "Threads to share out among the runs at the same time. 'auto': as many as processors and their quota allow.",
    'ours',
  ),
  nice: field(z.int().min(0).max(19).default(0), 'How far the runs stand back behind other programs: 0 to 19.', 'ours'),
});

const compareSettings = z.strictObject({
  baseline: field(
    selection.nullable().default(null),
    'What every other row is tested against, by the names of its values: { "method": "supervised" }. Axes that are left out pair up with their like. null: nothing is tested.',
    'ours',
  ),
  metric: field(z.enum(['dice', 'jaccard', 'hd95', 'asd']).default('dice'), 'The number that is tested.', 'ours'),
  model: field(
    z.string().min(1).nullable().default(null),
    'Whose predictions are compared; null: the one that the results of each method go by.',
    'ours',
  ),
  level: field(z.number().gt(0).lt(1).default(0.05), "Level of the tests after Holm's correction.", 'ours'),
});

export const studySchema = z.strictObject({
  name: field(
    z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$/u, 'letters, digits, dot, dash, space')
      .default('study'),
    'What the study is called; its runs lie in a folder of this name.',
    'ours',
  ),
  base: field(
    z.union([z.string().min(1), settings]).default({}),
    'The experiment that everything is varied from: a .llmsegnet.json file relative to this one, or its settings written here.',
    'ours',
  ),
  axes: field(
    z.record(z.string().min(1), values).default({}),
    'What is varied: a setting by its path, with a list of values or a table of names and values. "variants" is an axis of whole sets of settings.',
    'ours',
  ),
  folds: field(
    z
      .union([z.int().min(2).max(50), z.string().min(1)])
      .nullable()
      .default(null),
    'Cross-validation: a number of folds, drawn by patient among the cases of the training list, or a splits_final.json of nnU-Net relative to this file.',
    'ours',
  ),
  foldSeed: field(
    z.int().min(0).default(12345),
    'Decides which patient is in which fold (nnU-Net has this number).',
    'code-inferred',
  ),
  exclude: field(z.array(selection).default([]), 'Combinations to leave out, by the names of their values.', 'ours'),
  first: field(z.array(selection).default([]), 'Runs that go before the others, in this order.', 'ours'),
  titles: field(z.record(z.string(), z.string().min(1).max(80)).default({}), 'What tables call an axis, by its path.', 'ours'),
  compare: field(compareSettings.prefault({}), 'What is tested against what.', 'ours'),
  runs: field(z.string().min(1).nullable().default(null), 'Folder of the runs relative to this file; null: runs/NAME.', 'ours'),
  reuse: field(
    z.array(z.string().min(1)).default([]),
    'Other folders of runs, relative to this file: a run of the same experiment that is done there is not trained again.',
    'ours',
  ),
  local: field(localSettings.prefault({}), 'How the study runs on this machine.', 'ours'),
  slurm: field(slurmSettings.prefault({}), 'How the study runs on a cluster under Slurm.', 'ours'),
});
export type Study = z.output<typeof studySchema>;

/** The axis whose values are whole sets of settings. */
export const VARIANTS = 'variants';
/** The axis that `folds` makes. */
export const FOLD = 'fold';
export const STUDY_SUFFIX = '.llmsegstudy.json';
