import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installExtension } from './server';

/** Once for all files of tests: the extension as its users get it. */
export function setup(): void {
  rmSync(fileURLToPath(new URL('../../build/e2e', import.meta.url)), { recursive: true, force: true });
  installExtension();
}
