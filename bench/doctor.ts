/** How long `llm-segnet doctor` takes on folders of many tiny cases, and how much of it is not reading. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectDataset } from '../src/io/dataset';
import { doctor } from '../src/io/doctor/doctor';
import { writeCohort } from '../src/io/writeCohort';

const counts = process.argv.slice(2).map(Number);
const seconds = (since: number): number => (performance.now() - since) / 1000;

console.log('| cases | reading s | beyond reading s | beyond reading, s per 100 cases |');
console.log('| --- | --- | --- | --- |');
for (const cases of counts.length > 0 ? counts : [250, 500, 1000, 2000]) {
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-doctor-'));
  try {
    await writeCohort(folder, { seed: 1, cases, size: [16, 16, 12], spacing: [2, 2, 2] }, Math.round(cases / 5));
    const begin = performance.now();
    let read = begin;
    await doctor(await inspectDataset(folder), {
      onProgress: () => {
        read = performance.now();
      },
    });
    const beyond = seconds(read);
    console.log(
      `| ${cases} | ${(seconds(begin) - beyond).toFixed(2)} | ${beyond.toFixed(2)} | ${((100 * beyond) / cases).toFixed(3)} |`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
