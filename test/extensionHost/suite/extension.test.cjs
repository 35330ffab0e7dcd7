const assert = require('node:assert/strict');
const { join } = require('node:path');
const vscode = require('vscode');

const extension = () => vscode.extensions.getExtension('llm-segnet.llm-segnet');

/** The first non-empty answer of `look`, asked again until there is one; mocha's time limit ends it. */
async function eventually(look) {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function open(name, text) {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.file(join(folder.uri.fsPath, name));
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return uri;
}

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
    const [fix] = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, problem.range, 'quickfix');
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

  test('puts Train above an experiment', async () => {
    const uri = await open('lens.llmsegnet.json', '{\n  "preset": "phantom"\n}\n');
    const lenses = await eventually(() => vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 10));
    assert.ok(lenses.some(({ command }) => command?.command === 'llmSegNet.train'));
  });
});
