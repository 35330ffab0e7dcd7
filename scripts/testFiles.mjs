import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What these check is the same with any instruction set: symbols, signals, threads, the choice of a backend. */
const ANY_PROCESSOR = [
  'test/native/symbols',
  'test/native/signals',
  'test/tensor/threads',
  'test/tensor/select',
  'test/tensor/tensorflow',
];

/** Whether a file of test/, or one of test/ that it imports, loads the native engine. */
function usesEngine(root, file, seen = new Set()) {
  if (seen.has(file) || !existsSync(join(root, file))) return false;
  seen.add(file);
  const imports = [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\() ?'([.][^']+)'/g)];
  const paths = imports.map(([, path]) => relative(root, join(root, dirname(file), path)));
  if (paths.some((path) => path.startsWith('src/tensor/'))) return true;
  return paths.some((path) => path.startsWith('test/') && usesEngine(root, `${path}.ts`, seen));
}

/** The unit tests of numbers that native kernels compute: those to repeat with the processor's newer instructions hidden. */
export function filesOnKernels(root) {
  return ['native', 'tensor', 'core']
    .flatMap((folder) => readdirSync(join(root, 'test', folder), { recursive: true }).map((file) => `test/${folder}/${file}`))
    .filter((file) => file.endsWith('.test.ts') && !ANY_PROCESSOR.some((start) => file.startsWith(start)))
    .filter((file) => usesEngine(root, file))
    .sort();
}
