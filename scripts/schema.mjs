/** Writes what is made of the experiment's schema: `npm run schema`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './tensorflow.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-schema-'));
try {
  const outfile = join(folder, 'documents.mjs');
  await build({ ...bundleOptions, absWorkingDir: root, entryPoints: ['src/core/config/documents.ts'], outfile });
  const { generatedDocuments } = await import(pathToFileURL(outfile).href);
  for (const { path, content } of generatedDocuments()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    console.log(`wrote ${path}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
