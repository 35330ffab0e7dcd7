/**
 * Situations that people report, one row each: what they have (`given`), what they type (`when`), what must come of it. A new report is a
 * new row in the file of its area (data.test.ts, reading.test.ts, words.test.ts); rows that only differ in their input share a maker.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Finished } from '../cli/process';
import { bundleCli, start } from '../cli/process';
import { temporaryFolder } from '../support/temporary';

export interface Situation {
  /** One line, as its user would tell it. */
  readonly name: string;
  /** Makes what the user has, in a folder of its own. */
  readonly given: (folder: string) => void | Promise<void>;
  /** Words of the command line after `llm-segnet`, run inside the folder; several commands: several lists, the last one counts. */
  readonly when: readonly string[] | readonly (readonly string[])[];
  readonly env?: NodeJS.ProcessEnv;
  /** Exit code of the last command; src/cli/exitCodes.ts names them. */
  readonly exit: number;
  /** Must be said by the last command, on either stream. */
  readonly says?: RegExp | readonly RegExp[];
  /** Must not be. */
  readonly never?: RegExp | readonly RegExp[];
  /** What must lie in the folder afterwards. */
  readonly leaves?: (folder: string, finished: Finished) => void | Promise<void>;
}

const listOf = <T>(one: T | readonly T[] | undefined): readonly T[] =>
  one === undefined ? [] : Array.isArray(one) ? (one as readonly T[]) : [one as T];

function commandsOf({ when }: Situation): readonly (readonly string[])[] {
  return when.every((part) => typeof part === 'string') ? [when as readonly string[]] : (when as readonly (readonly string[])[]);
}

/** Control sequences of a terminal would break sentences apart. */
const told = ({ output, errors }: Finished): string => `${output}\n${errors}`;

/** Registers a test a row. The command line is bundled once a file, from the sources as they are now. */
export function situations(area: string, rows: readonly Situation[]): void {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  const root = temporaryFolder();
  let cli = '';
  beforeAll(async () => {
    cli = await bundleCli(join(root, 'bundle'));
  });

  describe(`situations: ${area}`, () => {
    for (const [index, row] of rows.entries())
      it(row.name, async () => {
        const folder = join(root, String(index));
        mkdirSync(folder);
        await row.given(folder);
        let finished: Finished | undefined;
        for (const command of commandsOf(row)) finished = await start(cli, command, { cwd: folder, env: row.env ?? {} });
        if (finished === undefined) throw new Error('no command');
        const text = told(finished);
        expect(finished.code, text).toBe(row.exit);
        for (const sentence of listOf(row.says)) expect(text).toMatch(sentence);
        for (const sentence of listOf(row.never)) expect(text).not.toMatch(sentence);
        // Whatever went wrong, a stack is no answer.
        expect(text).not.toMatch(/^\s+at .+:\d+:\d+/m);
        await row.leaves?.(folder, finished);
      });
  });
}
