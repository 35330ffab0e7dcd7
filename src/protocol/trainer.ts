/**
 * Messages between a host (the extension) and a trainer process, which is started with
 * `fork('dist/trainer.js', [], { serialization: 'advanced', execArgv: [], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio })`.
 * The trainer says hello, the host sends `start`, and the trainer answers every call with a `reply` and ends with `done` or `failed`.
 * Volumes go by file, and everything that lasts goes into the run directory: an event that is lost on the wire is lost to nobody.
 */
import { z } from 'zod';
import type { BodyOf, Decoded, MessageOf } from './envelope';
import { createSender, decode } from './envelope';

/** How the numbers are computed; what is left out comes from the experiment. */
const computing = {
  backend: z.enum(['auto', 'native', 'js', 'tensorflow']).optional(),
  precision: z.enum(['auto', 'float32', 'bfloat16']).optional(),
  threads: z.union([z.literal('auto'), z.number().int().min(1).max(1024)]).optional(),
};

const trainJob = z.looseObject({
  task: z.literal('train'),
  /** Path of the experiment file, or what such a file would hold. */
  experiment: z.union([z.looseObject({ file: z.string().min(1) }), z.looseObject({ values: z.unknown() })]),
  /** Folder that relative paths of an experiment without a file start from. */
  base: z.string().optional(),
  /** The run directory to make; without it a new one in `runs` beside the experiment. */
  out: z.string().min(1).optional(),
  /** Test on the first so many test cases only. */
  testLimit: z.number().int().min(1).optional(),
  ...computing,
});

const resumeJob = z.looseObject({
  task: z.literal('resume'),
  /** The run directory. */
  run: z.string().min(1),
  /** Go on although processor, threads or engine are not those the run began with: the numbers will then differ. */
  allowDifferentMachine: z.boolean().optional(),
  ...computing,
});

export const trainerJob = z.discriminatedUnion('task', [trainJob, resumeJob]);
export type TrainerJob = z.infer<typeof trainerJob>;

const HOST_LOSS_POLICIES = ['checkpoint-and-exit', 'continue'] as const;
export type HostLossPolicy = (typeof HOST_LOSS_POLICIES)[number];

const empty = z.looseObject({});

/** Host to trainer. Every call is answered by a `reply`. */
export const trainerCalls = {
  /** Once, after hello. */
  start: z.looseObject({
    job: trainerJob,
    /** What to do when the host is gone: save and end (the run can be resumed), or go on without it. */
    onHostLoss: z.enum(HOST_LOSS_POLICIES).default('checkpoint-and-exit'),
  }),
  /** Saves a checkpoint after the iteration at hand and waits. */
  pause: empty,
  /** Ends a pause. */
  resume: empty,
  /** Saves a checkpoint after the iteration at hand. */
  checkpoint: empty,
  /** Saves a checkpoint after the iteration at hand and ends the run as 'stopped'. */
  stop: empty,
  ping: empty,
} as const;

const TRAINER_PHASES = ['loading', 'training', 'validating', 'paused', 'evaluating'] as const;
export type TrainerPhase = (typeof TRAINER_PHASES)[number];

const FAILURE_CODES = ['input', 'disk-full', 'out-of-memory', 'diverged', 'busy', 'machine', 'internal'] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

const backendState = z.looseObject({
  id: z.string(),
  available: z.boolean(),
  /** Whole sentences, when it is not available. */
  why: z.string().optional(),
  fix: z.string().optional(),
});

/** Trainer to host. */
export const trainerEvents = {
  hello: z.looseObject({
    protocol: z.number().int(),
    version: z.string(),
    pid: z.number().int(),
    node: z.string(),
    backends: z.array(backendState),
    /** Bytes this machine has, and bytes free now. */
    memory: z.looseObject({ total: z.number(), free: z.number() }),
    /** Whether the heartbeat pipe is open (heartbeat.ts). */
    heartbeat: z.boolean(),
  }),
  reply: z.looseObject({
    /** seq of the call, null when it had none. */
    to: z.number().int().nullable(),
    /** Absent when the call was taken. */
    error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
  }),
  /** The run directory exists now: everything else can be read there. */
  opened: z.looseObject({ run: z.string(), id: z.string(), iteration: z.number().int() }),
  phase: z.looseObject({ phase: z.enum(TRAINER_PHASES) }),
  /** Steps of a phase: cases, iterations. At most five a second. */
  progress: z.looseObject({
    phase: z.enum(TRAINER_PHASES),
    done: z.number().int(),
    total: z.number().int(),
    /** Seconds left of the phase, once they can be told. */
    secondsLeft: z.number().optional(),
  }),
  /** A line of metrics.jsonl: the newest one, at most five a second; the file has them all. */
  metrics: z.looseObject({ record: z.looseObject({ kind: z.string(), iteration: z.number().int() }) }),
  checkpointSaved: z.looseObject({ iteration: z.number().int(), best: z.boolean() }),
  /** Whole sentences. */
  warning: z.looseObject({ message: z.string() }),
  /** The job is over; whole sentences. The process ends by itself. */
  failed: z.looseObject({ code: z.enum(FAILURE_CODES).or(z.string()), cause: z.string(), fix: z.string() }),
  /** The job is over. The process ends by itself. */
  done: z.looseObject({
    state: z.enum(['done', 'stopped', 'interrupted']),
    run: z.string(),
    iteration: z.number().int(),
    /** Mean and deviation of every metric for every model. */
    results: z.record(z.string(), z.unknown()).optional(),
    /** Path of the picture of test cases. */
    montage: z.string().optional(),
    /** Whole sentences: why the results are no success, and what to do. */
    diagnosis: z.array(z.string()).optional(),
  }),
} as const;

export type TrainerCall = MessageOf<typeof trainerCalls>;
export type TrainerMessage = MessageOf<typeof trainerEvents>;
export type TrainerCallBody = BodyOf<typeof trainerCalls>;
export type TrainerMessageBody = BodyOf<typeof trainerEvents>;

export const decodeCall = (raw: unknown): Decoded<TrainerCall> => decode(trainerCalls, raw);
export const decodeEvent = (raw: unknown): Decoded<TrainerMessage> => decode(trainerEvents, raw);

/** The host's side of the wire: numbers calls and returns each one's seq, which its reply names. */
export const createCaller = (send: (message: object) => void): ((runId: string, body: TrainerCallBody) => number) =>
  createSender<typeof trainerCalls>(send);
/** The trainer's side of the wire. */
export const createEmitter = (send: (message: object) => void): ((runId: string, body: TrainerMessageBody) => number) =>
  createSender<typeof trainerEvents>(send);
