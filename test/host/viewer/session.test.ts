import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { pageHtml } from '../../../src/host/support/page';
import { runSettingsOf } from '../../../src/host/viewer/runSettings';
import { createSession } from '../../../src/host/viewer/session';
import type { WorkerRequest } from '../../../src/host/viewer/worker/messages';
import type { ViewChoice, ViewerMessage } from '../../../src/protocol/viewer';
import { temporaryFolder } from '../../support/temporary';
import { CASES, makeWorkspace, recordOf } from '../../webview/workspace';

const folder = temporaryFolder();
const outside = temporaryFolder();
let run = '';

beforeAll(async () => {
  run = await makeWorkspace(folder);
  await makeWorkspace(outside);
});

function start(runs: readonly string[], allow = false) {
  const posted: ViewerMessage[] = [];
  const asked: WorkerRequest[] = [];
  const questions: string[] = [];
  const session = createSession({
    post: (message) => posted.push(message),
    toWorker: (request) => asked.push(request),
    runs: () => Promise.resolve(runs),
    permissions: () => ({
      roots: [folder],
      allow: (name) => {
        questions.push(name);
        return Promise.resolve(allow);
      },
    }),
    log: () => undefined,
  });
  const paths = (): string[] =>
    asked.flatMap((request) =>
      request.kind === 'open' ? request.layers.map(({ source }) => (source.kind === 'file' ? source.path : '')) : [],
    );
  const problems = (): string[] => posted.flatMap((message) => (message.kind === 'problem' ? [message.text] : []));
  return { session, posted, asked, questions, paths, problems };
}

/** A run directory whose run.json says what a stranger likes. */
function hostileRun(name: string, data: Record<string, unknown>): string {
  const path = join(folder, 'runs', name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), JSON.stringify(recordOf(name, data)));
  return path;
}

const choice = (changes: Partial<ViewChoice>): ViewChoice => ({
  run: 'made',
  caseId: 'case_ras',
  first: { run: 'made', model: 'A', iteration: 10 },
  second: { run: 'made', model: 'B', iteration: 10 },
  ...changes,
});

describe('a viewer session', () => {
  it('opens the newest masks of a run when the page is ready', async () => {
    const { session, paths, posted } = start([run]);
    await session.receive({ kind: 'ready', choice: null });
    expect(paths().map((path) => path.slice(folder.length))).toEqual([
      '/data/imagesTr/case_ras.nii.gz',
      '/data/labelsTr/case_ras.nii.gz',
      '/runs/made/predictions/10/case_ras.A.nii.gz',
      '/runs/made/predictions/10/case_ras.B.nii.gz',
    ]);
    // The numbers follow the case, so that its slices need not wait for them.
    const shown = posted.findLast((message) => message.kind === 'case' || message.kind === 'facts');
    expect(shown?.kind).toBe('facts');
    expect(shown?.facts.scores.map(({ model, dice }) => [model, dice])).toEqual([
      ['A', 0.7],
      ['B', 0.8],
    ]);
  });

  it('reads the newest masks while the page loads, and sends them when it asks', async () => {
    const { session, posted, asked } = start([run]);
    await session.begin();
    await vi.waitFor(() => expect(asked.map(({ kind }) => kind)).toEqual(['open']));
    session.answer({ kind: 'complete', generation: 1, layer: 'image' });
    expect(posted).toEqual([]);
    await session.receive({ kind: 'ready', choice: null });
    expect(posted.map(({ kind }) => kind).filter((kind) => kind !== 'facts')).toEqual(['catalogue', 'case', 'complete']);
    expect(asked).toHaveLength(1);
    session.answer({ kind: 'complete', generation: 1, layer: 'truth' });
    expect(posted.at(-1)?.kind).toBe('complete');
  });

  it('shows what the page remembers, or a command asked for, instead of what it began with', async () => {
    const titles = (posted: readonly ViewerMessage[]): string[] =>
      posted.flatMap((message) => (message.kind === 'case' ? [message.facts.title] : []));
    const remembering = start([run]);
    await remembering.session.begin();
    await remembering.session.receive({ kind: 'ready', choice: choice({ caseId: 'case_las' }) });
    expect(titles(remembering.posted)).toEqual(['case_las']);
    const told = start([run]);
    const begun = told.session.begin();
    await told.session.showRun(run, 'case_las', 'errors');
    await begun;
    await told.session.receive({ kind: 'ready', choice: null });
    expect(titles(told.posted)).toEqual(['case_las']);
    expect(told.posted.find((message) => message.kind === 'case')?.jump).toBe('errors');
  });

  it('follows a run: newer masks replace those on screen', async () => {
    const growing = hostileRun('growing', { kind: 'folder', folder: 'data', labels: 'binary', testCases: ['case_ras'] });
    const write = (iteration: number): void => {
      const masks = join(growing, 'predictions', String(iteration));
      mkdirSync(masks, { recursive: true });
      for (const model of ['A', 'B'])
        writeFileSync(
          join(masks, `case_ras.${model}.nii.gz`),
          readFileSync(join(run, 'predictions/10', `case_ras.${model}.nii.gz`)),
        );
    };
    write(5);
    const { session, paths } = start([growing]);
    await session.receive({ kind: 'ready', choice: null });
    write(50);
    await session.refresh();
    expect(paths().filter((path) => path.includes('/predictions/50/'))).toHaveLength(2);
  });

  it('keeps a jump for a page that was hidden, until one has taken it', async () => {
    const { session, posted } = start([run]);
    await session.receive({ kind: 'ready', choice: null });
    const opened = () => posted.filter((message) => message.kind === 'case');
    // Shown by the same command, the page is made anew and asks after the case was told to nobody.
    await session.showRun(run, 'case_las', 'errors');
    await session.receive({ kind: 'ready', choice: null });
    expect(opened().map(({ facts, jump }) => [facts.title, jump])).toEqual([
      ['case_ras', null],
      ['case_las', 'errors'],
      ['case_las', 'errors'],
    ]);
    await session.receive({ kind: 'received', generation: opened().at(-1)?.generation ?? -1, bytes: 1 });
    await session.receive({ kind: 'ready', choice: null });
    expect(opened().at(-1)?.jump).toBeNull();
  });

  it.each([
    ['../../../etc/passwd', 'made'],
    ['..', 'made'],
    ['case_ras/../../x', 'made'],
    ['case_ras', 'no such run'],
  ])('refuses the case %j of run %j', async (caseId, key) => {
    const { session, asked, problems } = start([run]);
    await session.receive({ kind: 'ready', choice: null });
    asked.length = 0;
    await session.receive({ kind: 'open', choice: choice({ caseId, run: key }) });
    expect(asked).toEqual([]);
    expect(problems()).toHaveLength(1);
  });

  it.each(['../../../data/imagesTr/case_ras', 'A/../../x', '..'])('takes no path for a model name: %j', async (model) => {
    const { session, asked, paths } = start([run]);
    await session.receive({ kind: 'ready', choice: null });
    asked.length = 0;
    await session.receive({ kind: 'open', choice: choice({ first: { run: 'made', model, iteration: 10 }, second: null }) });
    expect(paths().every((path) => path.includes('/data/'))).toBe(true);
  });

  it.each([
    { kind: 'open', choice: 3 },
    { kind: 'read', path: '/etc/passwd' },
    null,
    'ready',
    { kind: 'slice', generation: 0, layer: 'image', plane: 'axial', index: -1 },
  ])('passes over what is no request: %j', async (message) => {
    const { session, posted, asked } = start([run]);
    await session.receive(message);
    expect([posted, asked]).toEqual([[], []]);
  });

  it('asks before it reads a data folder outside the workspace, and takes no for an answer', async () => {
    const path = hostileRun('elsewhere', {
      kind: 'folder',
      folder: join(outside, 'data'),
      labels: 'binary',
      testCases: ['case_ras'],
    });
    const refused = start([path]);
    await refused.session.receive({ kind: 'ready', choice: null });
    expect(refused.questions).toEqual([join(outside, 'data')]);
    expect(refused.asked).toEqual([]);
    expect(refused.problems().join()).toContain('was not allowed');
    const agreed = start([path], true);
    await agreed.session.receive({ kind: 'ready', choice: null });
    expect(agreed.paths()[0]).toBe(join(outside, 'data/imagesTr/case_ras.nii.gz'));
  });

  it('does not follow a link out of the data folder or of the run', async () => {
    for (const part of ['linked/imagesTr', 'linked/labelsTr']) mkdirSync(join(folder, part), { recursive: true });
    symlinkSync(join(outside, 'data/imagesTr/case_ras.nii.gz'), join(folder, 'linked/imagesTr/case_ras.nii.gz'));
    const path = hostileRun('linking', { kind: 'folder', folder: 'linked', labels: 'binary', testCases: ['case_ras'] });
    const { session, asked, problems } = start([path]);
    await session.receive({ kind: 'ready', choice: null });
    expect(asked).toEqual([]);
    expect(problems().join()).toContain('leads out of the data folder');
    mkdirSync(join(path, 'predictions/7'), { recursive: true });
    symlinkSync(join(outside, 'runs/made/predictions/10/case_ras.A.nii.gz'), join(path, 'predictions/7/case_ras.A.nii.gz'));
    const { layersOf } = await import('../../../src/host/viewer/caseSources');
    const settings = runSettingsOf(recordOf('x', { kind: 'folder', folder: 'data', labels: 'binary', testCases: [] }) as never);
    const layers = await layersOf(
      choice({ run: 'linking', first: { run: 'linking', model: 'A', iteration: 7 }, second: null }),
      () => path,
      settings,
      { roots: [folder], allow: () => Promise.resolve(false) },
    );
    expect(layers.map(({ layer }) => layer)).toEqual(['image', 'truth']);
  });

  it('survives a run.json of nonsense', async () => {
    const path = hostileRun('nonsense', { kind: 3, folder: { a: 1 }, testCases: [null, 5], phantom: 'x' });
    const { session, posted } = start([path, run]);
    await session.receive({ kind: 'ready', choice: null });
    expect(posted.some((message) => message.kind === 'case')).toBe(true);
    expect(CASES.length).toBe(3);
  });
});

describe('the page', () => {
  const addresses = {
    script: 'https://x/"><script>alert(1)</script>',
    style: 's',
    icons: 'i',
    cspSource: 'https://*.vscode-cdn.net',
  };

  it('has a policy that lets nothing in but our own files, with a new nonce each time', () => {
    const one = pageHtml('t', addresses);
    const nonce = /nonce="([\w-]+)"/.exec(one)?.[1] ?? '';
    expect(nonce.length).toBeGreaterThanOrEqual(24);
    expect(pageHtml('t', addresses)).not.toContain(nonce);
    expect(one).toContain('default-src &#39;none&#39;');
    expect(one).not.toMatch(/unsafe-|\*;|http:|blob:|data:/);
  });

  it('turns markup in a title or an address into text', () => {
    const html = pageHtml('<img src=x onerror=alert(1)>', addresses);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script>alert');
  });
});
