/** Writes what is made of the schemas of experiments and studies, and of the registry of formats: `npm run schema`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { withVolumeEndings } from './manifest.mjs';
import { bundleOptions } from './tensorflow.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-schema-'));
try {
  const load = async (name, entryPoint) => {
    const outfile = join(folder, `${name}.mjs`);
    await build({ ...bundleOptions, absWorkingDir: root, entryPoints: [entryPoint], outfile });
    return import(pathToFileURL(outfile).href);
  };
  const { generatedDocuments } = await load('experiment', 'src/core/config/documents.ts');
  const { studyDocuments } = await load('study', 'src/core/study/documents.ts');
  const { volumeEndings } = await load('formats', 'src/io/formats/registry.ts');
  const manifest = join(root, 'package.json');
  const written = withVolumeEndings(JSON.parse(readFileSync(manifest, 'utf8')), volumeEndings);
  writeFileSync(manifest, `${JSON.stringify(written, null, 2)}\n`);
  for (const { path, content } of [...generatedDocuments(), ...studyDocuments()]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    console.log(`wrote ${path}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
