import { z } from 'zod';
import { declarationSchema } from '../../core/declaration/declaration';

/** What run.json holds (ARCHITECTURE.md). Readers keep fields they do not know, so that an older version never destroys a newer one's. */
const RUN_STATES = ['queued', 'running', 'paused', 'done', 'stopped', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const SCHEMA_VERSION = 1;

const json = z.record(z.string(), z.unknown());

export const runRecord = z.looseObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  id: z.string().min(1),
  name: z.string(),
  /** The experiment as resolved, and the sha256 of its canonical form. */
  experiment: z.unknown(),
  experimentHash: z.string(),
  /** Whose models, predictions and charts the run has; runs of older versions do not say (methodOfRecord). */
  method: declarationSchema.optional().catch(undefined),
  /** By path of every value of the experiment: written, preset, default or option, and the provenance of the default. */
  origins: json.optional(),
  /** Name, cases of each list, and the sha256 over what was read. */
  data: json,
  codeVersion: z.string(),
  /** Processor, threads, backend, precision, versions. */
  machine: json,
  state: z.enum(RUN_STATES),
  /** ISO 8601. */
  times: z.looseObject({ created: z.string(), started: z.string().optional(), finished: z.string().optional() }),
  lease: z.looseObject({ pid: z.number(), host: z.string(), startTime: z.string(), nonce: z.string() }).nullable(),
  /** What the trainer needs beside the experiment to go on: where the volumes are, how to evaluate, how often to save. */
  job: json.optional(),
  /** One entry a process that worked on the run after the first: from which iteration, when, on what, and what differs from the one before. */
  resumed: z
    .array(z.looseObject({ iteration: z.number(), time: z.string(), machine: json, differs: z.array(z.string()) }))
    .optional(),
  /** Set where a run that is done ended before all its iterations, by its settings `stopping`. */
  stoppedEarly: z.looseObject({ iteration: z.number().int(), why: z.string() }).optional(),
  /** Why the state is 'failed' or 'stopped'. */
  reason: z.string().optional(),
  /** Which way each convolution was computed where a measurement chose, by its shape. */
  convolutions: json.optional(),
  /** Last finished iteration. */
  iteration: z.number().int().min(0),
  /** Mean and deviation of every metric for every model, once evaluated. */
  results: json.optional(),
  /** Sentences: why the results are no success (empty masks, Dice 0), and what to do. */
  diagnosis: z.array(z.string()).optional(),
});

export type RunRecord = z.infer<typeof runRecord>;
