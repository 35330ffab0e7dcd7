/** Compiles tfjs-node's binding, ordinary C++ on TensorFlow's C API, against the TensorFlow that the user has. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BindingRecord } from './binding';
import { bindingFile, bindingFolder, recordFile, tfjsNodeVersion } from './binding';
import type { TensorflowInstallation } from './installation';
import { inspectInstallation, libraries } from './installation';
import { installTfjsNode } from './packages';
import { TensorflowProblem } from './problem';
import { run } from './run';

async function compile(packages: string, { folder }: TensorflowInstallation, output: string): Promise<void> {
  const source = join(packages, 'node_modules', '@tensorflow', 'tfjs-node', 'binding');
  const compiler = process.env['CXX'] || 'g++';
  const parameters = [
    '-O2',
    '-std=c++17',
    '-fPIC',
    '-shared',
    '-DNAPI_VERSION=8',
    `-I${join(packages, 'node_modules', 'node-api-headers', 'include')}`,
    `-I${join(folder, 'include')}`,
    join(source, 'tfjs_backend.cc'),
    join(source, 'tfjs_binding.cc'),
    '-o',
    output,
    `-L${folder}`,
    ...libraries.map((library) => `-l:${library}`),
    `-Wl,-rpath,${folder}`,
  ];
  await run(compiler, parameters, {
    missing: () =>
      new TensorflowProblem(`The C++ compiler ${compiler} is not installed.`, 'Install g++, or name a compiler in CXX.'),
    failed: (printed) =>
      new TensorflowProblem(`${compiler} could not compile the binding:\n${printed}`, 'The messages above say what is missing.'),
  });
}

/** Loads the binding in a process of its own (a wrong library may end the process) and returns TensorFlow's version. */
async function tryBinding(file: string): Promise<string> {
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  return await run(process.execPath, ['-e', script, file], {
    missing: () => new Error(`${process.execPath} is not there any more.`),
    failed: (printed) =>
      new TensorflowProblem(`The binding was compiled but does not load:\n${printed}`, 'Install the package again with pip.'),
  });
}

/** Builds the binding for `folder` anew. `report` gets one line at the start of each stage. Throws TensorflowProblem. */
export async function buildBinding(folder: string, report: (line: string) => void): Promise<BindingRecord> {
  const installation = inspectInstallation(folder);
  report(`Installing @tensorflow/tfjs-node ${tfjsNodeVersion} (its kernels and the source of its binding)`);
  const packages = await installTfjsNode();
  report(`Compiling the binding against ${installation.folder}`);
  mkdirSync(bindingFolder(installation), { recursive: true });
  rmSync(recordFile(installation), { force: true });
  const temporary = `${bindingFile(installation)}.${process.pid}.node`;
  try {
    await compile(packages, installation, temporary);
    report('Trying the binding');
    const tensorflow = await tryBinding(temporary);
    // A rename, not a copy: a running process may have the old binding mapped.
    renameSync(temporary, bindingFile(installation));
    const record: BindingRecord = { ...installation, tensorflow, tfjsNode: tfjsNodeVersion };
    writeFileSync(recordFile(installation), `${JSON.stringify(record, null, 2)}\n`);
    return record;
  } finally {
    rmSync(temporary, { force: true });
  }
}
