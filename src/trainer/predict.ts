import { access, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { foregroundOf } from '../core/inference/probabilities';
import { slidingWindow } from '../core/inference/slidingWindow';
import { asFileError, FileError } from '../io/fileError';
import { DEFAULT_READ, formatOf, splitName } from '../io/formats/registry';
import type { ReadOptions } from '../io/formats/types';
import { writeMask } from '../io/nifti/write';
import { writeProbability } from '../io/nifti/writeProbability';
import { normalised } from './data/normalised';
import { labelsOfMaps, predictorsOf } from './evaluate';
import type { CheckpointChoice, SavedRun } from './savedRun';
import { withSavedModels } from './savedRun';

export interface PredictionOptions {
  readonly checkpoint: CheckpointChoice;
  /** Folder for the masks; made when it is missing. */
  readonly out: string;
  /** Replace files that are there. */
  readonly force: boolean;
  /** Also write the mean probability of the foreground. */
  readonly probabilities: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((file: string, done: number, total: number) => void) | undefined;
}

interface Job {
  readonly file: string;
  /** Output files by model, and of the probability. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** HDF5 files do not say how their axes run or what their image is called; the run's data settings do. */
function readOptionsOf({ experiment: { data } }: SavedRun): ReadOptions {
  const { axes, hdf5 } = data;
  return { ...DEFAULT_READ, axes, keys: { image: hdf5.image, label: hdf5.label } };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Where everything will go; refused before any work where a file is there already or two volumes would share one. */
async function plan(volumes: readonly string[], names: readonly string[], { out, force }: PredictionOptions): Promise<Job[]> {
  const taken = new Set<string>();
  const jobs = volumes.map((file): Job => {
    formatOf(file);
    const stem = splitName(basename(file))?.stem ?? basename(file);
    if (taken.has(stem)) throw new FileError(file, 'name', `another volume is called ${stem}.`, 'Predict them into two folders.');
    taken.add(stem);
    return { file, outputs: new Map(names.map((name) => [name, join(out, `${stem}.${name}.nii.gz`)])) };
  });
  if (force) return jobs;
  for (const path of jobs.flatMap(({ outputs }) => [...outputs.values()])) {
    if (await exists(path))
      throw new FileError(path, 'file', 'it is there already.', 'Choose another --out, or replace with --force.');
  }
  return jobs;
}

/**
 * Segments volumes with the models of a checkpoint and writes masks on the volumes' own grids. The backend must have been selected.
 * Returns the files written. An aborted signal throws its reason; finished volumes stay. Throws FileError.
 */
export async function predictVolumes(run: SavedRun, volumes: readonly string[], options: PredictionOptions): Promise<string[]> {
  const written: string[] = [];
  await withSavedModels(run, options.checkpoint, async (models) => {
    const names = Object.keys(models);
    const outputs = [...names, ...(names.length > 1 ? ['mean'] : []), ...(options.probabilities ? ['probability'] : [])];
    const jobs = await plan(volumes, outputs, options);
    await mkdir(options.out, { recursive: true }).catch((error: unknown) => {
      throw asFileError(options.out, error);
    });
    const readOptions = readOptionsOf(run);
    const { patch, data } = run.experiment;
    const { stride, batch, largestComponent = false } = run.evaluation;
    const predictors = predictorsOf(Object.values(models).map(({ network }) => network));
    const predictOne = async ({ file, outputs: files }: Job): Promise<void> => {
      const { volume, header } = await formatOf(file).readImage(file, readOptions);
      const { image } = normalised({ id: file, image: volume }, undefined, run.experiment.preprocessing);
      const window = { patch, stride, batch, classes: data.classes, signal: options.signal };
      const maps = await slidingWindow(image, predictors.predict, window);
      for (const [name, mask] of labelsOfMaps(names, maps, largestComponent)) {
        const path = files.get(name) ?? '';
        await writeMask(path, mask, header.grid);
        written.push(path);
      }
      const probability = files.get('probability');
      if (probability !== undefined) {
        await writeProbability(probability, foregroundOf(...maps), header.grid);
        written.push(probability);
      }
    };
    try {
      for (const [index, job] of jobs.entries()) {
        await predictOne(job);
        options.onProgress?.(job.file, index + 1, jobs.length);
      }
    } finally {
      predictors.dispose();
    }
  });
  return written;
}
