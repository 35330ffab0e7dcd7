import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { DoctorReport } from '../../src/io/doctor/types';
import { writeCohort } from '../../src/io/writeCohort';
import { temporaryFolder } from '../support/temporary';
import { bundleCli, start } from './process';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
let cli = '';

beforeAll(async () => {
  cli = await bundleCli(join(folder, 'bundle'));
  await writeCohort(join(folder, 'data'), { seed: 3, cases: 6, size: [24, 24, 20], spacing: [1, 1, 2] }, 2);
  rmSync(join(folder, 'data', 'labelsTr', 'phantom_001.nii.gz'));
});

function experiment(values: object): string {
  writeFileSync(join(folder, 'mine.llmsegnet.json'), JSON.stringify(values));
  return 'mine.llmsegnet.json';
}

async function doctor(...parameters: string[]): Promise<{ code: number | null; report: DoctorReport; codes: string[] }> {
  const { code, output } = await start(cli, ['doctor', ...parameters, '--json'], { cwd: folder });
  const report = JSON.parse(output) as DoctorReport;
  return {
    code,
    report,
    codes: [...report.problems, ...report.cases.flatMap(({ problems }) => problems)].map((one) => one.code),
  };
}

const source = { kind: 'folder', path: 'data' };

describe('doctor', () => {
  it('of a folder finds nothing wrong with a case that has no label', async () => {
    const { code, codes, report } = await doctor('data');
    expect([code, codes]).toEqual([0, []]);
    expect(report.cases.map(({ labelled }) => labelled)).toEqual([true, false, true, true, true, true]);
  });

  it('of an experiment looks at its data as training will: labels it needs, patch, channels, classes', async () => {
    const fits = { data: { source, labelled: 1 }, patch: [16, 16, 16], run: { backend: 'native' } };
    const good = await doctor(experiment(fits));
    expect([good.code, good.codes.filter((one) => !one.startsWith('data.labelled'))]).toEqual([0, []]);

    const labelled = await doctor(experiment({ ...fits, data: { source, labelled: 2 } }));
    expect(labelled.code).toBe(3);
    expect(labelled.report.problems.find(({ code }) => code === 'label-missing')).toMatchObject({
      file: 'mine.llmsegnet.json',
      problem: expect.stringMatching(/phantom_001 has no label, and the experiment trains on .* first 2 cases/) as string,
    });

    const large = await doctor(experiment({ ...fits, patch: [48, 48, 48] }));
    expect(large.codes).toEqual(expect.arrayContaining(['patch', 'smaller-than-patch']));
    const many = await doctor(experiment({ ...fits, data: { source, labelled: 9 } }));
    expect(many.report.problems.find(({ code }) => code === 'data.labelled')?.problem).toMatch(/9 labelled cases .* list has 4/);
    const channels = await doctor(experiment({ ...fits, data: { source, labelled: 1, channels: 2 } }));
    expect(channels.codes.filter((one) => one === 'channels')).toHaveLength(6);
    const labels = await doctor(experiment({ ...fits, data: { source, labelled: 1, labels: { 2: 1 } } }));
    expect(labels.codes).toContain('label-values');
  });

  it('says what is wrong with the experiment itself: file, field, fix', async () => {
    const told = async (values: object) => start(cli, ['doctor', experiment(values)], { cwd: folder });
    const typo = await told({ data: { source, labeled: 2 } });
    expect([typo.code, typo.errors]).toEqual([
      3,
      expect.stringMatching(/mine\.llmsegnet\.json:1:\d+: data\.labeled: .*labelled/),
    ]);
    const phantom = await told({ data: { source: { kind: 'phantom' } } });
    expect([phantom.code, phantom.errors]).toEqual([
      3,
      expect.stringMatching(/data\.source: the experiment makes its own volumes/),
    ]);
    const nowhere = await told({ data: { source: { kind: 'folder', path: 'nowhere' } } });
    expect([nowhere.code, nowhere.errors]).toEqual([3, expect.stringMatching(/nowhere: data folder: there is no such folder/)]);
    const unnamed = await told({});
    expect([unnamed.code, unnamed.errors]).toEqual([
      3,
      expect.stringMatching(/data\.source\.path: no folder of volumes is named/),
    ]);
  });
});
