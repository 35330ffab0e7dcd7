/**
 * What each part of the method does to real volumes: `node bench/accuracy/hippocampus.mjs --data FOLDER` trains every experiment below that
 * has no result yet and prints the table. Stop it at any time; started again it goes on where it was.
 *
 * FOLDER is the hippocampus of the Medical Segmentation Decathlon with splits/ (README "On real volumes"). All foreground is one class.
 */
import { runAccuracy } from './run.mjs';

const SEEDS = [1337, 1338, 1339];
const [FIRST] = SEEDS;

const supervised = (labelled, seed) => ({
  name: `supervised-${labelled}-${seed}`,
  row: `supervised, ${labelled} labels`,
  seed,
  labelled,
  method: 'supervised',
  set: {},
});

const coTrained = (labelled, seed) => ({
  name: `llm-segnet-${labelled}-${seed}`,
  row: `LLM-SegNet (beta 0), ${labelled} labels`,
  seed,
  labelled,
  method: 'llm-segnet',
  set: {},
});

/** One change to LLM-SegNet with 4 labels. */
const changed = (id, row, set) => ({
  name: `${id}-4-${FIRST}`,
  row: `4 labels, ${row}`,
  seed: FIRST,
  labelled: 4,
  method: 'llm-segnet',
  set,
});

const textOn = (vector) => ({
  'text.injection': 'broadcast',
  'text.prompt': 'hippocampus',
  'text.beta': 1,
  'text.vector': vector,
});

const experiments = [
  ...SEEDS.flatMap((seed) => [supervised(4, seed), coTrained(4, seed)]),
  ...SEEDS.flatMap((seed) => [supervised(9, seed), coTrained(9, seed)]),
  changed('nll', 'NLL instead of USL', { 'method.unsupervised': { kind: 'nll' } }),
  changed('mse', 'MSE instead of USL', { 'method.unsupervised': { kind: 'mse' } }),
  changed('no-cutmix', 'without CutMix', { 'method.cutmix.enabled': false }),
  changed('set-means', 'USL with per-set means', { 'method.unsupervised': { kind: 'usl', normalise: 'set' } }),
  changed('dropout', 'with dropout .5', { 'network.dropout': 0.5 }),
  changed('text', 'text feature, beta 1', textOn('text')),
  changed('random-vector', 'random vector of equal norm, beta 1', textOn('random')),
  ...SEEDS.map((seed) => supervised(180, seed)),
];

await runAccuracy({ study: 'hippocampus', preset: 'hippocampus', experiments });
