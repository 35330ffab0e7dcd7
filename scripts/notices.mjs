/**
 * The licences of everything a package brings along: npm packages whose code is in a bundle, as esbuild saw it, and libraries of the
 * system. A part without a licence text is an error, so that none is passed on without one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Packages that publish no licence file: who holds the copyright, as their sources say; the licence is the one that package.json names. */
const COPYRIGHTS = {
  '@niivue/niivue': 'Copyright (c) 2021, Niivue. All rights reserved.',
  '@tensorflow/tfjs-backend-cpu': 'Copyright Google LLC. All Rights Reserved.',
  '@tensorflow/tfjs-core': 'Copyright Google LLC. All Rights Reserved.',
  'onnxruntime-common': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  'onnxruntime-node': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  seedrandom: 'Copyright 2019 David Bau.',
  tr46: 'Copyright (c) Sebastian Mayr.',
};
const TEXTS = { MIT: 'scripts/licences/MIT.txt', 'BSD-2-Clause': 'scripts/licences/BSD-2-Clause.txt', 'Apache-2.0': 'LICENSE' };

/**
 * Names of the packages with code in the outputs of a build.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]}
 */
export function packagesIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return files.flatMap(([file, { bytesInOutput }]) => {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    return bytesInOutput > 0 && name !== undefined ? [name] : [];
  });
}

/** Licence texts of a package's own, whatever it calls the files. */
function ownTexts(folder) {
  return readdirSync(folder)
    .filter((name) => /^(?:licen[sc]e|copying|notice)/i.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8').trim());
}

function packageNotice(name) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = ownTexts(folder);
  if (own.length === 0) {
    const [holder, text] = [COPYRIGHTS[name], TEXTS[license]];
    if (holder === undefined || text === undefined)
      throw new Error(`${name} ${version} (${license}) has no licence file: add its copyright line to scripts/notices.mjs.`);
    own.push(holder, readFileSync(join(root, text), 'utf8').trim());
  }
  return `${name} ${version} (${license})\n\n${own.join('\n\n')}`;
}

/** What Debian says of the package that a library comes from. */
function libraryNotice(path) {
  const { stdout } = spawnSync('dpkg-query', ['--search', path], { encoding: 'utf8' });
  const owner = (stdout ?? '').split(':')[0];
  const file = `/usr/share/doc/${owner}/copyright`;
  if (owner === '' || !existsSync(file))
    throw new Error(
      `${path}: its licence is not to be found in /usr/share/doc. Package on Debian or Ubuntu, with that library from there.`,
    );
  return `${path.split('/').at(-1)} (Debian's ${owner})\n\n${readFileSync(file, 'utf8').trim()}`;
}

/**
 * The text of ThirdPartyNotices.txt. Throws when a part has no licence text.
 *
 * @param {readonly string[]} packages names of npm packages, in any order, repeated or not
 * @param {readonly string[]} libraries paths of shared libraries
 * @returns {string}
 */
export function notices(packages, libraries = []) {
  const parts = [...[...new Set(packages)].sort().map(packageNotice), ...libraries.map(libraryNotice)];
  return `${['This package holds the following works of others, each under its own licence.', ...parts].join(`\n\n${'='.repeat(80)}\n\n`)}\n`;
}
