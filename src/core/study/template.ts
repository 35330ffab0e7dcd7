/** A new study file: what users change, each with a word on why. */
export function studyTemplate({ name, base }: { readonly name: string; readonly base: string }): string {
  return [
    '// A study: every combination of the axes below, each trained and tested once.',
    '// llm-segnet study plan FILE lists the runs and what they cost; study run, slurm or commands runs them; study table tells the results.',
    '{',
    `  "name": ${JSON.stringify(name)},`,
    '  // The experiment that everything is varied from.',
    `  "base": ${JSON.stringify(base)},`,
    '  "axes": {',
    '    // Any setting by its path (llm-segnet settings lists them). A table gives names: { "no text": 0, "text": 0.1 }.',
    '    "method": ["supervised", "llm-segnet"],',
    '    "data.labelled": [4, 8],',
    '    // Three seeds or more: one number without its spread says little.',
    '    "seed": [1337, 1338, 1339]',
    '    // "variants": { "whole method": {}, "without text": { "text.injection": "off" } }',
    '  },',
    '  // Cross-validation by patient: a number of folds, or a splits_final.json of nnU-Net.',
    '  "folds": null,',
    '  // Combinations to leave out, by the names of their values.',
    '  "exclude": [],',
    '  // What every other row is tested against, case by case.',
    '  "compare": { "baseline": { "method": "supervised" } },',
    '  // Runs at the same time on this machine, and the threads they share.',
    '  "local": { "atOnce": 1, "threads": "auto" }',
    '}',
    '',
  ].join('\n');
}
