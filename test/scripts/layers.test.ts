import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file is a violation of the rule it stands beside; the file it imports is among `targets`. */
const violations: [rule: string, file: string, source: string][] = [
  ['layer-core', 'src/core/a.ts', "import '../tensor/target';"],
  ['layer-core', 'src/core/typeOnly.ts', "import type { Target } from '../io/target'; export type A = Target;"],
  ['core-packages', 'src/core/node.ts', "import 'node:fs';"],
  ['core-packages', 'src/core/bare.ts', "import 'process';"],
  ['core-packages', 'src/core/package.ts', "import 'commander';"],
  ['core-packages', 'src/core/backend.ts', "import '@tensorflow/tfjs-backend-cpu';"],
  ['layer-tensor', 'src/tensor/a.ts', "import '../io/target';"],
  ['layer-text', 'src/text/a.ts', "import '../tensor/target';"],
  ['layer-io', 'src/io/a.ts', "import '../tensor/target';"],
  ['formats-below-layouts', 'src/io/formats/a.ts', "import '../layouts/target';"],
  ['readers-below-formats', 'src/io/nifti/a.ts', "import '../formats/target';"],
  ['layer-protocol', 'src/protocol/a.ts', "import '../io/target';"],
  ['protocol-types', 'src/protocol/b.ts', "import '../core/target';"],
  ['layer-trainer', 'src/trainer/a.ts', "import '../cli/target';"],
  ['layer-cli', 'src/cli/a.ts', "import '../host/target';"],
  ['layer-study', 'src/study/a.ts', "import '../trainer/target';"],
  ['layer-host', 'src/host/a.ts', "import '../trainer/target';"],
  ['features-apart', 'src/host/runs/a.ts', "import '../viewer/target';"],
  ['features-apart', 'src/host/support/a.ts', "import type { Target } from '../viewer/target'; export type A = Target;"],
  ['host-without-computing', 'src/host/networks.ts', "import '@tensorflow/tfjs-core';"],
  ['layer-webview', 'webview/slices/a.ts', "import '../../src/io/target';"],
  ['layer-webview', 'webview/slices/host.ts', "import type { Target } from '../../src/host/target'; export type A = Target;"],
  ['webview-without-node', 'webview/shared/node.ts', "import 'node:fs';"],
  ['webview-without-networks', 'webview/shared/networks.ts', "import '@tensorflow/tfjs-core';"],
  ['viewer-worker-without-vscode', 'src/host/viewer/worker/a.ts', "import 'vscode';"],
  ['vscode-only-in-host', 'src/cli/vscode.ts', "import 'vscode';"],
  ['vscode-only-in-host', 'src/trainer/vscode.ts', "import type { Uri } from 'vscode'; export type A = Uri;"],
  ['no-cycles', 'src/io/one.ts', "import './two';"],
  ['no-development-packages', 'src/io/development.ts', "import 'fast-check';"],
];

const allowed: [file: string, source: string][] = [
  [
    'src/core/good.ts',
    "import 'zod'; import 'yaml'; import '@noble/hashes/sha2.js'; import '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-core/dist/register_all_gradients'; import './target';",
  ],
  ['src/tensor/good.ts', "import '../core/target'; import 'node:fs'; import '@tensorflow/tfjs-backend-cpu';"],
  ['src/io/good.ts', "import '../core/target'; import 'node:fs'; import 'nifti-reader-js';"],
  ['src/protocol/good.ts', "import type { Target } from '../core/target'; export type A = Target;"],
  [
    'src/trainer/good.ts',
    "import '../core/target'; import '../tensor/target'; import '../io/target'; import '../protocol/target';",
  ],
  ['src/study/good.ts', "import '../core/target'; import '../io/target'; import 'node:child_process';"],
  ['src/cli/good.ts', "import '../trainer/target'; import '../tensor/target'; import '../study/target'; import 'commander';"],
  ['src/host/runs/good.ts', "import '../services'; import '../support/target'; import './tree/target';"],
  ['src/host/good.ts', "import '../protocol/target'; import 'vscode';"],
  ['webview/slices/good.ts', "import '../../src/protocol/target'; import '../../src/core/target'; import 'zod';"],
];

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

describe('the rules of the layers', () => {
  let folder = '';
  let found: string[] = [];

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'layers-')));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) cpSync(join(root, name), join(folder, name));
    const targets = ['core', 'tensor', 'text', 'io', 'protocol', 'trainer', 'study', 'cli', 'host'].map(
      (layer): [string, string] => [`src/${layer}/target.ts`, 'export type Target = number; export const target = 1;'],
    );
    const inside = ['host/services', 'host/support/target', 'host/viewer/target', 'host/runs/tree/target'];
    for (const path of [...inside, 'io/layouts/target', 'io/formats/target'])
      targets.push([`src/${path}.ts`, 'export type Target = number; export const target = 1;']);
    targets.push(['src/io/two.ts', "import './one';"]);
    for (const [file, source] of [
      ...targets,
      ...allowed,
      ...violations.map(([, path, text]): [string, string] => [path, text]),
    ]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${source}\n`);
    }
    const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const run = spawnSync(
      process.execPath,
      [cruiser, 'src', 'webview', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      },
    );
    if (run.stdout === '') throw new Error(run.stderr);
    found = report.parse(JSON.parse(run.stdout)).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(violations)('%s catches %s', (rule, file) => {
    expect(found).toContain(`${rule} ${file}`);
  });

  it.each(allowed)('nothing is wrong with %s', (file) => {
    expect(found.filter((violation) => violation.endsWith(` ${file}`))).toEqual([]);
  });
});
