import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindingFile, packagesFolder, recordFile, tfjsNodeVersion } from '../../src/tensor/tensorflow/binding';
import { buildBinding } from '../../src/tensor/tensorflow/build';
import { tensorflowBackend } from '../../src/tensor/tensorflow/choice';
import { inspectInstallation } from '../../src/tensor/tensorflow/installation';
import { buildCommand } from '../../src/tensor/tensorflow/problem';

const hasCompiler = spawnSync('g++', ['--version']).status === 0;

const notBuilt = { available: false, why: expect.stringContaining('not built') };

let folder = '';
let tensorflow = '';

function write(path: string, text = ''): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A folder with the files that the wheel has, without TensorFlow in them. */
function makeInstallation(): void {
  write(join(tensorflow, 'libtensorflow_cc.so.2'), 'not a library');
  write(join(tensorflow, 'libtensorflow_framework.so.2'), 'not a library');
  write(join(tensorflow, 'include/tensorflow/c/eager/c_api.h'), '#error not a header\n');
}

function makeBinding(): void {
  const installation = inspectInstallation(tensorflow);
  write(bindingFile(installation));
  write(recordFile(installation), JSON.stringify({ ...installation, tensorflow: '2.99.0', tfjsNode: tfjsNodeVersion }));
}

/** As if npm had installed tfjs-node, with one source file. */
function makePackages(): void {
  write(join(packagesFolder(), 'installed'));
  for (const name of ['tfjs_backend.cc', 'tfjs_binding.cc']) {
    write(join(packagesFolder(), 'node_modules/@tensorflow/tfjs-node/binding', name), '#include "tensorflow/c/eager/c_api.h"\n');
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llm-segnet-tensorflow-'));
  tensorflow = join(folder, 'site-packages', 'tensorflow');
  vi.stubEnv('LLMSEGNET_CACHE', join(folder, 'cache'));
  vi.stubEnv('LLMSEGNET_TENSORFLOW', undefined);
  vi.stubEnv('CXX', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('probe', () => {
  it('asks for a folder when none is named', async () => {
    const answer = await tensorflowBackend.probe({});
    expect(answer).toMatchObject({ available: false, fix: expect.stringContaining('LLMSEGNET_TENSORFLOW') });
  });

  it('says that the folder does not exist', async () => {
    expect(await tensorflowBackend.probe({ tensorflow })).toMatchObject({ why: expect.stringContaining('does not exist') });
  });

  it('names the library that is missing, and the folder that was meant', async () => {
    makeInstallation();
    expect(await tensorflowBackend.probe({ tensorflow: dirname(tensorflow) })).toMatchObject({
      available: false,
      why: expect.stringContaining('libtensorflow_cc.so.2'),
      fix: `Did you mean ${tensorflow}?`,
    });
  });

  it('names missing headers', async () => {
    makeInstallation();
    rmSync(join(tensorflow, 'include'), { recursive: true });
    expect(await tensorflowBackend.probe({ tensorflow })).toMatchObject({ why: expect.stringContaining('c_api.h') });
  });

  it('gives the command when the binding is not built', async () => {
    makeInstallation();
    const answer = await tensorflowBackend.probe({ tensorflow });
    expect(answer).toMatchObject({ ...notBuilt, fix: `Run: ${buildCommand(tensorflow)}` });
  });

  it('is available with a binding that was built for this TensorFlow; the environment may name the folder', async () => {
    makeInstallation();
    makeBinding();
    expect(await tensorflowBackend.probe({ tensorflow })).toEqual({ available: true });
    vi.stubEnv('LLMSEGNET_TENSORFLOW', tensorflow);
    expect(await tensorflowBackend.probe({})).toEqual({ available: true });
  });

  it('refuses a binding when the TensorFlow was replaced', async () => {
    makeInstallation();
    makeBinding();
    utimesSync(join(tensorflow, 'libtensorflow_cc.so.2'), new Date(0), new Date(0));
    expect(await tensorflowBackend.probe({ tensorflow })).toMatchObject({
      available: false,
      why: expect.stringMatching(/built for TensorFlow 2\.99\.0.*now holds another/),
      fix: `Run: ${buildCommand(tensorflow)}`,
    });
  });

  it('treats a damaged record as a binding that is not built', async () => {
    makeInstallation();
    makeBinding();
    writeFileSync(recordFile(inspectInstallation(tensorflow)), '{"folder":');
    expect(await tensorflowBackend.probe({ tensorflow })).toMatchObject(notBuilt);
  });
});

describe('buildBinding', () => {
  it('names the compiler that is missing', async () => {
    makeInstallation();
    makePackages();
    vi.stubEnv('CXX', 'no-such-compiler');
    await expect(buildBinding(tensorflow, () => {})).rejects.toThrow('The C++ compiler no-such-compiler is not installed.');
  });

  const skipped = hasCompiler ? '' : ' (skipped: no g++)';
  it.skipIf(!hasCompiler)(`shows the compiler's messages and leaves no record${skipped}`, async () => {
    makeInstallation();
    makePackages();
    makeBinding();
    await expect(buildBinding(tensorflow, () => {})).rejects.toThrow(/could not compile[\s\S]*not a header/);
    expect(await tensorflowBackend.probe({ tensorflow })).toMatchObject(notBuilt);
  });
});

it('quotes a folder with spaces in the command', () => {
  expect(buildCommand('/opt/my python/tensorflow')).toMatch(/ '\/opt\/my python\/tensorflow'$/);
});
