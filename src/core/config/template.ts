/** A new experiment file: only what users change, each with a word on why. */
import { parseExperiment } from './experiment';
import { resolveInput } from './file/parse';
import type { JsonObject } from './merge';
import type { PresetName } from './presets/registry';
import { presetTitles } from './presets/registry';

const list = (values: readonly number[]): string => `[${values.join(', ')}]`;

/**
 * Text of an experiment file that extends a preset; comments explain. Settings that are written have the preset's values.
 * @param folder of the volumes, relative to the file; null leaves it to --data or LLMSEGNET_DATA.
 */
export function experimentTemplate({
  preset,
  folder,
  name = preset,
}: {
  preset: PresetName;
  folder: string | null;
  name?: string;
}): string {
  const experiment = parseExperiment(resolveInput({} satisfies JsonObject, preset));
  const { data, seed, iterations, patch, text } = experiment;
  const source =
    data.source.kind === 'phantom'
      ? [
          '    // Volumes made up on the spot.',
          `    "source": { "kind": "phantom", "cases": ${data.source.cases}, "testCases": ${data.source.testCases} },`,
        ]
      : [
          '    // Folder relative to this file; null: the one that --data or LLMSEGNET_DATA names.',
          `    "source": { "kind": "folder", "path": ${JSON.stringify(folder)} },`,
        ];
  const textLines =
    text.injection === 'off'
      ? []
      : [
          '  // Task knowledge from text (Eq. 7). Compare with beta 0 and vector "random" before crediting the text.',
          `  "text": { "prompt": ${JSON.stringify(text.prompt)}, "injection": "${text.injection}", "beta": ${text.beta} },`,
        ];
  return [
    `// ${presetTitles[preset]}.`,
    '// Everything else comes from the preset and the defaults: llm-segnet settings lists them, llm-segnet check FILE looks this over.',
    '{',
    `  "preset": "${preset}",`,
    `  "name": ${JSON.stringify(name)},`,
    '  // Decides every random number: repeat with other seeds before believing a difference.',
    `  "seed": ${seed},`,
    `  "iterations": ${iterations},`,
    '  "data": {',
    ...source,
    '    // The first so many training cases are used with their labels, the others without.',
    `    "labelled": ${data.labelled},`,
    '    // The last so many are kept for choosing settings; never choose by the test cases.',
    `    "heldOut": ${data.heldOut},`,
    '  },',
    '  // x, y, z in voxels, multiples of 16.',
    `  "patch": ${list(patch)},`,
    ...textLines,
    '}',
    '',
  ].join('\n');
}
