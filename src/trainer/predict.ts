import { z } from 'zod';
import { segmenters } from '../core/declaration/declaration';
import { foregroundOf } from '../core/inference/probabilities';
import { restoreProbabilities } from '../core/inference/restore';
import type { ProbabilityMap } from '../core/inference/slidingWindow';
import { slidingWindow } from '../core/inference/slidingWindow';
import { spacingText } from '../core/wording';
import { DEFAULT_READ } from '../io/formats/registry';
import type { VolumeHeader } from '../io/formats/types';
import { readImage, requireNeeds } from '../io/loadCase';
import { makeFolder } from '../io/makeFolder';
import { writeMask } from '../io/nifti/write';
import { writeProbability } from '../io/nifti/writeProbability';
import { fileSettingsOf } from '../io/runData';
import { needsOf, preparedImage } from './data/prepared';
import { labelsOfMaps, predictorsOf } from './evaluate';
import type { PredictionJob } from './predictionPlan';
import { planPrediction } from './predictionPlan';
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
  /** What is odd about a volume, in whole sentences. */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((file: string, done: number, total: number) => void) | undefined;
}

/** Another distance of voxels than the run's by this factor makes organs of another size than the networks have seen. */
const FAR = 1.5;

const storedSpacing = z.looseObject({ spacing: z.tuple([z.number(), z.number(), z.number()]) });

/** Where voxels lie much nearer or farther apart than in training, and nothing resamples them; null else, or where either is unknown. */
function spacingWarning(file: string, { spacing, affine }: VolumeHeader, { record, experiment }: SavedRun): string | null {
  const trained = storedSpacing.safeParse(record.data).data?.spacing;
  if (experiment.preprocessing.spacing !== null || trained === undefined || affine === null) return null;
  const far = trained.some((step, axis) => {
    const factor = (spacing[axis] ?? step) / step;
    return factor > FAR || factor < 1 / FAR;
  });
  if (!far) return null;
  return `${file}: voxels of ${spacingText(spacing)} mm, the run was trained on ${spacingText(trained)} mm: resample it, or train with preprocessing.spacing.`;
}

/**
 * Segments volumes with the models of a checkpoint and writes masks on the volumes' own grids. The backend must have been selected.
 * Returns the files written. An aborted signal throws its reason; finished volumes stay. Throws FileError.
 */
export async function predictVolumes(run: SavedRun, volumes: readonly string[], options: PredictionOptions): Promise<string[]> {
  const written: string[] = [];
  await withSavedModels(run, options.checkpoint, async (learner) => {
    const { declaration } = learner;
    const outputs = [...declaration.predictors.map(({ name }) => name), ...(options.probabilities ? ['probability'] : [])];
    const { patch, data } = run.experiment;
    const jobs = await planPrediction(volumes, outputs, { ...options, channels: data.channels });
    await makeFolder(options.out);
    const readOptions = { ...DEFAULT_READ, ...fileSettingsOf(run.experiment.data) };
    const { stride, batch, largestComponent = false } = run.evaluation;
    const predictors = predictorsOf(learner);
    const predictOne = async ({ file, images, outputs: files }: PredictionJob): Promise<void> => {
      const { volume, header } = await readImage(images, readOptions);
      requireNeeds(file, header, needsOf(run.experiment), readOptions);
      const odd = spacingWarning(file, header, run);
      if (odd !== null) options.onWarning?.(odd);
      const { image, grid } = preparedImage({ id: file, image: volume }, undefined, run.experiment, options.onWarning);
      const window = { patch, stride, batch, classes: data.classes, signal: options.signal };
      const windows = await slidingWindow(image, predictors.predict, window);
      const maps = new Map(windows.map((map, index) => [predictors.names[index] as string, restoreProbabilities(map, grid)]));
      for (const [name, mask] of labelsOfMaps(declaration, maps, largestComponent)) {
        const path = files.get(name) ?? '';
        await writeMask(path, mask, header.grid);
        written.push(path);
      }
      const probability = files.get('probability');
      if (probability !== undefined) {
        await writeProbability(
          probability,
          foregroundOf(...segmenters(declaration).map((name) => maps.get(name) as ProbabilityMap)),
          header.grid,
        );
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
