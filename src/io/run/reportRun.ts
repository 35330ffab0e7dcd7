import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { PivotRun } from '../../core/report/pivot';
import type { Protocol } from '../../core/report/protocol';
import type { Evaluation } from '../../core/report/run';
import { reportedPieces } from '../../core/report/run';
import { decidingSettings } from '../../core/report/settings';
import { readBest } from './checkpoints';
import { readMetrics } from './metricsLog';
import type { RunRecord } from './record';
import { readRunRecord, runPaths } from './runDirectory';

const distance = z.number().nullable();
const evaluationRecord = z.looseObject({
  kind: z.literal('evaluation'),
  iteration: z.number(),
  split: z.string(),
  model: z.string(),
  unit: z.string().default('voxel'),
  largestComponent: z.boolean().default(false),
  cases: z.array(
    z.looseObject({
      case: z.string(),
      label: z.number(),
      dice: z.number(),
      jaccard: z.number(),
      hd95: distance,
      asd: distance,
      assd: distance,
    }),
  ),
});

const count = (value: unknown): number => (typeof value === 'number' ? value : Array.isArray(value) ? value.length : 0);

/** How a run's numbers were made, from its settings; what older runs do not say is what was the only way then. */
function protocolOf({ experiment, data }: RunRecord, unit: string, largestComponent: boolean): Protocol {
  const settings = decidingSettings(experiment);
  return {
    data: typeof data['name'] === 'string' ? data['name'] : null,
    split: `${count(data['trainCases'])} training, ${count(data['testCases'])} test cases`,
    normalisation: settings.get('preprocessing.normalise') ?? 'z-score',
    cropSource: settings.get('preprocessing.crop') ?? 'none',
    stride: settings.get('evaluation.stride')?.replace(/[[\]]/g, '').split(',').join(' x ') ?? null,
    postProcessing: largestComponent ? 'largest piece of each class' : 'none',
    emptyRule: settings.get('evaluation.emptyDistances') === 'zero' ? 'distance 0' : 'no distance',
    selection: settings.get('evaluation.selection') ?? 'last',
    unit,
  };
}

/** Reads what reports need of a run directory; evaluations that are damaged are passed over. Throws FileError when it is none. */
export async function readReportRun(folder: string): Promise<PivotRun> {
  const path = resolve(folder);
  const record = await readRunRecord(path);
  const evaluations: Evaluation[] = [];
  for await (const line of readMetrics(runPaths.metrics(path), ['evaluation'])) {
    const { data } = evaluationRecord.safeParse(line);
    if (data) evaluations.push(data);
  }
  const wanted = decidingSettings(record.experiment).get('evaluation.largestComponent') === 'true';
  const largestComponent = reportedPieces(evaluations, wanted);
  return {
    id: basename(path),
    name: record.name,
    settings: record.experiment,
    evaluations,
    best: (await readBest(runPaths.checkpoints(path)))?.iteration ?? null,
    largestComponent,
    protocol: protocolOf(record, evaluations.at(-1)?.unit ?? 'voxel', largestComponent),
    labelled: count(record.data['labelledCases']),
    unlabelled: count(record.data['unlabelledCases']),
  };
}
