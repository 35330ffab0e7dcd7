import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QueuedJob } from '../../../src/host/training/job';
import { createWaitingJobs } from '../../../src/host/training/waitingJobs';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const job = (title: string): QueuedJob => ({ title, job: { task: 'resume', run: `/runs/${title}` }, cwd: '/' });

describe('the queue on the disk', () => {
  it('is found by the next window, and is gone once taken', async () => {
    await createWaitingJobs(folder).save([job('a'), job('b')]);
    const next = createWaitingJobs(folder);
    expect(await next.left()).toEqual([job('a'), job('b')]);
    // Not answered yet, and something new waits: nothing is lost.
    await next.save([job('c')]);
    const third = createWaitingJobs(folder);
    expect(await third.take()).toEqual([job('a'), job('b'), job('c')]);
    expect(await createWaitingJobs(folder).left()).toEqual([]);
  });

  it('leaves out what is no job', async () => {
    writeFileSync(join(folder, 'waiting-jobs.json'), JSON.stringify([job('a'), { title: 'b' }, 7]));
    expect(await createWaitingJobs(folder).left()).toEqual([job('a')]);
    writeFileSync(join(folder, 'waiting-jobs.json'), '[');
    expect(await createWaitingJobs(folder).left()).toEqual([]);
  });
});
