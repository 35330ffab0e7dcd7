const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');
const { extension, measured, once, open } = require('./support.cjs');

const TINY = {
  preset: 'phantom',
  iterations: 12,
  patch: [16, 16, 16],
  data: { source: { kind: 'phantom', cases: 8, testCases: 1, size: [32, 32, 16] }, labelled: 2 },
  network: { kind: 'vnet', filters: 2 },
};

const experiment = (name, changes = {}) => open(`${name}.llmsegnet.json`, JSON.stringify({ name, ...TINY, ...changes }));

suite('Training', function () {
  this.timeout(180_000);
  let training;
  let first;
  suiteSetup(async () => {
    ({ training } = (await extension().activate()).services);
  });
  const train = (uri) => vscode.commands.executeCommand('llmSegNet.train', uri);
  const ended = (title) => once(training.onDidEnd, (end) => end.title === title);

  test('trains a queue, one run after the other, without keeping the extension host waiting', async () => {
    const files = [await experiment('first'), await experiment('second')];
    const ends = [ended('first'), ended('second')];
    await vscode.commands.executeCommand('llmSegNet.diagnostics', 'start');
    for (const file of files) await train(file);
    assert.deepEqual(
      training.waiting.map(({ title }) => title),
      ['second'],
    );
    const [one, two] = await Promise.all(ends);
    const { longestBlock, longestBusy } = await vscode.commands.executeCommand('llmSegNet.diagnostics', 'stop');
    Object.assign(measured, { longestBlock, longestBusy });
    assert.deepEqual([one.state, two.state], ['done', 'done']);
    // By the clock where Node does not tell a thread's own time: other programs' share is then in it.
    assert.ok((longestBusy ?? longestBlock) < 50, `${longestBusy ?? longestBlock} ms`);
    first = one.run;
  });

  test('tests a finished run again', async () => {
    await vscode.commands.executeCommand('llmSegNet.evaluate', first);
    const { results } = JSON.parse(readFileSync(join(first, 'run.json'), 'utf8'));
    assert.ok(results.A.dice.mean >= 0);
  });

  test('pauses, resumes and stops', async () => {
    const file = await experiment('long', { iterations: 5000 });
    const end = ended('long');
    const phase = (wanted) => once(training.onDidChange, () => training.current?.phase === wanted);
    const started = phase('training');
    await train(file);
    await started;
    const paused = phase('paused');
    await vscode.commands.executeCommand('llmSegNet.pause');
    await paused;
    const resumed = phase('training');
    await vscode.commands.executeCommand('llmSegNet.resume');
    await resumed;
    await vscode.commands.executeCommand('llmSegNet.stop');
    assert.equal((await end).state, 'stopped');
  });

  test('explains an experiment that cannot be trained', async () => {
    const file = await experiment('nowhere', { data: { source: { kind: 'folder', path: 'not-there' } } });
    const end = ended('nowhere');
    await train(file);
    const { state, cause, fix } = await end;
    assert.equal(state, 'failed');
    assert.match(cause, /not-there/);
    assert.ok(fix.length > 0);
  });
});
