/**
 * Installs @tensorflow/tfjs-node into a cache folder of its own, without its install script (which downloads a TensorFlow)
 * and without a second TensorFlow.js: the packages `@tensorflow/tfjs` and `@tensorflow/tfjs-core` are an empty module there,
 * which loading fills with the product's own (see load.ts).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesFolder, tfjsNodeVersion } from './binding';
import { TensorflowProblem } from './problem';
import { run } from './run';

const emptyPackage = 'tensorflow-js';
const manifest = {
  private: true,
  dependencies: {
    '@tensorflow/tfjs': `file:./${emptyPackage}`,
    '@tensorflow/tfjs-core': `file:./${emptyPackage}`,
    '@tensorflow/tfjs-node': tfjsNodeVersion,
    'node-api-headers': '1.9.0',
  },
  overrides: { '@tensorflow/tfjs': '$@tensorflow/tfjs' },
};

/** Returns the folder; uses the npm on the PATH with the user's own npm settings, and does nothing when it was done before. */
export async function installTfjsNode(): Promise<string> {
  const folder = packagesFolder();
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return folder;
  mkdirSync(join(folder, emptyPackage), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const empty = { name: emptyPackage, version: tfjsNodeVersion, main: 'index.js' };
  writeFileSync(join(folder, emptyPackage, 'package.json'), JSON.stringify(empty));
  writeFileSync(join(folder, emptyPackage, 'index.js'), 'module.exports = {};\n');
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    missing: () => new TensorflowProblem('npm is not installed.', 'Install Node.js with npm.'),
    failed: (output) =>
      new TensorflowProblem(
        `npm could not install @tensorflow/tfjs-node ${tfjsNodeVersion}: ${output}`,
        "Check npm's registry and proxy settings, then run the command again.",
      ),
  });
  writeFileSync(installed, '');
  return folder;
}
