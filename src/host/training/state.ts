import type { TrainerMessage, TrainerPhase } from '../../protocol/trainer';

/** What this window knows of the job it runs: enough to show it. Everything lasting is in the run directory. */
export interface JobState {
  readonly title: string;
  /** The run directory, once there is one. */
  readonly run?: string;
  readonly phase: TrainerPhase | 'starting';
  readonly done: number;
  readonly total: number;
  readonly secondsLeft?: number;
  /** Validation Dice of the mean of A and B, once measured. */
  readonly dice?: number;
  readonly loss?: number;
  readonly stopping: boolean;
  readonly silent: boolean;
}

export const newJobState = (title: string): JobState => ({
  title,
  phase: 'starting',
  done: 0,
  total: 0,
  stopping: false,
  silent: false,
});

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Mean Dice over the cases of one evaluation line of metrics.jsonl. */
export function meanDice(record: Readonly<Record<string, unknown>>): number | undefined {
  const cases = Array.isArray(record['cases']) ? (record['cases'] as unknown[]) : [];
  const values = cases
    .map((one) => (typeof one === 'object' && one !== null && 'dice' in one ? finite(one.dice) : undefined))
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function lossOf(record: Readonly<Record<string, unknown>>): number | undefined {
  const model = record['A'];
  return typeof model === 'object' && model !== null && 'supervised' in model ? finite(model.supervised) : undefined;
}

/** The state after a line of metrics.jsonl: its Dice or its loss is the newest. Pure. */
export function afterMetrics(state: JobState, record: Readonly<Record<string, unknown>>): JobState {
  const dice = record['kind'] === 'evaluation' ? meanDice(record) : undefined;
  const loss = record['kind'] === 'train' ? lossOf(record) : undefined;
  return { ...state, ...(dice === undefined ? {} : { dice }), ...(loss === undefined ? {} : { loss }) };
}

/** The state after a message. Pure. */
export function afterMessage(state: JobState, message: TrainerMessage): JobState {
  switch (message.kind) {
    case 'opened':
      return { ...state, run: message.run };
    case 'phase': {
      const { secondsLeft: _, ...rest } = state;
      return { ...rest, phase: message.phase, ...(message.phase === 'paused' ? {} : { done: 0, total: 0 }) };
    }
    case 'progress': {
      const { secondsLeft: _, ...rest } = state;
      const { phase, done, total, secondsLeft } = message;
      return { ...rest, phase, done, total, ...(secondsLeft === undefined ? {} : { secondsLeft }) };
    }
    case 'metrics':
      return afterMetrics(state, message.record);
    case 'hello':
    case 'reply':
    case 'checkpointSaved':
    case 'warning':
    case 'failed':
    case 'done':
      return state;
  }
}
