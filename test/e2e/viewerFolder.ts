import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shared } from '../support/shared';

const commandLine = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A run in a folder for the viewer to look at. */
export interface ViewedRun {
  /** Its directory. */
  readonly path: string;
  readonly data: string;
  readonly iteration: number;
  readonly cases: readonly string[];
}

const TINY = {
  name: 'tiny',
  preset: 'hippocampus',
  iterations: 12,
  patch: [16, 16, 16],
  data: { labelled: 2, source: { kind: 'folder', path: 'volumes' } },
  network: { kind: 'vnet', filters: 2 },
  evaluation: { saveProbabilities: true },
};

/** Six volumes of the real data set with labels, two of them for tests. */
function copyVolumes(source: string, target: string): void {
  const names = readFileSync(join(source, 'splits', 'test.txt'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .slice(0, 6);
  for (const part of ['imagesTr', 'labelsTr', 'splits']) mkdirSync(join(target, part), { recursive: true });
  for (const name of names)
    for (const part of ['imagesTr', 'labelsTr'])
      cpSync(join(source, part, `${name}.nii.gz`), join(target, part, `${name}.nii.gz`));
  writeFileSync(join(target, 'splits', 'train.txt'), `${names.slice(2).join('\n')}\n`);
  writeFileSync(join(target, 'splits', 'test.txt'), `${names.slice(0, 2).join('\n')}\n`);
}

/** The run that LLMSEGNET_RUN names, without its checkpoints, with its data folder put below this one. */
function copyRun(source: string, folder: string): string {
  const path = join(folder, 'runs', 'real');
  cpSync(source, path, { recursive: true, filter: (name) => basename(name) !== 'checkpoints' });
  const record = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { data: { folder: string; testCases: string[] } };
  const bases = [dirname(dirname(source)), dirname(source), process.cwd()];
  const data = bases.map((base) => resolve(base, record.data.folder)).find((one) => existsSync(one));
  if (data === undefined) throw new Error(`LLMSEGNET_RUN: its data folder ${record.data.folder} is not there.`);
  for (const part of ['imagesTr', 'labelsTr']) {
    mkdirSync(join(folder, 'volumes', part), { recursive: true });
    for (const id of record.data.testCases)
      cpSync(join(data, part, `${id}.nii.gz`), join(folder, 'volumes', part, `${id}.nii.gz`));
  }
  record.data.folder = 'volumes';
  writeFileSync(join(path, 'run.json'), JSON.stringify(record));
  return path;
}

function trainTiny(folder: string): string {
  const run = (...args: string[]): void =>
    void execFileSync(process.execPath, [commandLine, ...args], { cwd: folder, stdio: 'pipe' });
  const real = shared('data', 'msd-hippocampus');
  if (real === null) run('phantom', '--out', 'volumes', '--cases', '6', '--test', '2');
  else copyVolumes(real, join(folder, 'volumes'));
  writeFileSync(join(folder, 'tiny.llmsegnet.json'), `${JSON.stringify(TINY, null, 2)}\n`);
  run('train', 'tiny.llmsegnet.json', '--out', join('runs', 'real'));
  return join(folder, 'runs', 'real');
}

/**
 * A finished run with its volumes: a copy of the one that LLMSEGNET_RUN names, else a tiny one trained on real volumes of the shared
 * folder, else on phantoms.
 */
export function makeViewedRun(folder: string): ViewedRun {
  const given = process.env['LLMSEGNET_RUN'];
  const path = given === undefined ? trainTiny(folder) : copyRun(given, folder);
  const iteration = Math.max(...readdirSync(join(path, 'predictions')).map(Number));
  const masks = readdirSync(join(path, 'predictions', String(iteration))).filter((name) => name.endsWith('.A.nii.gz'));
  return { path, data: join(folder, 'volumes'), iteration, cases: masks.map((name) => name.replace('.A.nii.gz', '')) };
}

/** A second run of the same cases beside one: its A is the first one's B. */
export function makeOtherRun(path: string): void {
  const other = join(dirname(path), 'other');
  cpSync(path, other, { recursive: true });
  const record = JSON.parse(readFileSync(join(other, 'run.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(other, 'run.json'), JSON.stringify({ ...record, id: 'other', name: 'other' }));
  const masks = join(other, 'predictions', '10');
  for (const name of readdirSync(masks).filter((one) => one.endsWith('.B.nii.gz')))
    cpSync(join(masks, name), join(masks, name.replace('.B.', '.A.')));
}
