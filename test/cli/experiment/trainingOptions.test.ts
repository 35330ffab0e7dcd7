import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/exitCodes';
import { parseAssignment } from '../../../src/cli/experiment/assignments';
import type { TrainFlags } from '../../../src/cli/experiment/trainingOptions';
import { trainingOptionsOf, trainingRequestOf } from '../../../src/cli/experiment/trainingOptions';
import { FileError } from '../../../src/io/fileError';

const base: TrainFlags = { backend: 'auto', precision: 'auto', threads: 'auto' };
const file = (text: string) => ({ path: 'some/mine.llmsegnet.json', text });
const set = (...all: string[]) => ({ ...base, set: all.map(parseAssignment) });

describe('train with an experiment file', () => {
  const text = '{\n  "preset": "hippocampus",\n  "data": { "source": { "path": "volumes" } },\n  "run": { "threads": 3 }\n}';

  it('takes the folder relative to the file, and settings of the machine from it', () => {
    const options = trainingOptionsOf(base, { LLMSEGNET_DATA: 'elsewhere' }, file(text));
    expect(options.data).toEqual({ kind: 'folder', folder: resolve('some/volumes'), labels: 'binary' });
    expect(options.backend).toEqual({ backend: 'auto', precision: 'auto', convolution: 'auto', threads: 3 });
    expect(options.files).toEqual({ 'experiment.llmsegnet.json': text });
  });

  it('takes prompt files relative to the file, those of options relative to the working folder, bundled names as they are', () => {
    const texts = file('{"preset": "phantom", "text": {"prompt": "texts/mine.segprompt.md", "otherPrompt": "pancreas"}}');
    expect(trainingOptionsOf(base, {}, texts).experiment.text).toMatchObject({
      prompt: resolve('some/texts/mine.segprompt.md'),
      otherPrompt: 'pancreas',
    });
    const { text } = trainingOptionsOf(set('text.prompt=hippocampus', 'text.otherPrompt=./o.segprompt.md'), {}, texts).experiment;
    expect(text).toMatchObject({ prompt: 'hippocampus', otherPrompt: './o.segprompt.md' });
  });

  it('options go before the file, --set before them, and each value says where it comes from', () => {
    const { experiment, origins, data } = trainingOptionsOf(
      { ...set('seed=9', 'patch=[32,32,32]', 'method.unsupervised.kind=nll'), seed: 8, data: 'here', labelled: 6 },
      {},
      file(text),
    );
    expect(experiment).toMatchObject({ seed: 9, patch: [32, 32, 32], data: { labelled: 6 } });
    expect(experiment.method).toMatchObject({ unsupervised: { kind: 'nll' } });
    expect(data).toMatchObject({ folder: 'here' });
    expect(origins?.['seed']?.from).toBe('option');
    expect(origins?.['run.threads']?.from).toBe('written');
    expect(origins?.['network.dropout']?.from).toBe('preset');
    expect(origins?.['optimiser.momentum']?.from).toBe('default');
  });

  it('names file, line, field and fix of an error', () => {
    const wrong = file('{\n  "preset": "phantom",\n  "optimizer": { "learningRate": 1 }\n}');
    expect(() => trainingOptionsOf(base, {}, wrong)).toThrow(FileError);
    expect(() => trainingOptionsOf(base, {}, wrong)).toThrow(/mine\.llmsegnet\.json:3:3: optimizer: .*Change to 'optimiser'/);
  });

  it('refuses a --set that names nothing or sets nonsense, by its path', () => {
    expect(() => parseAssignment('optimiser.learningrate=1')).toThrow(/Did you mean 'optimiser.learningRate'/);
    expect(() => parseAssignment('seed')).toThrow(UsageError);
    expect(() => trainingOptionsOf(set('noise.amplitude=loud'), {})).toThrow(/noise\.amplitude cannot be "loud"/);
    expect(() => trainingOptionsOf(set('patch=[32,40,32]'), {})).toThrow(/patch: .*multiple of 16/);
  });

  it('needs a folder where the experiment names none, and warns where it should', () => {
    expect(() => trainingOptionsOf(base, {}, file('{"preset": "hippocampus"}'))).toThrow(
      /data\.source\.path, --data or LLMSEGNET_DATA/,
    );
    expect(trainingRequestOf(set('method.unsupervised.normalise=set'), {}).warnings.join()).toContain('normalise');
  });

  it('carries classes of a table of labels to the reader', () => {
    const table = file('{"data": {"classes": 3, "labels": {"1": 1, "2": {"class": 2, "name": "posterior"}}}}');
    expect(trainingOptionsOf({ ...base, data: 'x' }, {}, table).data).toMatchObject({ labels: { 0: 0, 1: 1, 2: 2 } });
  });

  it('makes a harmless folder of any name', () => {
    const { out } = trainingOptionsOf({ ...base, data: 'x' }, {}, file('{"name": "../../etc/\\u0000 a"}'));
    expect(out).toMatch(/^runs\/[\w.-]+$/);
  });
});
