import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildViewer, launch, openPage } from '../test/webview/harness';

const POINTS = 100_000;
const RUNS = 1000;
const COLUMNS = [
  'A.supervised',
  'B.supervised',
  'A.ce',
  'B.ce',
  'A.dice',
  'B.dice',
  'A.unsupervised',
  'B.unsupervised',
  'lr',
  'seconds',
];

/** Milliseconds from the message until the expression holds, and a further frame is drawn. */
const WHEN = (expression: string): string =>
  `new Promise((resolve) => { const look = () => (globalThis.sentAt && ${expression}) ? requestAnimationFrame(() => resolve(performance.now() - globalThis.sentAt)) : requestAnimationFrame(look); look(); })`;

const run = (index: number) => ({
  key: `run-${index}`,
  name: `run ${index}`,
  state: 'done',
  created: '2026-01-01T00:00:00Z',
  iteration: POINTS,
  experiment: {},
  data: {},
  results: null,
});

const comparison = {
  title: 'Runs on the test cases',
  columns: ['Run', 'text.beta', 'Model', 'Checkpoint', 'Seeds', 'Dice', 'Jaccard', '95HD', 'ASD'],
  rows: Array.from({ length: RUNS }, (_, index) => ({
    cells: [
      `run ${index}`,
      String(index / 100),
      'A',
      'last',
      '3',
      ...[88, 79, 1.9, 0.7].map((value) => `${(value + ((index * 7919) % 1000) / 500).toFixed(2)} ± 0.10`),
    ],
  })),
  notes: [],
};

/** Scrolls or sorts, and takes the work of each step until its frame is drawn. */
const STEPS = (step: string): string => `(async () => {
  const times = [];
  for (let index = 0; index < 30; index++) {
    const from = performance.now();
    ${step};
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[15];
})()`;

const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-results-'));
const browser = await launch();
try {
  await buildViewer(folder);
  let send: (message: Record<string, unknown>) => void = () => undefined;
  const opened = await openPage({ browser, dist: folder, name: 'results', size: { width: 1240, height: 800 } }, (post) => {
    send = post;
    return () => Promise.resolve();
  });
  const { frame, page } = opened;
  await frame.evaluate("addEventListener('message', () => { globalThis.sentAt ??= performance.now(); })");
  send({ kind: 'runs', runs: Array.from({ length: RUNS }, (_, index) => run(index)) });
  await page.waitForTimeout(1500);
  const x = Array.from({ length: POINTS }, (_, index) => index + 1);
  const columns = Object.fromEntries(
    COLUMNS.map((name, place) => [name, x.map((at) => Math.sin(at / 500 + place) + 2 + (at % 17) / 40)]),
  );
  await frame.evaluate('globalThis.sentAt = undefined');
  send({ kind: 'points', run: 'run-0', restarted: true, clock: 'train', x, columns });
  const drawn = await frame.evaluate<number>(WHEN("document.querySelectorAll('.chart canvas').length > 2"));
  const smoothing = await frame.evaluate<number>(
    STEPS(
      "const slider = document.querySelector('#smoothing'); slider.value = String(0.3 + index / 100); slider.dispatchEvent(new Event('input'))",
    ),
  );
  await frame.evaluate('globalThis.sentAt = undefined');
  send({
    kind: 'points',
    run: 'run-0',
    restarted: false,
    clock: 'train',
    x: [POINTS + 1],
    columns: Object.fromEntries(COLUMNS.map((name) => [name, [2]])),
  });
  const appended = await frame.evaluate<number>(WHEN('globalThis.sentAt !== undefined'));
  await frame.getByRole('tab', { name: 'Runs' }).click();
  await frame.evaluate('globalThis.sentAt = undefined');
  send({ kind: 'tables', comparison, pivots: [] });
  const table = await frame.evaluate<number>(WHEN("document.querySelectorAll('#panel-runs tbody tr').length > 10"));
  const scroll = await frame.evaluate<number>(STEPS("document.querySelector('#panel-runs .table').scrollTop = index * 700"));
  const sort = await frame.evaluate<number>(STEPS("document.querySelectorAll('#panel-runs thead button')[5].click()"));
  const round = (value: number): string => value.toFixed(1);
  console.log(
    `results page, load ${round(loadavg()[0] ?? 0)}; times from the message's arrival to a drawn frame; a frame is 16.7 ms`,
  );
  console.log(
    `  curves of ${POINTS} points, ${COLUMNS.length} columns: first drawn ${round(drawn)} ms, smoothing changed ${round(smoothing)} ms, one point added ${round(appended)} ms`,
  );
  console.log(
    `  table of ${RUNS} runs: shown ${round(table)} ms, scroll step ${round(scroll)} ms, sorted anew ${round(sort)} ms (median of 30)`,
  );
  await opened.close();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
