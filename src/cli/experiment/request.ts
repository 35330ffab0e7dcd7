/** From command line and experiment file to one experiment: options go before the file, the file before its preset. */
import { dirname } from 'node:path';
import type { Experiment } from '../../core/config/experiment';
import { experimentSchema } from '../../core/config/experiment';
import { originsOf } from '../../core/config/file/origins';
import { hasErrors, MOST_PROBLEMS, parseExperimentText, resolveInput } from '../../core/config/file/parse';
import { schemaProblems } from '../../core/config/file/schemaProblems';
import type { Origins, Problem } from '../../core/config/file/types';
import type { JsonObject } from '../../core/config/merge';
import { merge } from '../../core/config/merge';
import type { PresetName } from '../../core/config/presets/registry';
import { presets } from '../../core/config/presets/registry';
import { findingsOf } from '../../core/config/warnings/registry';
import type { Facts } from '../../core/config/warnings/types';
import { withAbsolutePaths } from '../../io/absolutePaths';
import { FileError } from '../../io/fileError';
import { UsageError } from '../exitCodes';

/** An experiment file as read. */
export interface ExperimentFile {
  readonly path: string;
  readonly text: string;
}

export interface ExperimentRequest {
  readonly experiment: Experiment;
  readonly origins: Origins;
  /** Sentences that begin with the setting they are about. */
  readonly warnings: readonly string[];
}

export const placeOf = (path: string, { line, column }: Pick<Problem, 'line' | 'column'>): string => `${path}:${line}:${column}`;

/** Throws a FileError that names the first error's place; `check` tells of all. */
function refuse({ path, text }: ExperimentFile, facts: Facts): void {
  const errors = parseExperimentText(text, facts).problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const others = errors.length === 1 ? '' : ` (${errors.length - 1} more: llm-segnet check ${path})`;
  const fix = first.fix === undefined ? `Change it there.` : `${first.fix.title}.`;
  throw new FileError(placeOf(path, first), first.path === '' ? 'experiment' : first.path, first.message, fix + others);
}

function firstComplaint(asked: JsonObject): Experiment {
  const result = experimentSchema.safeParse(asked);
  if (result.success) return result.data;
  throw new UsageError(
    schemaProblems(result.error, asked, MOST_PROBLEMS)
      .problems.map(({ message }) => message)
      .join('\n'),
  );
}

/**
 * @param options what flags ask for.
 * @throws FileError when the file has errors that the options leave standing, UsageError when the options bring them in.
 */
export function requestExperiment(
  options: JsonObject,
  from: { readonly file?: ExperimentFile | undefined; readonly preset?: PresetName | undefined },
  facts: Facts = {},
): ExperimentRequest {
  const { file } = from;
  const parsed = file === undefined ? null : parseExperimentText(file.text, facts);
  if (file !== undefined && parsed?.experiment === null) refuse(file, facts);
  const preset = from.preset ?? parsed?.preset ?? null;
  const written = file === undefined ? {} : withAbsolutePaths(parsed?.input ?? {}, dirname(file.path));
  const experiment = firstComplaint(resolveInput(merge(written, options), preset));

  const findings = findingsOf(experiment, facts);
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`);
  if (errors.length > 0) {
    if (file !== undefined && parsed !== null && hasErrors(parsed)) refuse(file, facts);
    throw new UsageError(`The experiment cannot run:\n${errors.join('\n')}`);
  }
  const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ path, message }) => `${path}: ${message}`);
  const origins = originsOf(experiment, [
    { from: 'option', input: options },
    { from: 'written', input: written },
    { from: 'preset', input: (preset === null ? {} : presets[preset]) as JsonObject },
  ]);
  return { experiment, origins, warnings };
}
