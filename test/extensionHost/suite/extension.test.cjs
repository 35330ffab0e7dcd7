const assert = require('node:assert/strict');
const vscode = require('vscode');
const { eventually, extension, open } = require('./support.cjs');

suite('The extension', () => {
  test('activates in less than 100 ms', async () => {
    const { activationMilliseconds } = await extension().activate();
    assert.ok(activationMilliseconds < 100, `${activationMilliseconds} ms`);
  });

  test('registers every command that package.json names', async () => {
    await extension().activate();
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = extension().packageJSON.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  test('marks a setting with a spelling mistake, and mends it', async () => {
    const uri = await open('wrong.llmsegnet.json', '{\n  "preset": "phantom",\n  "iteratons": 10\n}\n');
    const [problem] = await eventually(() =>
      vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'LLM-SegNet'),
    );
    assert.equal(problem.range.start.line, 2);
    // The window learns of a problem a moment after the extension host.
    const [fix] = await eventually(() =>
      vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, problem.range, 'quickfix'),
    );
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /"iterations": 10/);
  });

  test('explains a setting under the mouse', async () => {
    const uri = await open('hover.llmsegnet.json', '{\n  "preset": "phantom",\n  "iterations": 10\n}\n');
    const hovers = await eventually(() =>
      vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(2, 5)),
    );
    assert.match(hovers.map(({ contents }) => contents.map(({ value }) => value).join('')).join(''), /iteration/i);
  });

  test('completes the names of settings from the schema', async () => {
    const uri = await open('names.llmsegnet.json', '{\n  "preset": "phantom",\n  ""\n}\n');
    const names = await eventually(async () => {
      const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', uri, new vscode.Position(2, 3));
      return list.items.map(({ label }) => label).filter((label) => label === 'optimiser');
    });
    assert.deepEqual(names, ['optimiser']);
  });

  test('puts Train above an experiment', async () => {
    const uri = await open('lens.llmsegnet.json', '{\n  "preset": "phantom"\n}\n');
    const lenses = await eventually(() => vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 10));
    assert.ok(lenses.some(({ command }) => command?.command === 'llmSegNet.train'));
  });
});
