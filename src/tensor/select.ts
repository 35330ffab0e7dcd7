import '../core/tf';
import { backends } from './backends';
import type { ActiveBackend, BackendChoice, BackendId, BackendOptions } from './registry';

export type { BackendOptions, Precision } from './registry';

export interface SelectedBackend extends ActiveBackend {
  /** Why this backend, as a whole sentence. */
  reason: string;
}

function choiceOf(id: string): BackendChoice {
  const choice = backends.find((each) => each.id === id);
  if (choice === undefined) throw new Error(`Unknown backend '${id}'; there are: ${backends.map((each) => each.id).join(', ')}.`);
  return choice;
}

/** The backends that 'auto' tries, best first. tensorflow is used on request only: it is slower than native on a CPU. */
const AUTOMATIC: readonly BackendId[] = ['native', 'js'];

async function automatic(options: BackendOptions): Promise<SelectedBackend> {
  const warnings: string[] = [];
  for (const id of AUTOMATIC) {
    const choice = choiceOf(id);
    const answer = await choice.probe(options);
    if (!answer.available) {
      warnings.push(`Backend ${id} is not available: ${answer.why}. ${answer.fix}`);
      continue;
    }
    const active = await choice.activate(options);
    const reason = warnings.length === 0 ? `${id} is the fastest backend here.` : `${id} is the best backend that works here.`;
    if (id === 'js') warnings.push('Backend js is hundreds of times slower than native: good for a look, not for training.');
    return { ...active, reason, warnings: [...warnings, ...active.warnings] };
  }
  throw new Error(`No backend works here. ${warnings.join(' ')}`);
}

/**
 * Chooses and activates the TensorFlow.js backend. Ask it once a process, before the first tensor.
 * @throws Error that says why and what to do when a backend was named and cannot run here
 */
export async function selectBackend(options: BackendOptions = {}): Promise<SelectedBackend> {
  const id = options.backend ?? 'auto';
  if (id === 'auto') return automatic(options);
  const choice = choiceOf(id);
  const answer = await choice.probe(options);
  if (!answer.available) throw new Error(`Backend ${id} is not available: ${answer.why}. ${answer.fix}`);
  return { ...(await choice.activate(options)), reason: `${id} was asked for.` };
}
