/**
 * VS Code calls run() in its extension host: mocha over the tests beside this file. What came out is also written to the workspace
 * (tests.json), for a test outside that waits for it.
 */
const { readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const Mocha = require('mocha');
const { workspace } = require('vscode');
const { measured } = require('./support.cjs');

/** Resolves when every test has passed. Throws Error with the number of failures. */
exports.run = async () => {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: true });
  for (const name of readdirSync(__dirname)) if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  const passed = [];
  const failed = [];
  const failures = await new Promise((resolve) => {
    mocha
      .run(resolve)
      .on('pass', ({ title }) => passed.push(title))
      .on('fail', ({ title }, { message }) => failed.push(`${title}: ${message}`));
  });
  writeFileSync(join(workspace.workspaceFolders[0].uri.fsPath, 'tests.json'), JSON.stringify({ passed, failed, measured }));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
};
