import type { TextFileKind } from './textFile';
import { readTextFile } from './textFile';

const EXPERIMENT: TextFileKind = { what: 'experiment', mostBytes: 2 ** 21, fix: 'Name a .llmsegnet.json file.' };

/** The text of an experiment file. Throws FileError when there is none, or far more than an experiment could be. */
export function readExperimentFile(path: string): Promise<string> {
  return readTextFile(path, EXPERIMENT);
}
