import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readMetrics } from '../../io/run/metricsLog';
import { runPaths } from '../../io/run/runDirectory';
import { OWN_FILE, readTextFile } from '../../io/textFile';
import type { CaseFacts, CaseScore, MaskChoice, ViewChoice } from '../../protocol/viewer';
import type { KnownRun } from './catalogue';

const number = z.number().nullable().catch(null);
const evaluation = z.looseObject({
  kind: z.literal('evaluation'),
  iteration: z.number(),
  model: z.string().max(40),
  unit: z.string().max(20).catch('voxel'),
  cases: z.array(
    z.looseObject({ case: z.string(), label: z.number().int().min(0), dice: number, jaccard: number, hd95: number, asd: number }),
  ),
});
const shares = z.looseObject({ confident: z.number(), complement: z.number(), uncertain: z.number() });
const training = z.looseObject({
  kind: z.literal('train'),
  iteration: z.number().int().min(0),
  shares: z.looseObject({ A: shares, B: shares }),
});
const textEffect = z.looseObject({ rows: z.array(z.looseObject({ text: z.string().max(80), dice: z.number() })).max(20) });

/** A metrics file beyond this is summed up elsewhere; the viewer then shows no numbers of the case. */
const MOST_BYTES = 256 << 20;

export interface RunNumbers {
  /** By case id. */
  readonly scores: ReadonlyMap<string, readonly (CaseScore & { iteration: number })[]>;
  readonly unit: string;
  readonly teaching: CaseFacts['teaching'];
}

/** Everything a viewer says of a run's cases, from one pass over metrics.jsonl. */
export async function readRunNumbers(run: string): Promise<RunNumbers> {
  const path = runPaths.metrics(run);
  const scores = new Map<string, (CaseScore & { iteration: number })[]>();
  let unit = 'voxel';
  let teaching: CaseFacts['teaching'] = null;
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MOST_BYTES) return { scores, unit, teaching };
  for await (const record of readMetrics(path, ['evaluation', 'train'])) {
    if (record.kind === 'train') {
      const found = training.safeParse(record);
      if (found.success)
        teaching = { iteration: found.data.iteration, A: { ...pick(found.data.shares.A) }, B: { ...pick(found.data.shares.B) } };
    } else if (record.kind === 'evaluation') {
      const found = evaluation.safeParse(record);
      if (!found.success) continue;
      unit = found.data.unit;
      for (const { case: id, label, dice, jaccard, hd95, asd } of found.data.cases) {
        const list = scores.get(id) ?? [];
        list.push({ model: found.data.model, label, dice, jaccard, hd95, asd, iteration: found.data.iteration });
        scores.set(id, list);
      }
    }
  }
  return { scores, unit, teaching };
}

function pick({ confident, complement, uncertain }: z.infer<typeof shares>): z.infer<typeof shares> {
  return { confident, complement, uncertain };
}

/** Rows of text/effect.json, where the run has one; none otherwise, and none of a file that is something else. */
export async function readTextEffect(run: string): Promise<CaseFacts['textEffect']> {
  try {
    const found = textEffect.parse(JSON.parse(await readTextFile(join(run, 'text', 'effect.json'), OWN_FILE)));
    return found.rows.map(({ text, dice }) => ({ text, dice }));
  } catch {
    return [];
  }
}

export const NO_NUMBERS: Omit<CaseFacts, 'title' | 'role' | 'layers'> = {
  classNames: [],
  names: { first: '', second: '' },
  thresholds: null,
  numbersOf: null,
  unit: 'voxel',
  scores: [],
  teaching: null,
  textEffect: [],
};

/** Without the numbers, which take a pass over all that the run has logged. `nameOf` is a run's name by its key. */
export function factsWithoutNumbers(
  { caseId, first, second }: ViewChoice,
  run: KnownRun,
  layers: CaseFacts['layers'],
  nameOf: (key: string) => string,
): CaseFacts {
  const isComparison = second !== null && second.run !== first.run;
  const label = (mask: MaskChoice | null): string =>
    mask === null ? '' : isComparison ? `${nameOf(mask.run)} ${mask.model}` : mask.model;
  return {
    ...NO_NUMBERS,
    title: caseId,
    role: run.entry.cases.find(({ id }) => id === caseId)?.role ?? 'other',
    classNames: [...run.settings.classNames],
    layers,
    names: { first: label(first), second: label(second) },
    thresholds: run.settings.thresholds,
    numbersOf: isComparison ? nameOf(first.run) : null,
  };
}
