import { z } from 'zod';
import { FileError } from './fileError';
import type { TextFileKind } from './textFile';
import { readTextFile } from './textFile';

/** Logits and labels to evaluate a loss on: voxels in rows, the samples of the batch one after the other. */
export interface LossCase {
  /** [voxel][class], 2 classes or more. */
  readonly student: number[][];
  readonly peer?: number[][] | undefined;
  /** Classes 0..K-1. */
  readonly labels?: number[] | undefined;
  readonly batch: number;
  readonly t1?: number | undefined;
  readonly t2?: number | undefined;
  readonly normalise: 'set' | 'voxel';
}

const CASE: TextFileKind = { what: 'case of a loss', mostBytes: 256 * 2 ** 20, fix: 'Take fewer voxels.' };
/** Tensors are float32: larger logits could not have come from a network. */
const LARGEST = 3.4e38;

const rows = z.array(z.array(z.number().min(-LARGEST).max(LARGEST)).min(2)).min(1);
const threshold = z.number().min(0).max(1);

const schema = z.strictObject({
  student_logits: rows,
  peer_logits: rows.optional(),
  labels: z.array(z.int().min(0)).optional(),
  batch: z.int().min(1).default(1),
  t1: threshold.optional(),
  t2: threshold.optional(),
  normalise: z.enum(['set', 'voxel']).default('voxel'),
  classes: z.int().optional(),
  voxels: z.int().optional(),
  // A case of losses.json may be passed as it is, with the values that are expected of it.
  usl_set: z.unknown().optional(),
  usl_voxel: z.unknown().optional(),
  supervised: z.unknown().optional(),
});
type Content = z.infer<typeof schema>;

/** A contradiction between fields: [field, problem, fix], or null. */
type Problem = readonly [field: string, problem: string, fix: string];

function raggedRow(field: string, logits: readonly (readonly number[])[], classes: number): Problem | null {
  const voxel = logits.findIndex((row) => row.length !== classes);
  if (voxel < 0) return null;
  const problem = `${logits[voxel]?.length} numbers where the first voxel of student_logits has ${classes}.`;
  return [`${field}[${voxel}]`, problem, 'Give every voxel one logit a class.'];
}

function lengthProblem(field: string, found: number | undefined, voxels: number): Problem | null {
  if (found === undefined || found === voxels) return null;
  return [field, `${found} voxels, and student_logits has ${voxels}.`, 'Give all of them the same voxels.'];
}

function labelProblem(labels: readonly number[] | undefined, classes: number): Problem | null {
  const voxel = labels?.findIndex((label) => label >= classes) ?? -1;
  if (voxel < 0) return null;
  return [
    `labels[${voxel}]`,
    `${labels?.[voxel]} is no class.`,
    `Classes are 0 to ${classes - 1}: as many as a voxel has logits.`,
  ];
}

function contradiction({ student_logits: student, peer_logits: peer, labels, batch, classes, voxels }: Content): Problem | null {
  const count = student.length;
  const width = student[0]?.length ?? 0;
  if (count % batch !== 0)
    return ['batch', `${batch} samples cannot share ${count} voxels equally.`, 'Give every sample as many voxels.'];
  if (classes !== undefined && classes !== width)
    return ['classes', `${classes}, and a voxel has ${width} logits.`, 'Leave it out, or correct it.'];
  return (
    lengthProblem('voxels', voxels, count) ??
    raggedRow('student_logits', student, width) ??
    lengthProblem('peer_logits', peer?.length, count) ??
    raggedRow('peer_logits', peer ?? [], width) ??
    lengthProblem('labels', labels?.length, count) ??
    labelProblem(labels, width)
  );
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function parse(file: string, text: string): Content {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new FileError(file, 'JSON', `${problem}.`, 'Write valid JSON; NaN and Infinity are not.', { cause: error });
  }
  if (typeof value === 'object' && value !== null && 'cases' in value)
    throw new FileError(file, 'cases', 'the file holds a list of cases.', 'Write one of them into a file of its own.');
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new FileError(file, pathOf(issue?.path ?? []) || 'content', `${issue?.message ?? 'wrong'}.`, 'Correct this field.');
}

/** Reads one case in the form that docs of `llm-segnet loss` describe. Throws FileError that names the field. */
export async function readLossCase(file: string): Promise<LossCase> {
  const content = parse(file, await readTextFile(file, CASE));
  const problem = contradiction(content);
  if (problem !== null) throw new FileError(file, ...problem);
  const { student_logits: student, peer_logits: peer, labels, batch, t1, t2, normalise } = content;
  return { student, peer, labels, batch, t1, t2, normalise };
}
