import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParseError } from 'jsonc-parser';
import { parse } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { scripts } from '../../package.json';

const root = fileURLToPath(new URL('../..', import.meta.url));

function read<T>(name: string, schema: z.ZodType<T>): T {
  const errors: ParseError[] = [];
  const content: unknown = parse(readFileSync(join(root, '.vscode', name), 'utf8'), errors);
  expect(errors, name).toEqual([]);
  return schema.parse(content);
}

const launch = read(
  'launch.json',
  z.looseObject({
    configurations: z.array(
      z.looseObject({
        name: z.string(),
        program: z.string().optional(),
        args: z.array(z.string()).default([]),
        preLaunchTask: z.string().optional(),
      }),
    ),
  }),
);
const tasks = read(
  'tasks.json',
  z.looseObject({
    tasks: z.array(z.looseObject({ label: z.string(), script: z.string().optional(), command: z.string().optional() })),
  }),
).tasks;

it.each(launch.configurations)('$name starts what is there', ({ program, args, preLaunchTask }) => {
  const paths = [program ?? '', ...args].flatMap((text) => /\$\{workspaceFolder\}\/(\S+)/.exec(text)?.[1] ?? []);
  // dist/ is made by the task before.
  for (const path of paths) expect(path.startsWith('dist/') ? preLaunchTask : existsSync(join(root, path)), path).toBeTruthy();
  if (preLaunchTask !== undefined) expect(tasks.map(({ label }) => label)).toContain(preLaunchTask);
});

it.each(tasks)('the task $label runs what is there', ({ script, command }) => {
  if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  else expect(existsSync(join(root, /scripts\/\S+/.exec(command ?? '')?.[0] ?? 'nothing'))).toBe(true);
});

it('settings and recommended extensions are read', () => {
  expect(
    read('extensions.json', z.strictObject({ recommendations: z.array(z.string().regex(/^[\w-]+\.[\w-]+$/)) })),
  ).toBeTruthy();
  expect(read('settings.json', z.record(z.string(), z.unknown()))['typescript.tsdk']).toBe('node_modules/typescript/lib');
});
