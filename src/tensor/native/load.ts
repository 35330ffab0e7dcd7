import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NativeAddon } from './addon';

const FILE = 'llm_segnet.node';

/**
 * How many times an idle OpenMP thread polls before it sleeps. libgomp's default spins for milliseconds, which makes a step 5 to 10 times
 * slower as soon as another process wants the core; a short spin costs little when the machine is free.
 */
const SPIN_COUNT = '5000';

export type Loaded = { addon: NativeAddon; file: string } | { failure: string };

/** Where the addon may be, seen from this file in the source tree, or from a bundle in dist/. */
function candidates(): string[] {
  const chosen = process.env['LLMSEGNET_ADDON'];
  if (chosen !== undefined && chosen !== '') return [chosen];
  const found: string[] = [];
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    found.push(join(folder, FILE), join(folder, 'build', 'native', FILE));
    // The package root ends the search: a folder above it may hold another version.
    if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return found;
  }
}

function setSpinning(): void {
  // libgomp reads these once, when the addon's dlopen() loads it.
  if (process.env['GOMP_SPINCOUNT'] === undefined && process.env['OMP_WAIT_POLICY'] === undefined) {
    process.env['GOMP_SPINCOUNT'] = SPIN_COUNT;
  }
}

function load(): Loaded {
  const path = candidates().find((file) => existsSync(file));
  if (path === undefined) {
    return { failure: `the native engine is not built: ${join('build', 'native', FILE)} is missing` };
  }
  setSpinning();
  try {
    return { addon: createRequire(import.meta.url)(path) as NativeAddon, file: path };
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return { failure: `the native engine does not load: ${cause}` };
  }
}

let loaded: Loaded | undefined;

/** Loads the addon once a process; the answer, good or bad, is remembered. LLMSEGNET_ADDON names another build. */
export function loadAddon(): Loaded {
  loaded ??= load();
  return loaded;
}

/** What a user can do about a failure of loadAddon(). */
export const HOW_TO_BUILD = 'Run "node native/build.mjs"; it needs g++ and oneDNN (on Debian: apt-get install g++ libdnnl-dev).';
