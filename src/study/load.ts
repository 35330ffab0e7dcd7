/** Study files with what they name: the base experiment, the folds, the folders of their runs. */
import { basename, dirname, join, resolve } from 'node:path';
import { placed } from '../core/config/file/jsonText';
import { parseExperimentText } from '../core/config/file/parse';
import type { PresetName, Problem } from '../core/config/file/types';
import type { JsonObject } from '../core/config/merge';
import { presetNames } from '../core/config/presets/registry';
import type { Facts } from '../core/config/warnings/types';
import { nested } from '../core/study/axes';
import { checkStudy } from '../core/study/checks';
import type { Base, Expansion } from '../core/study/expand';
import { expandStudy } from '../core/study/expand';
import { parseStudyText } from '../core/study/file/parse';
import type { Fold } from '../core/study/folds/folds';
import type { Study } from '../core/study/schema';
import { STUDY_SUFFIX } from '../core/study/schema';
import { withAbsolutePaths } from '../io/absolutePaths';
import { readExperimentFile } from '../io/experimentFile';
import { FileError } from '../io/fileError';
import type { TextFileKind } from '../io/textFile';
import { readTextFile } from '../io/textFile';
import { foldsOf } from './folds';

const STUDY_FILE: TextFileKind = { what: 'study', mostBytes: 2 ** 21, fix: `Name a ${STUDY_SUFFIX} file.` };

/** A study whose runs are known. */
export interface LoadedStudy {
  /** Absolute path of the file. */
  readonly path: string;
  readonly study: Study;
  readonly expansion: Expansion;
  /** Absolute path of the folder that holds the runs. */
  readonly runs: string;
  /** Absolute paths. */
  readonly reuse: readonly string[];
  /** Lists of the cross-validation; null without one. */
  readonly folds: readonly Fold[] | null;
  /** Sentences about how the folds came about. */
  readonly notes: readonly string[];
}

export interface CheckedStudy {
  /** null where there are errors. */
  readonly loaded: LoadedStudy | null;
  readonly problems: readonly Problem[];
}

/** A base written in the study: settings, nested or by paths, with a preset. */
function writtenBase(settings: JsonObject, folder: string): Base {
  const { preset, ...rest } = settings;
  const known = presetNames.find((name) => name === preset) ?? null;
  return { input: withAbsolutePaths(nested(rest), folder), preset: known };
}

/** @throws FileError that names the base's place where the base has errors. */
async function readBase(path: string): Promise<Base> {
  const { experiment, input, preset, problems } = parseExperimentText(await readExperimentFile(path));
  const error = problems.find(({ severity }) => severity === 'error');
  if (experiment === null)
    throw new FileError(
      error === undefined ? path : `${path}:${error.line}:${error.column}`,
      error?.path || 'experiment',
      error?.message ?? 'it is no experiment.',
      'Change it there.',
    );
  return { input: withAbsolutePaths(input, dirname(path)), preset };
}

async function baseOf(study: Study, folder: string): Promise<Base> {
  if (typeof study.base === 'string') return readBase(resolve(folder, study.base));
  return writtenBase(study.base as JsonObject, folder);
}

/** The folder of a study's runs, absolute. */
function runsFolder(study: Study, folder: string): string {
  return resolve(folder, study.runs ?? join('runs', study.name));
}

/** LLMSEGNET_DATA stands in where an experiment names no folder, as for `train`. */
function withDataFolder(base: Base, data: string | undefined): Base {
  if (data === undefined) return base;
  const over: JsonObject = { data: { source: { kind: 'folder', path: resolve(data) } } };
  const source = (base.input['data'] as JsonObject | undefined)?.['source'] as JsonObject | undefined;
  if (source?.['path'] !== undefined && source['path'] !== null) return base;
  return { ...base, input: { ...base.input, data: { ...(base.input['data'] as JsonObject), ...(over['data'] as JsonObject) } } };
}

const presetUnknown = (study: Study): string | null => {
  const preset = typeof study.base === 'string' ? undefined : (study.base as JsonObject)['preset'];
  return preset === undefined || presetNames.includes(preset as PresetName) ? null : String(preset);
};

export interface LoadOptions {
  /** Folder of volumes for experiments that name none. */
  readonly data?: string | undefined;
  readonly facts?: Facts | undefined;
  /** Told while labels are read for the folds. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Reads a study file and all it names, and checks it. Throws FileError where a file cannot be read. */
export async function checkStudyFile(file: string, options: LoadOptions = {}): Promise<CheckedStudy> {
  const path = resolve(file);
  const folder = dirname(path);
  const text = await readTextFile(path, STUDY_FILE);
  const { study, problems, draftAt } = parseStudyText(text);
  if (study === null || problems.some(({ severity }) => severity === 'error')) return { loaded: null, problems };
  const say = (at: readonly string[], message: string): CheckedStudy => ({
    loaded: null,
    problems: [...placed(text, [draftAt(at, { severity: 'error', message })]), ...problems],
  });
  const unknown = presetUnknown(study);
  if (unknown !== null) return say(['base', 'preset'], `There is no preset '${unknown}'. Presets: ${presetNames.join(', ')}.`);
  let base: Base;
  try {
    base = withDataFolder(await baseOf(study, folder), options.data);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return say(['base'], error.message);
  }
  const runs = runsFolder(study, folder);
  let folds: Awaited<ReturnType<typeof foldsOf>>;
  let expansion: Expansion;
  try {
    folds = await foldsOf(study, base, folder, runs, options.onProgress);
    expansion = expandStudy(study, base, folds?.folds ?? null);
  } catch (error) {
    return say(['folds'], error instanceof Error ? error.message : String(error));
  }
  const found = [...problems, ...placed(text, checkStudy(study, expansion, draftAt, options.facts))];
  const failed = found.some(({ severity }) => severity === 'error');
  const reuse = study.reuse.map((one) => resolve(folder, one));
  const loaded = { path, study, expansion, runs, reuse, folds: folds?.folds ?? null, notes: folds?.notes ?? [] };
  return { loaded: failed ? null : loaded, problems: found };
}

/** As checkStudyFile, for those who need the runs. Throws FileError with the place of the first error. */
export async function loadStudy(
  file: string,
  options: LoadOptions = {},
): Promise<LoadedStudy & { problems: readonly Problem[] }> {
  const { loaded, problems } = await checkStudyFile(file, options);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (loaded !== null) return { ...loaded, problems };
  const others = errors.length > 1 ? ` (${errors.length - 1} more: llm-segnet study check ${basename(file)})` : '';
  throw new FileError(
    first === undefined ? file : `${file}:${first.line}:${first.column}`,
    first?.path || 'study',
    first?.message ?? 'it is no study.',
    `${first?.fix === undefined ? 'Change it there.' : `${first.fix.title}.`}${others}`,
  );
}

/** Where a run of a study lies. */
export function runFolder({ runs }: Pick<LoadedStudy, 'runs'>, { id }: { readonly id: string }): string {
  return join(runs, id);
}
