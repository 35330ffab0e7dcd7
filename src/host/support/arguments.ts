import type { Uri } from 'vscode';
import { Uri as UriClass, window } from 'vscode';

/** A command's first argument is a Uri (explorer, code lens) or a tree item with one (side bar), or nothing (palette). */
export function uriOf(argument: unknown): Uri | undefined {
  if (argument instanceof UriClass) return argument;
  if (typeof argument === 'string') return UriClass.parse(argument);
  if (typeof argument === 'object' && argument !== null && 'resourceUri' in argument && argument.resourceUri instanceof UriClass)
    return argument.resourceUri;
  return undefined;
}

/** The path of a run from a tree item, or as a string. */
export function runPathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'run' in argument && typeof argument.run === 'string')
    return argument.run;
  return undefined;
}

/** The file of the active editor when its name ends so. */
export function activeFile(ending: string): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri?.path.endsWith(ending) ? uri : undefined;
}
