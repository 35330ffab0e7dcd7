/**
 * What a method declares of an experiment: who is trained, who predicts, in which phases, and what is drawn. run.json keeps it, so
 * that tables, curves and views need to know no method.
 */
import { z } from 'zod';
import type { NoiseSettings } from '../augmentation/noise';
import type { SupervisedWeights } from '../losses/supervised';
import type { OptimiserSettings } from '../optimiser/registry';
import { scheduleSettings } from '../optimiser/schedule';

/** Of an experiment what methods may depend on. */
export interface MethodExperiment {
  readonly iterations: number;
  readonly batch: { readonly labelled: number; readonly unlabelled: number };
  readonly patch: readonly [number, number, number];
  readonly data: { readonly classes: number; readonly channels: number; readonly labelled: number };
  readonly supervised: SupervisedWeights;
  readonly noise: NoiseSettings;
  readonly optimiser: OptimiserSettings;
  /** The method's own settings. */
  readonly method: { readonly kind: string };
}

/** Part of file names (`<case>.<name>.nii.gz`) and of columns. */
const name = z
  .string()
  .regex(/^[A-Za-z][\w-]*$/)
  .max(40);
const text = z.string().max(200);
const count = z.int().min(0);

const curve = z.strictObject({
  /** Where in a line of metrics.jsonl the number is: 'student.supervised'. */
  column: text,
  label: text,
  /** The model or predictor whose curve it is, or 'run'. */
  of: z.string().max(40),
});

const chartSchema = z.strictObject({
  id: text,
  title: text,
  /** What the vertical axis counts. */
  unit: text,
  /** Which clock its points have: every iteration, or only the evaluations. */
  clock: z.enum(['train', 'validation', 'test']),
  curves: z.array(curve).max(100),
  /** Values lie between 0 and 1. */
  share: z.boolean().optional(),
});

const phase = z.strictObject({
  name: text,
  iterations: z.int().min(1),
  /** Patches an iteration takes from the labelled and from the unlabelled cases. */
  patches: z.strictObject({ labelled: count, unlabelled: count }),
  /** How the learning rate changes over this phase; as the experiment says without it, over this phase. */
  schedule: scheduleSettings.optional(),
});

export const declarationSchema = z.strictObject({
  id: text,
  title: text,
  models: z
    .array(
      z.strictObject({
        name,
        /** false: it follows another model, and has neither gradient nor optimiser. */
        trained: z.boolean(),
        /** 'other': no segmentation network, such as a discriminator. */
        kind: z.enum(['network', 'other']).optional(),
        /** Decoders, where there are several. */
        decoders: z.int().min(1).optional(),
      }),
    )
    .min(1)
    .max(20),
  /** What is tested and shown. `mean`: the average of these other predictors' probabilities. */
  predictors: z
    .array(z.strictObject({ name, mean: z.array(name).min(2).optional() }))
    .min(1)
    .max(20),
  /** The predictor whose numbers are the method's result. */
  headline: name,
  /** The predictor by whose validation Dice a checkpoint is chosen. */
  selectedBy: name,
  phases: z.array(phase).min(1).max(20),
  /** Charts of training; those of validation, test, schedule and time come by themselves. */
  charts: z.array(chartSchema).max(40),
  /** Who learns from whom. */
  teaching: z.array(z.strictObject({ teacher: name, student: name })).max(40),
});
export type Declaration = z.infer<typeof declarationSchema>;
export type Chart = z.infer<typeof chartSchema>;
export type Curve = z.infer<typeof curve>;
export type Phase = z.infer<typeof phase>;

/** One phase over the whole run, with the experiment's batch. */
export function onePhase({ iterations, batch }: MethodExperiment, patches = batch): readonly Phase[] {
  return [{ name: 'training', iterations, patches: { ...patches } }];
}

/** The phase that an iteration (from 0, over the run) lies in, and its place there. */
export function phaseAt(phases: readonly Phase[], iteration: number): { readonly phase: Phase; readonly iteration: number } {
  let start = 0;
  for (const one of phases) {
    if (iteration < start + one.iterations) return { phase: one, iteration: iteration - start };
    start += one.iterations;
  }
  throw new Error(`iteration ${iteration} lies in no phase: they have ${start}`);
}

/** Whether any phase looks at unlabelled cases. */
export function usesUnlabelled({ phases }: Pick<Declaration, 'phases'>): boolean {
  return phases.some(({ patches }) => patches.unlabelled > 0);
}

/** Most patches that an iteration of any phase takes. */
export function largestBatch({ phases }: Pick<Declaration, 'phases'>): number {
  return Math.max(...phases.map(({ patches }) => patches.labelled + patches.unlabelled));
}

/** Names of the predictors that are no mean of others. */
export function segmenters({ predictors }: Pick<Declaration, 'predictors'>): readonly string[] {
  return predictors.filter(({ mean }) => mean === undefined).map((one) => one.name);
}

/** Every name that people see, models first, each once: colours go by the place in this list. */
export function namesOf({ models, predictors }: Pick<Declaration, 'models' | 'predictors'>): readonly string[] {
  return [...new Set([...models, ...predictors].map((one) => one.name))];
}
