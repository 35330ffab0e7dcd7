/**
 * The part of the tests that runs inside an extension host: `npm run test:electron`. @vscode/test-electron downloads VS Code of the oldest
 * version that package.json allows (about 130 MB, kept in .vscode-test); without a display: `xvfb-run -a npm run test:electron`.
 *
 * VSCODE_EXECUTABLE names a VS Code that is there already; nothing is downloaded then.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const executable = process.env.VSCODE_EXECUTABLE;
const workspace = mkdtempSync(join(tmpdir(), 'llm-segnet-electron-'));

try {
  await runTests({
    ...(executable === undefined ? { version: engines.vscode.replace('^', '') } : { vscodeExecutablePath: executable }),
    extensionDevelopmentPath: root,
    extensionTestsPath: fileURLToPath(new URL('suite/index.cjs', import.meta.url)),
    launchArgs: [workspace, '--disable-workspace-trust', '--disable-extensions'],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
