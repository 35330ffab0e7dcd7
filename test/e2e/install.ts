import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installExtension } from './server';

/** Once for all files of tests (run.mjs says when it is done): the extension as its users get it. */
export function setup(): void {
  if (process.env.LLMSEGNET_E2E_INSTALLED === '1') return;
  rmSync(fileURLToPath(new URL('../../build/e2e', import.meta.url)), { recursive: true, force: true });
  installExtension();
}
