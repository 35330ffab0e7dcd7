/** Where the built binding of a TensorFlow lies, and the record beside it of what it was built for. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TensorflowInstallation } from './installation';
import { buildCommand, TensorflowProblem } from './problem';

export interface BindingRecord {
  /** TensorFlow folder and fingerprint at the time of building. */
  folder: string;
  fingerprint: string;
  /** TensorFlow's own version, as the binding reported it when it was tried after building. */
  tensorflow: string;
  /** Version of @tensorflow/tfjs-node whose binding was compiled and whose kernels are used. */
  tfjsNode: string;
}

/** The one version of tfjs-node that is used: kernels and tfjs-core belong together. */
export const tfjsNodeVersion = '4.22.0';

/** LLMSEGNET_CACHE, or llm-segnet in the user's cache folder. */
function cacheFolder(): string {
  const users = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return process.env['LLMSEGNET_CACHE'] || join(users, 'llm-segnet');
}

/** Holds tfjs-node itself (its JavaScript kernels and the source of its binding), shared by all bindings. */
export function packagesFolder(): string {
  return join(cacheFolder(), `tfjs-node-${tfjsNodeVersion}`);
}

/** One folder for each TensorFlow folder, so that two of them can be used in turn. */
export function bindingFolder(installation: TensorflowInstallation): string {
  const name = createHash('sha256').update(installation.folder).digest('hex').slice(0, 16);
  return join(packagesFolder(), 'bindings', name);
}

export const bindingFile = (installation: TensorflowInstallation) => join(bindingFolder(installation), 'tfjs_binding.node');
export const recordFile = (installation: TensorflowInstallation) => join(bindingFolder(installation), 'built-for.json');

function readRecord(installation: TensorflowInstallation): BindingRecord | undefined {
  const file = recordFile(installation);
  if (!existsSync(file) || !existsSync(bindingFile(installation))) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BindingRecord;
  } catch {
    return undefined; // a build that was interrupted while it wrote
  }
}

/**
 * The record of a binding that fits.
 * @throws TensorflowProblem with the command to run when there is none, or one that was built for another TensorFlow.
 */
export function requireBinding(installation: TensorflowInstallation): BindingRecord {
  const fix = `Run: ${buildCommand(installation.folder)}`;
  const record = readRecord(installation);
  if (record === undefined) {
    throw new TensorflowProblem(`The binding for the TensorFlow in ${installation.folder} is not built yet.`, fix);
  }
  if (record.fingerprint !== installation.fingerprint) {
    throw new TensorflowProblem(
      `The binding was built for TensorFlow ${record.tensorflow} (${record.fingerprint}), and ${installation.folder} ` +
        `now holds another one (${installation.fingerprint}).`,
      fix,
    );
  }
  return record;
}
