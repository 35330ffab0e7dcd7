import { dirname } from 'node:path';
import type { Uri } from 'vscode';
import { workspace } from 'vscode';

/** The folder of the workspace a file lies in, else the file's own folder. */
export function homeOf(file: Uri): string {
  return workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath);
}

/** Folders of the workspace that are on a disk. */
export function workspaceFolders(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
