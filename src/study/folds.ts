import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { experimentSchema } from '../core/config/experiment';
import { resolveInput } from '../core/config/file/parse';
import { labelTable } from '../core/config/labels';
import type { Base } from '../core/study/expand';
import type { Fold } from '../core/study/folds/folds';
import { proposeFolds } from '../core/study/folds/folds';
import { parseNnunetSplits, writeNnunetSplits } from '../core/study/folds/nnunet';
import type { LabelContent } from '../core/study/folds/strata';
import { strataOf } from '../core/study/folds/strata';
import type { Study } from '../core/study/schema';
import { writeFileAtomic } from '../io/atomic';
import type { DatasetContents } from '../io/dataset';
import { inspectDataset } from '../io/dataset';
import { FileError } from '../io/fileError';
import { formatOf } from '../io/formats/registry';
import { applyLabelRule } from '../io/labelRule';
import { labelFile } from '../io/loadCase';
import { datasetOptionsOf } from '../io/runData';
import type { TextFileKind } from '../io/textFile';
import { OWN_FILE, readTextFile, readTextFileIfAny } from '../io/textFile';

const SPLITS: TextFileKind = { what: 'lists of folds', mostBytes: 64 * 2 ** 20, fix: 'Name a splits_final.json of nnU-Net.' };

interface StudyFolds {
  readonly folds: readonly Fold[];
  readonly notes: readonly string[];
}

function parse(path: string, text: string): readonly Fold[] {
  try {
    return parseNnunetSplits(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new FileError(path, 'folds', `${problem}.`, 'Correct it, or delete it to have it made again.');
  }
}

/** Classes and size of the labels, one read at a time. */
async function contentsOf(
  contents: DatasetContents,
  ids: readonly string[],
  rule: ReturnType<typeof labelTable>,
  onProgress?: (done: number, total: number) => void,
): Promise<LabelContent[]> {
  const found: LabelContent[] = [];
  for (const id of ids) {
    const path = await labelFile(contents, id);
    const { header, labels } = await formatOf(path).readLabel(path, contents.read);
    const counts = new Map<number, number>();
    for (const label of applyLabelRule(labels.data, rule)) if (label > 0) counts.set(label, (counts.get(label) ?? 0) + 1);
    const voxels = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const volume = header.spacing[0] * header.spacing[1] * header.spacing[2];
    found.push({ id, classes: [...counts.keys()].sort((a, b) => a - b), size: voxels * volume });
    onProgress?.(found.length, ids.length);
  }
  return found;
}

/** Draws folds among the cases of the training list; test cases, where there is a list of them, stay untouched. */
async function draw(
  study: Study,
  base: Base,
  count: number,
  onProgress?: (done: number, total: number) => void,
): Promise<StudyFolds> {
  const experiment = experimentSchema.parse(resolveInput(base.input, base.preset));
  const { source, labels } = experiment.data;
  if (source.kind === 'phantom')
    throw new Error(
      'A phantom has no patients to make folds of: name a folder of volumes (llm-segnet phantom --out FOLDER writes one).',
    );
  if (source.path === null)
    throw new Error('Folds need the volumes: name their folder with data.source.path, --data or LLMSEGNET_DATA.');
  const contents = await inspectDataset(source.path, datasetOptionsOf(experiment.data));
  const candidates = contents.splits?.train ?? [...contents.cases.keys()];
  const isLabelled = (id: string): boolean => contents.cases.get(id)?.label !== undefined;
  const labelled = candidates.filter(isLabelled);
  const strata = strataOf(await contentsOf(contents, labelled, labelTable(labels), onProgress));
  const unlabelled = candidates.filter((id) => !isLabelled(id));
  const folds = proposeFolds(strata, unlabelled, contents.patients.of, count, study.foldSeed);
  const aside = contents.splits === null ? '' : ` ${contents.splits.test.length} cases of the test list stay aside.`;
  const kinds = new Set(strata.map(({ stratum }) => stratum)).size;
  return {
    folds,
    notes: [
      `${count} folds by patient over ${labelled.length} cases, stratified by classes and size of the label (${kinds} strata).${aside}`,
    ],
  };
}

/**
 * The folds of a study: of its file, or those drawn for it, which are written beside the runs as nnU-Net writes them and stand from then
 * on. null without folds. Throws FileError or Error.
 */
export async function foldsOf(
  study: Study,
  base: Base,
  folder: string,
  runs: string,
  onProgress?: (done: number, total: number) => void,
): Promise<StudyFolds | null> {
  if (study.folds === null) return null;
  if (typeof study.folds === 'string') {
    const path = resolve(folder, study.folds);
    const folds = parse(path, await readTextFile(path, SPLITS));
    return { folds, notes: [`${folds.length} folds of ${study.folds}.`] };
  }
  const path = join(runs, 'splits_final.json');
  const text = await readTextFileIfAny(path, OWN_FILE);
  if (text !== null) {
    const folds = parse(path, text);
    if (folds.length === study.folds) return { folds, notes: [`${folds.length} folds as drawn before (splits_final.json).`] };
    const fix = `Set folds to ${folds.length}, or delete it with the runs that used it.`;
    throw new FileError(path, 'folds', `it has ${folds.length} folds, the study ${study.folds}.`, fix);
  }
  const drawn = await draw(study, base, study.folds, onProgress);
  await mkdir(runs, { recursive: true });
  await writeFileAtomic(path, writeNnunetSplits(drawn.folds));
  return drawn;
}
