/**
 * End-to-end tests: `npm run test:e2e [-- name]`. Installs the workbench once (scripts/setup-workbench), packages the extension, and drives it. Where
 * the workbench cannot be installed the tests are skipped, and the reason printed; in CI that is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CANNOT = 3;

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return status ?? 1;
}

const prepared = run('bash', ['scripts/setup-workbench']);
if (prepared === CANNOT && process.env.CI !== 'true') {
  console.log('Skipped: the workbench cannot be installed here; the reason is above.');
} else if (prepared !== 0) {
  console.error('The workbench could not be installed.');
  process.exitCode = 1;
} else {
  const target = existsSync(join(root, 'build', 'native', 'llm_segnet.node')) ? 'linux-x64' : 'universal';
  const packaged = process.argv.includes('--no-package')
    ? 0
    : run(process.execPath, ['scripts/package.mjs', `--target=${target}`]);
  const rest = process.argv.slice(2).filter((argument) => argument !== '--no-package');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  process.exitCode = packaged || run(process.execPath, [vitest, 'run', '--config', 'test/e2e/vitest.config.ts', ...rest]);
}
