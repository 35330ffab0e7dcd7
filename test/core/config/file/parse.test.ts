import { describe, expect, it } from 'vitest';
import { parseExperimentText } from '../../../../src/core/config/file/parse';
import type { Problem, TextEdit } from '../../../../src/core/config/file/types';
import { presetNames } from '../../../../src/core/config/presets/registry';

const problemsOf = (text: string): readonly Problem[] => parseExperimentText(text).problems;
const errorsOf = (text: string): Problem[] => problemsOf(text).filter(({ severity }) => severity === 'error');
const apply = (text: string, edits: readonly TextEdit[]): string =>
  [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((all, { offset, length, text: by }) => all.slice(0, offset) + by + all.slice(offset + length), text);

describe('an experiment file', () => {
  it('extends a preset, and every value says where it comes from', () => {
    const text = '{\n  // small\n  "preset": "hippocampus",\n  "data": { "labelled": 9 },\n  "seed": 3,\n}\n';
    const { experiment, origins, preset, problems } = parseExperimentText(text);
    expect(preset).toBe('hippocampus');
    expect(experiment).toMatchObject({ name: 'hippocampus', seed: 3, data: { labelled: 9, classes: 2 } });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(origins['data.labelled']).toEqual({ from: 'written', provenance: 'code-inferred' });
    expect(origins['name']).toEqual({ from: 'preset', provenance: 'ours' });
    expect(origins['optimiser.momentum']).toEqual({ from: 'default', provenance: 'paper' });
    expect(Object.keys(origins)).toContain('method.unsupervised.t1');
  });

  it("has its method's own supervised loss below what file and preset say", () => {
    const supervisedOf = (text: string) => parseExperimentText(text).experiment?.supervised;
    expect(supervisedOf('{"method": {"kind": "ua-mt"}}')).toEqual({
      crossEntropyWeight: 0.5,
      diceWeight: 0.5,
      dice: 'foreground-squared',
    });
    expect(supervisedOf('{"method": {"kind": "ua-mt"}, "supervised": {"diceWeight": 1}}')).toMatchObject({
      crossEntropyWeight: 0.5,
      diceWeight: 1,
    });
    expect(supervisedOf('{"preset": "left-atrium-paper", "method": {"kind": "ua-mt"}}')).toMatchObject({ diceWeight: 1 });
  });

  it('is told of settings that its method, optimiser or schedule never looks at', () => {
    const text =
      '{"method": {"kind": "ua-mt"}, "noise": {"amplitude": 0.1}, "optimiser": {"kind": "adam", "momentum": 0.5, "power": 1, "stepEvery": 9}}';
    const ignored = problemsOf(text).filter(({ message }) => message.endsWith('it changes nothing.'));
    expect(ignored.map(({ path }) => path).sort()).toEqual(['noise', 'optimiser.momentum', 'optimiser.stepEvery']);
    expect(problemsOf('{"noise": {"amplitude": 0.1}}').filter(({ path }) => path === 'noise')).toEqual([]);
  });

  it('changes settings inside a choice without naming its kind', () => {
    const { experiment } = parseExperimentText(
      '{"method": {"unsupervised": {"t1": 0.7}, "weight": 0.3}, "network": {"filters": 8}}',
    );
    expect(experiment?.method).toMatchObject({
      kind: 'llm-segnet',
      weight: 0.3,
      unsupervised: { kind: 'usl', t1: 0.7, t2: 0.1 },
    });
    expect(experiment?.network).toEqual({ kind: 'vnet', filters: 8, dropout: 0.5 });
    expect(parseExperimentText('{"method": {"unsupervised": {"kind": "nll"}}}').experiment?.method).toMatchObject({
      unsupervised: { kind: 'nll' },
    });
    expect(parseExperimentText('{"method": {"kind": "supervised"}}').experiment?.method).toEqual({
      kind: 'supervised',
      fillBatch: true,
    });
  });

  it('places an unknown setting by line and column, and knows which was meant', () => {
    const text =
      '{\r\n  "seed": 1,\r\n  "method": { "unsupervised": { "treshold": 1, "normalize": "set" } },\r\n  "optimizer": {}\r\n}';
    const found = errorsOf(text);
    expect(found.map(({ line, column, path }) => [line, column, path])).toEqual([
      [3, 33, 'method.unsupervised.treshold'],
      [3, 48, 'method.unsupervised.normalize'],
      [4, 3, 'optimizer'],
    ]);
    expect(found[2]?.message).toContain("Did you mean 'optimiser'?");
    const fixed = found.slice(1).reduceRight((all, { fix }) => apply(all, fix?.edits ?? []), text);
    expect(fixed).toContain('"optimiser": {}');
    expect(fixed).toContain('"normalise": "set"');
  });

  it('tells what may stand where a wrong value stands', () => {
    const [word, number, list, kind] = errorsOf(
      '{ "text": { "pooling": "means" }, "method": { "unsupervised": { "t1": 1.5 } }, "patch": [32, 48.5, 32], "network": { "kind": "vnett" } }',
    ).sort(
      (a, b) =>
        ['text', 'method', 'patch', 'network'].findIndex((x) => a.path.startsWith(x)) -
        ['text', 'method', 'patch', 'network'].findIndex((x) => b.path.startsWith(x)),
    );
    expect(word?.message).toBe(`text.pooling cannot be "means". Allowed: "mean", "cls", "word-embeddings". Did you mean 'mean'?`);
    expect(word?.fix?.edits[0]?.text).toBe('"mean"');
    expect(number?.message).toBe('method.unsupervised.t1 cannot be 1.5. Allowed: number from 0 to 1.');
    expect(list?.message).toContain('patch cannot be 48.5');
    expect(kind?.path).toBe('network.kind');
    expect(kind?.message).toContain("Did you mean 'vnet'?");
  });

  it('says once what two rules refuse', () => {
    const errors = errorsOf('{"preset": "hippocampus", "batch": {"labelled": -1}}');
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('batch.labelled cannot be -1. Allowed: whole number from 1 to'),
    ]);
  });

  it('offers a fix that ends the warning, in the indentation of the file', () => {
    const text = '{\n    "patch": [32, 40, 32]\n}\n';
    const problem = problemsOf(text).find(({ path }) => path === 'patch');
    expect(problem).toMatchObject({ severity: 'error', line: 2, column: 14 });
    const fixed = apply(text, problem?.fix?.edits ?? []);
    expect(parseExperimentText(fixed).experiment?.patch).toEqual([32, 48, 32]);
    expect(problemsOf(fixed).some(({ path }) => path === 'patch')).toBe(false);
  });

  it('survives what is no experiment', () => {
    for (const text of ['', '   ', '[]', 'null', '{', '{"a": }', '\ufeff', '{'.repeat(100), `"${'x'.repeat(2 ** 21)}"`, '[[[[']) {
      const parsed = parseExperimentText(text);
      expect(parsed.experiment, JSON.stringify(text.slice(0, 20))).toBeNull();
      expect(parsed.problems.some(({ severity }) => severity === 'error')).toBe(true);
    }
  });

  it('does not let a key change prototypes', () => {
    const { experiment } = parseExperimentText('{"__proto__": {"seed": 5}, "data": {"__proto__": {"labelled": 8}}}');
    expect(({} as { seed?: number }).seed).toBeUndefined();
    expect(experiment?.seed ?? 1337).toBe(1337);
    expect(experiment?.data.labelled ?? 4).toBe(4);
  });

  it('names a preset that was probably meant, and a key that stands twice', () => {
    const [preset] = errorsOf('{"preset": "hipocampus"}');
    expect(preset).toMatchObject({ path: 'preset', fix: { title: "Change to 'hippocampus'" } });
    expect(problemsOf('{"seed": 1, "seed": 2}')).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        column: 13,
        message: 'seed stands twice in this object; the last one counts.',
      }),
    );
  });

  it('resolves every preset', () => {
    for (const name of presetNames) {
      expect(parseExperimentText(JSON.stringify({ preset: name })).experiment?.name).toBe(name);
    }
  });
});
