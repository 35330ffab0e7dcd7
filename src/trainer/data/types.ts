import type { CaseStore } from '../../core/sampling/caseStore';
import type { WorkGrid } from '../../core/volume/prepare';
import type { LabelledCase, Triple, Volume } from '../../core/volume/types';
import type { GridHeader } from '../../io/nifti/write';

/** A labelled test case, and the header of the grid its masks are written on. */
export interface TestCase {
  /** On the grid of its file, where masks are measured; the image is for the eye. */
  readonly case: LabelledCase;
  /** What networks see. */
  readonly input: Volume;
  /** Leads from the grid of `input` back to that of the file. */
  readonly grid: WorkGrid;
  readonly header: GridHeader;
}

/** Training cases, normalised, and what run.json says of them. */
export interface TrainingData {
  readonly cases: CaseStore;
  /** sha256 over ids and voxels of everything that training sees. */
  readonly sha256: string;
  /** sha256 of each case alone, to name what changed. */
  readonly fingerprints: readonly CaseFingerprint[];
  /** Typical distance of the voxels that networks see, x, y, z in millimetres; null where files do not say. */
  readonly spacing: Triple | null;
  /** Whole sentences. */
  readonly warnings: readonly string[];
  /** Ends what reads in the background; no case can be read afterwards. */
  close(): Promise<void>;
}

export interface CaseFingerprint {
  readonly id: string;
  readonly sha256: string;
}

export interface LoadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes that volumes may take in memory; half of what is free without it. */
  readonly budget?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Where a training job takes its volumes from. One factory a kind of data (folder, phantom). */
export interface DataSource {
  readonly name: string;
  /** Training cases in list order; the first are the annotated ones. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Cases held out of training to choose settings and checkpoints by; loadTest reads them too. */
  readonly validation: readonly string[];
  /** Throws FileError where a case that training or testing needs is not there; reads none of them. */
  requireCases(labelled: number, withUnlabelled: boolean): void;
  /** Reads the training cases: labels of the first `labelled` only, the others' are never looked at. */
  loadTraining(labelled: number, withUnlabelled: boolean, options: LoadingOptions): Promise<TrainingData>;
  loadTest(id: string): Promise<TestCase>;
}
