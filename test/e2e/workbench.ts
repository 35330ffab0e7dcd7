/**
 * A real workbench for tests: code-server with the packaged extension, in a headless Chromium. Everything waits for what it needs to see;
 * nothing sleeps for a fixed time.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../support/chromium';
import type { Server } from './server';
import { startServer } from './server';

const pictures = fileURLToPath(new URL('../../build/e2e/', import.meta.url));
/** The machine may be busy with trainings. */
export const PATIENCE = 90_000;

const GL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Runs in every frame; as text, because the tests' own types know no browser. */
const REPORT_VIOLATIONS = `addEventListener('securitypolicyviolation', (event) => {
  console.warn('CSP-VIOLATION ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

export interface WorkbenchOptions {
  /** The folder to open; a new empty one without. */
  readonly folder?: string;
  /** false: Restricted Mode. */
  readonly trusted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language, as 'zh-cn'. */
  readonly locale?: string;
}

export interface Workbench {
  readonly page: Page;
  readonly folder: string;
  /** Violations of a content security policy that any frame reported since the start. */
  readonly violations: readonly string[];
  /** Runs a command by its title in the palette, e.g. 'LLM-SegNet: Train'. */
  command(title: string): Promise<void>;
  /** Opens a file of the folder in an editor. */
  open(path: string): Promise<void>;
  /** Moves the cursor of the editor to a line, and shows it. */
  goToLine(line: number): Promise<void>;
  /** Takes the entry of an open quick pick whose text holds this. */
  pick(text: string | RegExp): Promise<void>;
  /** Answers an open input box. */
  answer(text: string): Promise<void>;
  /** Answers an open file dialog with a path that exists, or one to save to. */
  chooseFile(path: string): Promise<void>;
  /** A notification that holds this text. */
  notification(text: string | RegExp): Locator;
  /** The content of a webview: two frames deep. `index` counts the open webviews. */
  webview(index?: number): FrameLocator;
  /** Shows the extension's side bar. */
  sideBar(): Promise<void>;
  reload(): Promise<void>;
  /** Writes build/e2e/<name>.png. */
  screenshot(name: string): Promise<void>;
  /** All that the extension wrote to its log. */
  log(): string;
  close(): Promise<void>;
}

/** A workbench in a browser writes what it keeps every five seconds, and nothing when its page is left (VS Code: BrowserStorageService). */
const FLUSH_MILLISECONDS = 6000;
/** A dialog for files lists folders for a moment after it has opened, and after each letter. */
const SETTLE_MILLISECONDS = 1000;

/** The newest file of this name below a folder. */
function newest(folder: string, name: string): string | undefined {
  const found = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith(name))
    .map((path) => join(folder, path));
  return found.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

async function ready(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: PATIENCE });
  // The extension host is there when extensions can add to the status bar or the problems list; the remote indicator comes with it.
  await page
    .locator('.monaco-workbench .part.activitybar .action-label[aria-label^="LLM-SegNet"]')
    .waitFor({ timeout: PATIENCE });
}

export async function startWorkbench({
  folder,
  trusted = true,
  settings = {},
  locale,
}: WorkbenchOptions = {}): Promise<Workbench> {
  mkdirSync(pictures, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'llm-segnet-e2e-'));
  const opened = folder ?? join(scratch, 'workspace');
  mkdirSync(opened, { recursive: true });
  const server: Server = await startServer({ folder: opened, userData: join(scratch, 'user'), trusted, settings, locale });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS, ...GL] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript(REPORT_VIOLATIONS);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('CSP-VIOLATION')) violations.push(message.text());
    });
    await ready(page, server.url);
    return workbenchOn({ page, server, browser, scratch, folder: opened, violations });
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

interface Parts {
  readonly page: Page;
  readonly server: Server;
  readonly browser: Browser;
  readonly scratch: string;
  readonly folder: string;
  readonly violations: string[];
}

function workbenchOn({ page, server, browser, scratch, folder, violations }: Parts): Workbench {
  const input = page.locator('.quick-input-widget input');
  const rows = page.locator('.quick-input-widget .monaco-list-row');
  const quickInput = async (prefix: string): Promise<void> => {
    // A pick that is about to close would take the text with it.
    await input.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
    // Whatever takes the focus at the wrong moment closes it again.
    for (const end = Date.now() + PATIENCE; ; ) {
      await page.keyboard.press('F1');
      const filled = await input.fill(prefix, { timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (filled) return;
      if (Date.now() > end) throw new Error('The palette does not stay open.');
    }
  };
  return {
    page,
    folder,
    violations,
    async command(title) {
      const row = rows.filter({ hasText: title }).first();
      const end = Date.now() + PATIENCE;
      // After a reload the palette may be filled before the extensions' commands are known: it is opened anew.
      for (;;) {
        await quickInput(`>${title}`);
        const found = await row.waitFor({ timeout: 3000 }).then(
          () => true,
          () => false,
        );
        if (found) break;
        if (Date.now() > end) throw new Error(`The palette has no command '${title}'.`);
        await page.keyboard.press('Escape');
      }
      await row.click();
    },
    async open(path) {
      await quickInput(path);
      await rows
        .filter({ hasText: path.split('/').at(-1) ?? path })
        .first()
        .click();
      await page.locator('.editor-instance .monaco-editor').first().waitFor();
    },
    async goToLine(line) {
      await quickInput(`:${line}`);
      await page.keyboard.press('Enter');
      await input.waitFor({ state: 'hidden' });
    },
    async pick(text) {
      await rows.filter({ hasText: text }).first().click();
    },
    async answer(text) {
      await input.waitFor();
      await input.fill(text);
      await page.keyboard.press('Enter');
    },
    async chooseFile(path) {
      const dialog = page.locator('.quick-input-widget');
      // The dialog has a button with a label, the pick before it has none; 'Show Local' is a secondary one.
      const button = '.quick-input-action .monaco-button:not(.secondary)';
      await dialog.locator(button).filter({ hasText: /\w/ }).waitFor();
      const title = await dialog.locator('.quick-input-title').innerText();
      // Only this dialog is typed into, not the one that may come after it.
      const open = dialog.filter({ has: page.locator('.quick-input-title').filter({ hasText: title }) });
      // It may close at any moment. A path that it has not looked up yet is looked up by the first click and taken by the next.
      const brief = { timeout: 3000 };
      for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
        await open
          .locator('input')
          .fill(path, brief)
          // One that has just opened may still write the folder it starts from over what is typed, and would then take that.
          .then(() => page.waitForTimeout(SETTLE_MILLISECONDS))
          .then(async () => {
            if ((await open.locator('input').inputValue(brief)).startsWith(path))
              await open.locator(button).filter({ hasText: /\w/ }).click(brief);
          })
          .catch(() => undefined);
        const closed = await open.waitFor({ state: 'hidden', ...brief }).then(
          () => true,
          () => false,
        );
        if (closed) return;
      }
      throw new Error(`The dialog '${title}' did not take ${path}.`);
    },
    notification: (text) => page.locator('.notification-list-item').filter({ hasText: text }).first(),
    webview: (index = 0) => page.frameLocator('iframe.webview').nth(index).frameLocator('iframe#active-frame'),
    async sideBar() {
      const icon = page.locator('.part.activitybar .action-label[aria-label^="LLM-SegNet"]');
      const title = page.locator('.part.sidebar .composite.title').filter({ hasText: /LLM-SegNet/i });
      if (!(await title.isVisible())) await icon.click();
      await title.waitFor();
    },
    async reload() {
      await page.waitForTimeout(FLUSH_MILLISECONDS);
      await ready(page, server.url);
    },
    async screenshot(name) {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    log() {
      const file = newest(server.userData, 'LLM-SegNet.log');
      return file === undefined ? '' : readFileSync(file, 'utf8');
    },
    async close() {
      await browser.close();
      await server.stop();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** After a failed test: what was to be seen, and what the extension logged. */
export async function keepEvidence(
  workbench: Workbench,
  task: { readonly name: string; readonly result?: { readonly state: string } | undefined },
): Promise<void> {
  if (task.result?.state !== 'fail') return;
  await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  console.log(workbench.log());
}
