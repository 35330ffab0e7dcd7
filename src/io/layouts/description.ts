import { join } from 'node:path';
import { z } from 'zod';
import { FileError } from '../fileError';
import type { TextFileKind } from '../textFile';
import { readTextFileIfAny } from '../textFile';
import type { LabelDescription } from './types';

const KIND: TextFileKind = { what: 'description', mostBytes: 16 * 2 ** 20, fix: 'Shorten it.' };
const MOST_REGIONS = 20;

/** Only what is used; a data set's own description may say much more. */
const description = z.object({
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number())])).optional(),
});

const isStored = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;

function parse(path: string, text: string): z.infer<typeof description> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new FileError(path, 'JSON', 'it is not valid JSON.', 'Correct it, or remove it: only its label names are used.', {
      cause: error,
    });
  }
  const checked = description.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new FileError(path, 'labels', 'they are not a table of names.', 'Write {"labels": {"0": "background", "1": "name"}}.');
}

/**
 * What dataset.json says of label values: {"1": "Anterior"} (Decathlon), {"Anterior": 1} (nnU-Net 2), {"whole": [1, 2]} (a region of
 * nnU-Net 2) and {"ignore": 3} (voxels that nobody has annotated). Throws FileError.
 */
export async function describedLabels(folder: string): Promise<LabelDescription> {
  const path = join(folder, 'dataset.json');
  const text = await readTextFileIfAny(path, KIND);
  if (text === null) return { labelNames: {} };
  const labelNames: Record<number, string> = {};
  const regions: string[] = [];
  let ignoreLabel: number | undefined;
  for (const [key, value] of Object.entries(parse(path, text).labels ?? {})) {
    if (Array.isArray(value)) {
      if (regions.length < MOST_REGIONS) regions.push(key.slice(0, 100));
      continue;
    }
    const [number, name] = typeof value === 'number' ? [value, key] : [Number(key), value];
    if (!isStored(number)) continue;
    if (name === 'ignore') ignoreLabel = number;
    else labelNames[number] = name.slice(0, 100);
  }
  return { labelNames, ...(ignoreLabel === undefined ? {} : { ignoreLabel }), ...(regions.length === 0 ? {} : { regions }) };
}
