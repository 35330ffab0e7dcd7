/** Every reader of what strangers write, as one list: seeds to mutate, and the call that must end in a value or in an error meant for people. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseExperimentText } from '../../src/core/config/file/parse';
import { readTree } from '../../src/core/config/file/tree';
import { checkPromptFile } from '../../src/core/text/checks/checkPromptFile';
import { parseFeature } from '../../src/core/text/feature';
import { numberedItems, singleItem } from '../../src/core/text/numberedItems';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { renderPrompt } from '../../src/core/text/template';
import { readExperimentFile } from '../../src/io/experimentFile';
import { FileError } from '../../src/io/fileError';
import { createHdf5Reader } from '../../src/io/hdf5/reader';
import { recognise } from '../../src/io/layouts/registry';
import { readLossCase } from '../../src/io/lossCase';
import { DEFAULT_LIMITS } from '../../src/io/nifti/limits';
import { readNifti, readNiftiHeader, readNiftiLabels } from '../../src/io/nifti/read';
import { listCheckpoints, loadCheckpoint, readBest, saveCheckpoint } from '../../src/io/run/checkpoints';
import { readMetrics } from '../../src/io/run/metricsLog';
import { readReportRun } from '../../src/io/run/reportRun';
import { effectiveState, readRunRecord } from '../../src/io/run/runDirectory';
import { findSplits } from '../../src/io/splits';
import { resultsMessage, resultsRequest } from '../../src/protocol/results';
import { decodeCall, decodeEvent } from '../../src/protocol/trainer';
import { viewerMessage, viewerRequest } from '../../src/protocol/viewer';
import { readPromptSource } from '../../src/text/promptSource';
import { readable } from '../../src/text/providers/redact';
import { optionsOfRecord } from '../../src/trainer/job';
import { buildHdf5 } from '../io/hdf5/build';
import { buildNifti, count } from '../io/nifti/build';

export interface Reader {
  readonly name: string;
  /** Mutants of this reader for one of the cheapest: files cost more than texts, threads more than files. */
  readonly weight: number;
  readonly seeds: readonly Buffer[];
  /** A mutant in, nothing out; an error that is not expected is a find. */
  read(bytes: Buffer): Promise<void> | void;
}

const root = join(import.meta.dirname, '..', '..');
const filesIn = (folder: string, ending: string): Buffer[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name)));
const text = (...texts: readonly string[]): Buffer[] => texts.map((one) => Buffer.from(one));
const json = (...values: readonly unknown[]): Buffer[] => values.map((value) => Buffer.from(JSON.stringify(value)));

/** Swallows what is meant for a person to read. */
async function expected(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof FileError)) throw error;
  });
}

/** What JSON text may hold; a message of a page is a value already. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const RECORD = {
  ...{
    schemaVersion: 1,
    id: 'r',
    name: 'r',
    experiment: { data: { labelled: 2 }, iterations: 3 },
    experimentHash: 'a',
    codeVersion: '1',
  },
  ...{ data: { name: 'p', trainCases: ['a'], testCases: 1 }, machine: { backend: 'native', threads: 1, precision: 'float32' } },
  ...{ state: 'running', times: { created: '2026-01-01T00:00:00Z' }, iteration: 2, results: { A: { dice: { mean: 0.5 } } } },
  lease: { pid: 1, host: 'x', startTime: '1', nonce: 'n' },
  job: { data: { kind: 'phantom', phantom: { cases: 2 }, testCases: 1 }, evaluation: {}, checkpointSeconds: 1 },
};
const METRICS = `${JSON.stringify({ kind: 'train', iteration: 1, loss: 0.5 })}\n${JSON.stringify({
  kind: 'evaluation',
  iteration: 1,
  split: 'test',
  model: 'A',
  unit: 'voxel',
  cases: [{ case: 'a', label: 1, dice: 0.5, jaccard: 0.3, hd95: null, asd: 1, assd: 1 }],
})}\n`;

/** @param folder an empty folder for the mutants that must be files. @param hdf5Thread the bundled thread that reads HDF5. */
export async function readers(folder: string, hdf5Thread: URL): Promise<readonly Reader[]> {
  const place = (...parts: readonly string[]): string => {
    const path = join(folder, ...parts);
    mkdirSync(join(path, '..'), { recursive: true });
    return path;
  };
  /** Writes the mutant where a reader looks for it. */
  const at =
    (path: string, read: (path: string) => Promise<unknown>) =>
    async (bytes: Buffer): Promise<void> => {
      writeFileSync(path, bytes);
      await expected(read(path));
    };
  const volume = buildNifti({ dims: [3, 4, 3, 5], datatype: 4, voxels: count(60) });
  const mask = buildNifti({ version: 2, dims: [3, 4, 3, 5], datatype: 2, voxels: count(60) });
  const hdf5 = createHdf5Reader(hdf5Thread, { files: 500, milliseconds: () => 10_000, idle: 1000 });
  const hdf5Seed = await buildHdf5({
    image: { data: new Float32Array(60), shape: [4, 3, 5] },
    label: { data: new Uint8Array(60), shape: [4, 3, 5] },
  });
  // So that several can run beside each other.
  const limits = { ...DEFAULT_LIMITS, voxels: 2 ** 24, inflatedBytes: 2 ** 27 };
  const run = place('run', 'x');
  const checkpoints = place('checkpoints', 'x', 'x');
  const saved = join(checkpoints, '..');
  await saveCheckpoint(saved, {
    iteration: 3,
    tensors: [{ name: 'w', shape: [2], data: new Float32Array(2) }],
    state: { a: 1 },
  }).catch(() => undefined);
  const inSaved = (ending: string): string[] =>
    readdirSync(saved)
      .filter((name) => name.endsWith(ending))
      .map((name) => join(saved, name));
  const models = inSaved('.safetensors').map((name) => readFileSync(name));
  const manifests = inSaved('.json').map((name) => readFileSync(name));
  const manifestFile = inSaved('.json')[0] ?? join(saved, 'm.json');
  mkdirSync(place('data', 'imagesTr', 'x'), { recursive: true });
  const listFolder = join(place('lists', 'x'), '..');
  const runFolder = join(run, '..');
  return [
    {
      name: 'prompt file',
      weight: 20,
      seeds: filesIn('prompts', '.segprompt.md'),
      read(bytes) {
        const file = parsePromptFile(bytes.toString('utf8'));
        checkPromptFile(file);
        renderPrompt(file);
      },
    },
    {
      name: 'experiment file',
      weight: 30,
      seeds: filesIn('examples', '.json'),
      read(bytes) {
        parseExperimentText(bytes.toString('utf8'));
        readTree(bytes.toString('utf8'));
      },
    },
    {
      name: 'answer of a language model',
      weight: 60,
      seeds: text(
        '1. The liver is **large**.\n2. It has __lobes__.\n',
        'Sure!\n\n### Response 1:\nA\n\n### Response 2:\nB',
        '**1.** a\n- b\n',
      ),
      read(bytes) {
        numberedItems(bytes.toString('utf8'));
        singleItem(bytes.toString('utf8'));
        readable(bytes.toString('utf8'), 'sk-secret');
      },
    },
    {
      name: 'text feature',
      weight: 30,
      seeds: filesIn('prompts/features', '.json')
        .slice(0, 1)
        .map((bytes) => bytes.subarray(0, 20_000)),
      read(bytes) {
        try {
          parseFeature(bytes.toString('utf8'));
        } catch (error) {
          // readFeature tells it with the file's name.
          if (!(error instanceof Error) || error instanceof RangeError) throw error;
        }
      },
    },
    {
      name: 'messages of the trainer',
      weight: 80,
      seeds: json(
        { v: 1, runId: 'a', seq: 0, kind: 'start', job: { task: 'train', experiment: { file: 'e' }, out: 'o' } },
        { v: 1, runId: 'a', seq: 3, kind: 'stop' },
        { v: 1, runId: 'a', seq: 1, kind: 'progress', iteration: 3, iterations: 9 },
      ),
      read(bytes) {
        decodeCall(parsed(bytes));
        decodeEvent(parsed(bytes));
      },
    },
    {
      name: 'messages of the pages',
      weight: 80,
      seeds: json(
        { kind: 'choose', choice: { run: 'r', case: 'c', iteration: 3, first: { run: 'r', model: 'A' } } },
        { kind: 'export', what: 'svg', content: '<svg/>', name: 'x' },
        { kind: 'ready' },
      ),
      read(bytes) {
        for (const schema of [viewerRequest, viewerMessage, resultsRequest, resultsMessage]) schema.safeParse(parsed(bytes));
      },
    },
    {
      name: 'NIfTI',
      weight: 10,
      seeds: [Buffer.from(volume), Buffer.from(mask)],
      read: at(place('v.nii'), async (path) => {
        await expected(readNiftiHeader(path, limits));
        await expected(readNiftiLabels(path, limits));
        await readNifti(path, limits);
      }),
    },
    {
      name: 'NIfTI, compressed',
      weight: 6,
      seeds: [gzipSync(volume), gzipSync(mask)],
      read: at(place('v.nii.gz'), (path) => readNifti(path, limits)),
    },
    {
      name: 'HDF5',
      weight: 0.1,
      seeds: [Buffer.from(hdf5Seed)],
      read: at(place('v.h5'), (path) => hdf5.read({ path, key: 'image', want: 'image', axes: 'xyz', limits: DEFAULT_LIMITS })),
    },
    {
      name: 'list of cases',
      weight: 10,
      seeds: text('a\nb.nii.gz\n# c\nd\n', '\ufeffcase_001\r\ncase_002\r\n'),
      read: at(join(listFolder, 'train.txt'), () => findSplits(listFolder)),
    },
    {
      name: 'dataset.json',
      weight: 8,
      seeds: json(
        { labels: { 0: 'background', 1: 'Anterior' }, training: [{ image: './imagesTr/a.nii.gz' }] },
        { labels: { background: 0, liver: 1 } },
      ),
      read: at(place('data', 'dataset.json'), () => recognise(join(folder, 'data'), 'msd')),
    },
    {
      name: 'loss case',
      weight: 8,
      seeds: json({
        student_logits: [
          [1, 2],
          [0, 1],
        ],
        peer_logits: [
          [1, 2],
          [0, 1],
        ],
        labels: [0, 1],
        t1: 0.5,
        t2: 0.9,
      }),
      read: at(place('loss.json'), readLossCase),
    },
    {
      name: 'files of an experiment and a prompt',
      weight: 8,
      seeds: [...filesIn('examples', '.json').slice(0, 1), Buffer.from('\ufeff{}', 'utf16le')],
      read: at(place('e.llmsegnet.json'), async (path) => {
        await expected(readExperimentFile(path));
        await readPromptSource(path);
      }),
    },
    {
      name: 'run.json',
      weight: 8,
      seeds: json(RECORD),
      read: at(join(runFolder, 'run.json'), async () => {
        const record = await readRunRecord(runFolder);
        effectiveState(record);
        await expected(readReportRun(runFolder));
        optionsOfRecord(runFolder, record);
      }),
    },
    {
      name: 'metrics.jsonl',
      weight: 8,
      seeds: text(METRICS),
      read: at(place('m', 'metrics.jsonl'), async (path) => {
        for await (const _ of readMetrics(path));
        for await (const _ of readMetrics(path, ['evaluation']));
      }),
    },
    {
      name: 'manifest of a checkpoint',
      weight: 4,
      seeds: manifests,
      read: at(manifestFile, async () => {
        for (const manifest of await listCheckpoints(saved)) await expected(loadCheckpoint(saved, manifest));
        await readBest(saved);
      }),
    },
    {
      name: 'model of a checkpoint',
      weight: 4,
      seeds: models,
      async read(bytes) {
        const { createHash } = await import('node:crypto');
        const file = 'mutant.safetensors';
        writeFileSync(join(saved, file), bytes);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        await expected(
          loadCheckpoint(saved, { schemaVersion: 1, iteration: 3, file, bytes: bytes.length, sha256, created: '', state: {} }),
        );
      },
    },
  ];
}
