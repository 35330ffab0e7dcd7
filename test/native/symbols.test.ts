import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addonFile } from './load';

const sources = join(import.meta.dirname, '..', '..', 'native', 'src');
const objects = join(dirname(addonFile), 'objects');
const wide = readdirSync(sources, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.cpp') && /#pragma GCC target/.test(readFileSync(join(sources, file), 'utf8')))
  .map((file) => join(objects, file.replace(/\.cpp$/, '.o')));
const usable = existsSync(objects) && spawnSync('nm', ['--version']).status === 0;

/**
 * A file compiled for AVX-512 must not define an inline function or template of general use (a weak symbol): the linker keeps one
 * copy of those for the whole addon and might keep the one that other processors cannot run.
 */
test.skipIf(!usable)(
  `files with a target pragma define no symbol that others could share ${usable ? '' : '(no nm, or no objects)'}`,
  () => {
    expect(wide.length).toBeGreaterThan(3);
    for (const object of wide) {
      const { stdout, status } = spawnSync('nm', ['--defined-only', '--demangle', object], { encoding: 'utf8' });
      expect(status).toBe(0);
      const shared = stdout
        .split('\n')
        .filter((line) => /^[0-9a-f]+ [WVuwv] /.test(line) && !line.includes('DW.ref.__gxx_personality'));
      expect([object, shared]).toEqual([object, []]);
    }
  },
);
