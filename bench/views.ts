import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scalingAffine } from '../src/core/volume/affine';
import type { Triple } from '../src/core/volume/types';
import { voxelCount } from '../src/core/volume/types';
import { newHeader, writeMask } from '../src/io/nifti/write';
import type { ViewerPage } from '../test/webview/harness';
import { buildViewer, launch, openViewer } from '../test/webview/harness';
import { recordOf } from '../test/webview/workspace';

const OPENINGS = 11;
const SIZES: Readonly<Record<string, Triple>> = { small: [112, 112, 80], large: [512, 512, 200] };

/** An int16 ellipsoid in noise, and masks of it that differ a little: truth, A, B. */
async function makeRun(folder: string, size: Triple): Promise<string> {
  const run = join(folder, 'runs', 'bench');
  for (const part of ['data/imagesTr', 'data/labelsTr', 'runs/bench/predictions/1'])
    mkdirSync(join(folder, part), { recursive: true });
  const image = new Int16Array(voxelCount(size));
  const masks = [0.5, 0.48, 0.53].map((radius) => ({ radius: radius * radius, data: new Uint8Array(image.length) }));
  let index = 0;
  let noise = 1;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, index++) {
        const distance = ((2 * x) / size[0] - 1) ** 2 + ((2 * y) / size[1] - 1) ** 2 + ((2 * z) / size[2] - 1) ** 2;
        noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
        image[index] = (distance < 0.25 ? 600 : 200) + (noise >>> 26);
        for (const { radius, data } of masks) if (distance < radius) data[index] = 1;
      }
  const header = newHeader(size, scalingAffine([1, 1, 1]), [1, 1, 1]);
  const bytes = new Uint8Array(352);
  bytes.set(header.bytes);
  const view = new DataView(bytes.buffer);
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  view.setFloat32(108, 352, true);
  writeFileSync(
    join(folder, 'data/imagesTr/case.nii.gz'),
    gzipSync(Buffer.concat([bytes, Buffer.from(image.buffer)]), { level: 1 }),
  );
  const places = [
    'data/labelsTr/case.nii.gz',
    'runs/bench/predictions/1/case.A.nii.gz',
    'runs/bench/predictions/1/case.B.nii.gz',
  ];
  for (const [place, { data }] of masks.entries()) await writeMask(join(folder, places[place] ?? ''), data, header);
  writeFileSync(
    join(run, 'run.json'),
    JSON.stringify(recordOf('bench', { kind: 'folder', folder: 'data', labels: 'binary', testCases: ['case'] })),
  );
  return run;
}

/** Milliseconds since the page began, at the first frame for which the expression holds. */
const WHEN = (expression: string): string =>
  `new Promise((resolve) => { const look = () => (${expression}) ? resolve(performance.now()) : requestAnimationFrame(look); look(); })`;

/** Looks from the page's beginning, so that asking does not take part in what is measured. */
const WATCH = `globalThis.firstShown = ${WHEN("document.querySelectorAll('.view[data-state=shown]').length === 4")};`;

/** Work of one frame a key press: what lies between a callback before the viewer's own and one after it. */
const SCROLL = `(async () => {
  const panels = document.querySelector('.panels');
  const work = [], latency = [];
  for (let step = 0; step < 40; step++) {
    const pressed = performance.now();
    let before = 0;
    requestAnimationFrame(() => { before = performance.now(); });
    panels.dispatchEvent(new KeyboardEvent('keydown', { key: step < 20 ? 'ArrowUp' : 'ArrowDown', bubbles: true, cancelable: true }));
    await new Promise((resolve) => requestAnimationFrame(() => { work.push(performance.now() - before); latency.push(performance.now() - pressed); resolve(); }));
  }
  const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
  return { work: at(work, 0.5), slow: at(work, 0.95), latency: at(latency, 0.5) };
})()`;

const wanted = process.argv[2];
const browser = await launch();
for (const [name, size] of Object.entries(SIZES)) {
  if (wanted !== undefined && wanted !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-views-'));
  try {
    const run = await makeRun(folder, size);
    await buildViewer(folder);
    const open = () => openViewer(browser, folder, [run], [folder], { width: 1240, height: 800 }, { script: WATCH });
    const firstOf = (viewer: ViewerPage) => viewer.frame.evaluate<number>('firstShown');
    const firsts: number[] = [];
    for (let opening = 1; opening < OPENINGS; opening++) {
      const viewer = await open();
      firsts.push(await firstOf(viewer));
      await viewer.close();
    }
    const viewer = await open();
    firsts.push(await firstOf(viewer));
    const [least = 0, middle = 0, most = 0] = [0, OPENINGS >> 1, OPENINGS - 1].map(
      (place) => firsts.sort((a, b) => a - b)[place],
    );
    const all = await viewer.frame.evaluate<number>(
      WHEN("document.querySelector('.side').textContent.includes('Computed here')"),
    );
    await viewer.page.waitForTimeout(500);
    const one = await viewer.frame.evaluate<{ work: number; slow: number; latency: number }>(SCROLL);
    await viewer.frame.focus('.panels');
    await viewer.page.keyboard.press('4');
    await viewer.page.waitForTimeout(500);
    const three = await viewer.frame.evaluate<{ work: number; slow: number; latency: number }>(SCROLL);
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const resident = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024);
    const round = (value: number): string => value.toFixed(1);
    console.log(`${name} ${size.join(' x ')}, 4 panels, load ${round(loadavg()[0] ?? 0)}`);
    console.log(
      `  first slices of all panels ${round(middle)} ms after the page began (median of ${OPENINGS}, ${round(least)} to ${round(most)}); everything ${round(all)} ms`,
    );
    console.log(
      `  scroll, one plane:    work ${round(one.work)} ms median, ${round(one.slow)} at 95 %; key to frame ${round(one.latency)} ms`,
    );
    console.log(
      `  scroll, three planes: work ${round(three.work)} ms median, ${round(three.slow)} at 95 %; key to frame ${round(three.latency)} ms`,
    );
    console.log(`  webview's process: ${round(Math.max(...resident))} MB resident`);
    await viewer.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
await browser.close();
