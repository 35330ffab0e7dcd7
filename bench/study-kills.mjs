/**
 * A study of tiny phantom runs, killed with -9 at random, must end with every run once and with the numbers of an undisturbed one:
 * `node bench/study-kills.mjs [--runs 200] [--kills 10] [--folder FOLDER]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'llm-segnet.mjs');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    kills: { type: 'string', default: '10' },
    folder: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'llm-segnet-kills-'));
const [runs, kills] = [Number(values.runs), Number(values.kills)];
let state = Number(values.seed);
/** Park and Miller's generator: a repeated command kills at the same times. */
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

const base = {
  iterations: 6,
  patch: [16, 16, 16],
  data: { source: { kind: 'phantom', cases: 5, testCases: 2, size: [20, 20, 16] }, labelled: 2 },
  batch: { labelled: 1, unlabelled: 1 },
  network: { kind: 'vnet', filters: 2 },
  'run.checkpointSeconds': 0.2,
};

function writeStudy(name) {
  const study = {
    name,
    base,
    axes: { method: ['supervised', 'llm-segnet'], seed: Array.from({ length: Math.ceil(runs / 2) }, (_, index) => index) },
    compare: { baseline: { method: 'supervised' } },
    local: { atOnce: 2, threads: 2, nice: 19 },
  };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.llmsegstudy.json`);
  writeFileSync(file, JSON.stringify(study));
  return file;
}

/** Every process below one, by /proc. */
function tree(pid) {
  const children = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
  return [...children.flatMap(tree), pid];
}

/** Runs the study to its end, or until it is killed; returns whether it ended by itself. */
function run(file, killAfter) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, 'study', 'run', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    let killed = false;
    const timer =
      killAfter === null
        ? undefined
        : setTimeout(() => {
            killed = true;
            for (const pid of tree(child.pid)) {
              try {
                process.kill(pid, 'SIGKILL');
              } catch {
                // It has ended since.
              }
            }
          }, killAfter);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(!killed);
    });
  });
}

function results(name) {
  const at = join(folder, 'runs', name);
  const found = new Map();
  let resumed = 0;
  for (const id of readdirSync(at)) {
    let record;
    try {
      record = JSON.parse(readFileSync(join(at, id, 'run.json'), 'utf8'));
    } catch {
      continue;
    }
    if (record.state !== 'done') throw new Error(`${id} is ${record.state}`);
    resumed += record.resumed?.length ?? 0;
    found.set(id, JSON.stringify(record.results));
  }
  return { found, resumed };
}

const table = (file) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, 'study', 'table', file, '--format', 'csv'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

const start = Date.now();
const calm = writeStudy('calm');
await run(calm, null);
const seconds = (Date.now() - start) / 1000;
console.log(`undisturbed: ${results('calm').found.size} runs in ${seconds.toFixed(0)} s`);

const rough = writeStudy('rough');
let done = 0;
while (done < kills) {
  // Spread over the time that the study takes.
  if (!(await run(rough, Math.max(1500, (1000 * seconds * (0.4 + random())) / kills)))) done++;
  else break;
}
await run(rough, null);
const [a, b] = [results('calm'), results('rough')];
const different = [...a.found].filter(([id, text]) => b.found.get(id) !== text).map(([id]) => id);
console.log(
  `killed ${done} times: ${b.found.size} runs done, ${b.resumed} of them resumed, ${different.length} with other numbers`,
);
const same = table(calm) === table(rough);
console.log(`tables are ${same ? 'equal' : 'DIFFERENT'}`);
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
if (!same || different.length > 0 || b.found.size !== a.found.size || done < kills) process.exitCode = 1;
