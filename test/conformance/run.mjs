/**
 * Runs tfjs-core's own published op tests against the native backend: `node test/conformance/run.mjs [part of a spec's name]`.
 * Fails when a spec failed, when a skipped spec is not in skips.json, or when suspiciously few specs ran.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** tfjs-core 4.22 has over 4,200; a bundler that drops the tests as dead code would leave none. */
const FEWEST = 4000;

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));
const core = join(root, 'node_modules/@tensorflow/tfjs-core/dist');
const folder = join(root, 'node_modules/.cache/conformance');
const bundle = join(folder, 'tests.cjs');

/** One TensorFlow.js for everything, and no test module removed for having no exports in use. */
const oneInstance = {
  name: 'one-instance',
  setup({ onResolve }) {
    onResolve({ filter: /(_test|\/tests)(\.js)?$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.endsWith('.js') ? path : `${path}.js`),
      sideEffects: true,
    }));
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: join(core, 'index.js') }));
  },
};

async function bundleTests() {
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'entry.js');
  const imports = [join(root, 'test/conformance/environment.ts'), './tests.js'];
  writeFileSync(entry, imports.map((file) => `import ${JSON.stringify(file)};\n`).join(''));
  await build({
    stdin: { contents: readFileSync(entry, 'utf8'), resolveDir: core, sourcefile: 'entry.js' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: bundle,
    plugins: [oneInstance],
    mainFields: ['module', 'jsnext:main', 'main'],
    external: ['*.node', 'jasmine-core/*', 'node-fetch'],
    define: { 'import.meta.url': JSON.stringify(new URL('../../src/tensor/native/load.ts', import.meta.url).href) },
    logLevel: 'error',
  });
}

function runTests(filter) {
  const Jasmine = require('jasmine');
  const runner = new Jasmine();
  runner.loadConfig({ random: false });
  runner.exitOnCompletion = false;
  runner.clearReporters();
  const results = { passed: [], failed: [], skipped: [] };
  return new Promise((resolve, reject) => {
    runner.addReporter({
      specDone: (spec) => (results[spec.status] ?? results.skipped).push(spec),
      jasmineDone: () => resolve(results),
    });
    runner.execute([bundle], filter).catch(reject);
  });
}

const [filter] = process.argv.slice(2);
await bundleTests();
// The tests of tfjs's debug mode print tables.
const { log } = console;
console.log = () => {};
const { passed, failed, skipped } = await runTests(filter).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
console.log = log;
for (const spec of failed) console.log(`FAILED ${spec.fullName}\n  ${spec.failedExpectations[0]?.message.slice(0, 400)}`);

const expectedSkips = JSON.parse(readFileSync(new URL('skips.json', import.meta.url), 'utf8'));
const unexpected = skipped.filter((spec) => !(spec.fullName in expectedSkips));
if (filter === undefined) for (const spec of unexpected) console.log(`SKIPPED without a reason in skips.json: ${spec.fullName}`);

console.log(`${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
const tooFew = filter === undefined && passed.length < FEWEST;
if (tooFew) console.log(`Only ${passed.length} specs ran; at least ${FEWEST} were expected.`);
process.exit(failed.length > 0 || tooFew || (filter === undefined && unexpected.length > 0) ? 1 : 0);
