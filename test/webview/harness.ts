import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Browser, Frame, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { viewerWorkerOptions } from '../../scripts/extensionBundle.mjs';
import type { PageOptions } from '../../src/host/support/page';
import { pageHtml } from '../../src/host/support/page';
import { createSession } from '../../src/host/viewer/session';
import { webviewOptions } from '../../webview/build.mjs';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../support/chromium';
import { EDITOR_SCRIPT, encodeFrame, OUTER_PAGE } from './frames';
import { FIRST_THEME, THEMES } from './themes';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** The bundles as the product has them, in a folder of the test's. */
export async function buildViewer(folder: string): Promise<void> {
  await build({ ...webviewOptions, absWorkingDir: root, outdir: join(folder, 'webview') } as Parameters<typeof build>[0]);
  await build({ ...viewerWorkerOptions, absWorkingDir: root, outdir: folder } as Parameters<typeof build>[0]);
}

/** `more` are further arguments of Chromium. */
export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS, ...more] });
}

/** A page that stands in a frame as in the editor; a small server passes the messages on. */
export interface OpenPage {
  readonly page: Page;
  readonly frame: Frame;
  readonly log: string[];
  theme(name: string): Promise<void>;
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

type Post = (message: Record<string, unknown>) => void;

export interface PageChoice {
  readonly browser: Browser;
  /** Folder with webview/, as buildViewer fills it. */
  readonly dist: string;
  readonly name: 'slices' | 'results';
  readonly size: { readonly width: number; readonly height: number };
  readonly texts?: Pick<PageOptions, 'language' | 'texts'>;
  /** Runs in the page before its own script. */
  readonly script?: string;
}

/** `connect` gets the way to the page and returns what takes the page's own messages. */
export async function openPage(
  { browser, dist, name, size, texts = {}, script = '' }: PageChoice,
  connect: (post: Post) => (message: unknown) => Promise<void>,
): Promise<OpenPage> {
  const log: string[] = [];
  let events: ServerResponse | null = null;
  const waiting: Buffer[] = [];
  const receive = connect((message) => {
    const bytes = encodeFrame(message);
    if (events === null) waiting.push(bytes);
    else events.write(bytes);
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') response.setHeader('content-type', 'text/html').end(OUTER_PAGE);
    else if (pathname === '/page') {
      const files = { script: `/${name}.js`, style: `/${name}.style.css`, icons: '/codicon.css', cspSource: "'self'" };
      const html = pageHtml('LLM-SegNet', files, { ...texts, pictures: 'data:' });
      const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? '';
      response
        .setHeader('content-type', 'text/html')
        .end(
          html
            .replace('<head>', () => `<head><script nonce="${nonce}">${EDITOR_SCRIPT}${script}</script>`)
            .replace('<body>', `<body class="${FIRST_THEME.classes}">`),
        );
    } else if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      events = response;
      for (const bytes of waiting.splice(0)) response.write(bytes);
    } else if (pathname === '/request') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        void receive(JSON.parse(Buffer.concat(parts).toString()));
        response.end();
      });
    } else {
      readFile(join(dist, 'webview', basename(pathname))).then(
        (bytes) => response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/plain').end(bytes),
        () => response.writeHead(404).end(),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const page = await browser.newPage({ viewport: size });
  page.on('console', (message) => log.push(message.text()));
  page.on('pageerror', (error) => log.push(String(error)));
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const frame = page.frames().find((one) => one.url().endsWith('/page'));
  if (frame === undefined) throw new Error('the page has no frame');
  const opened: OpenPage = {
    page,
    frame,
    log,
    async theme(theme) {
      const found = THEMES[theme];
      if (found === undefined) throw new Error(`no theme ${theme}`);
      await frame.evaluate(`applyTheme(${JSON.stringify(found)})`);
    },
    violations: () => frame.evaluate('violations'),
    async close() {
      await page.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return opened;
}

export interface ViewerPage extends OpenPage {
  readonly session: ReturnType<typeof createSession>;
}

/** The real page with the real session and worker thread. */
export async function openViewer(
  browser: Browser,
  dist: string,
  runs: readonly string[],
  roots: readonly string[],
  size: { width: number; height: number },
  more: Pick<PageChoice, 'texts' | 'script'> = {},
): Promise<ViewerPage> {
  const worker = new Worker(join(dist, 'viewerWorker.cjs'));
  const lines: string[] = [];
  let session: ViewerPage['session'] | undefined;
  const opened = await openPage({ browser, dist, name: 'slices', size, ...more }, (post) => {
    session = createSession({
      post,
      toWorker: (request) => worker.postMessage(request),
      runs: () => Promise.resolve(runs),
      permissions: () => ({ roots, allow: () => Promise.resolve(false) }),
      log: (line) => lines.push(line),
    });
    worker.on('message', session.answer);
    void session.begin();
    return session.receive;
  });
  if (session === undefined) throw new Error('no session');
  return {
    ...opened,
    session,
    async close() {
      await opened.close();
      await worker.terminate();
    },
  };
}
