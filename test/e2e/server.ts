import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = join(root, '.tools');
const node = join(tools, 'node24', 'bin', 'node');
const entry = join(tools, 'workbench', 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const extensions = join(root, 'build', 'e2e', 'extensions');

/** Quiet, and the same on every machine. */
const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'files.simpleDialog.enable': true,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
};

export interface Server {
  readonly url: string;
  /** Folder of the user's data: User/settings.json, logs. */
  readonly userData: string;
  /** Ends the server and everything in its process group. */
  stop(): Promise<void>;
}

/** The package scripts/package.mjs made: with the native engine where there is one. */
function vsix(): string {
  const folder = join(root, 'build', 'vsix');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.vsix')) : [];
  const name = names.find((one) => one.includes('linux-x64')) ?? names[0];
  if (name === undefined) throw new Error('There is no package in build/vsix: npm run package makes it.');
  return join(folder, name);
}

/** Installs the packaged extension, or another one, into the tests' own extensions folder. */
export function installExtension(file = vsix()): void {
  mkdirSync(extensions, { recursive: true });
  const args = [
    entry,
    '--install-extension',
    file,
    '--force',
    '--extensions-dir',
    extensions,
    '--user-data-dir',
    join(root, 'build', 'e2e', 'install'),
  ];
  execFileSync(node, args, { stdio: 'pipe', timeout: 180_000 });
}

/** Packages and installs an extension of the tests. */
export async function installFolder(folder: string): Promise<void> {
  const packagePath = join(mkdtempSync(join(tmpdir(), 'llm-segnet-vsix-')), 'extension.vsix');
  await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  installExtension(packagePath);
}

/** Says that a language pack is there. Its translations of the workbench are empty: what an extension shows is its own. */
function pretendLanguagePack(userData: string, locale: string): void {
  const vscode = join(userData, 'main.i18n.json');
  writeFileSync(vscode, JSON.stringify({ contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'llm-segnet-tests.language' }, version: '0.0.1' }];
  const packs = { [locale]: { hash: 'tests', extensions, translations: { vscode }, label: locale } };
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify(packs));
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const url = /listening on (http:\/\/[\d.:]+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${text}`)));
  });
}

export interface ServerOptions {
  readonly folder: string;
  readonly userData: string;
  readonly trusted: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Display language, as 'zh-cn'. */
  readonly locale?: string | undefined;
}

export async function startServer({ folder, userData, trusted, settings, locale }: ServerOptions): Promise<Server> {
  mkdirSync(join(userData, 'User'), { recursive: true });
  // Machine-scoped settings of a remote extension host live in Machine/, the others in User/.
  mkdirSync(join(userData, 'Machine'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
  writeFileSync(join(userData, 'Machine', 'settings.json'), JSON.stringify(settings));
  if (locale !== undefined) pretendLanguagePack(userData, locale);
  const language = locale === undefined ? [] : ['--locale', locale];
  const trust = trusted ? ['--disable-workspace-trust'] : [];
  const args = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  const child = spawn(
    node,
    [
      entry,
      ...args,
      '--disable-getting-started-override',
      ...trust,
      ...language,
      '--user-data-dir',
      userData,
      '--extensions-dir',
      extensions,
      folder,
    ],
    // Variables of a surrounding VS Code or of the tests would make another program of it.
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, VSCODE_IPC_HOOK_CLI: undefined, NODE_OPTIONS: undefined },
    },
  );
  const url = await listening(child);
  return {
    url,
    userData,
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        if (child.pid === undefined || child.exitCode !== null) resolve();
        else process.kill(-child.pid, 'SIGKILL');
      }),
  };
}
