const { join } = require('node:path');
const vscode = require('vscode');

/** What tests measured: written beside their results. */
exports.measured = {};

exports.extension = () => vscode.extensions.getExtension('llm-segnet.llm-segnet');

/** The first non-empty answer of `look`, asked again until there is one; mocha's time limit ends it. */
exports.eventually = async (look) => {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/** Writes a file of the workspace and shows it. */
exports.open = async (name, text) => {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.file(join(folder.uri.fsPath, name));
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return uri;
};

/** The value of the event for which `fits`. */
exports.once = (event, fits = () => true) =>
  new Promise((resolve) => {
    const listener = event((value) => {
      if (!fits(value)) return;
      listener.dispose();
      resolve(value);
    });
  });
