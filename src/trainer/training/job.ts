import type { ExperimentFeatures } from '../../core/training/text';
import type { Checkpoint } from '../../io/run/checkpoints';
import type { RunDirectory } from '../../io/run/runDirectory';
import type { SelectedBackend } from '../../tensor/select';
import type { DataSource } from '../data/types';
import type { TrainerEvent } from '../events';
import type { TrainingOptions } from '../options';
import type { RunController } from './control';

export type Listener = (event: TrainerEvent) => void;

/** A job whose run directory exists and is held. */
export interface TrainingJob {
  readonly options: TrainingOptions;
  readonly source: DataSource;
  /** Features of the prompts, where text joins the networks. */
  readonly text: ExperimentFeatures | null;
  readonly backend: SelectedBackend;
  readonly run: RunDirectory;
  readonly control: RunController;
  /** Where to go on from; null: from the start. */
  readonly checkpoint: Checkpoint | null;
  readonly onEvent: Listener;
}

/** Says it to the listener and in the run's log. */
export async function warn({ run, onEvent }: TrainingJob, message: string): Promise<void> {
  await run.log(`warning: ${message}`);
  onEvent({ kind: 'warning', message });
}
