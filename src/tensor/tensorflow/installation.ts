/** The TensorFlow that the user names: a Python package's folder with the libraries and C headers that the binding needs. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendOptions } from '../registry';
import { TensorflowProblem } from './problem';

export const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const header = 'include/tensorflow/c/eager/c_api.h';

export interface TensorflowInstallation {
  /** Real path of site-packages/tensorflow. */
  folder: string;
  /** Changes when the folder's TensorFlow is replaced by another one: size and time of its library. */
  fingerprint: string;
}

/** The folder from the setting or else from LLMSEGNET_TENSORFLOW; undefined when neither names one. */
export function namedFolder(options: BackendOptions): string | undefined {
  return options.tensorflow || process.env['LLMSEGNET_TENSORFLOW'] || undefined;
}

/** @throws TensorflowProblem that names what is missing when `folder` is no TensorFlow that a binding can be built against. */
export function inspectInstallation(folder: string): TensorflowInstallation {
  const hint = 'Name the folder site-packages/tensorflow of the Python package "tensorflow" or "tensorflow-cpu".';
  if (!existsSync(folder)) throw new TensorflowProblem(`The TensorFlow folder ${folder} does not exist.`, hint);
  for (const library of libraries) {
    if (existsSync(join(folder, library))) continue;
    const inside = join(folder, 'tensorflow');
    const fix = existsSync(join(inside, library)) ? `Did you mean ${inside}?` : hint;
    throw new TensorflowProblem(`${folder} is not a TensorFlow for Linux: it has no ${library}.`, fix);
  }
  if (!existsSync(join(folder, header))) {
    throw new TensorflowProblem(`The TensorFlow in ${folder} has no ${header}.`, 'Install the package again with pip.');
  }
  const real = realpathSync(folder);
  const { size, mtimeMs } = statSync(join(real, libraries[0]));
  return { folder: real, fingerprint: `${size} bytes of ${new Date(mtimeMs).toISOString()}` };
}
