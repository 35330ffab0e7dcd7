import { describe, expect, it } from 'vitest';
import { notices, packagesIn } from '../../scripts/notices.mjs';
import { PARTS } from '../../scripts/textEncoderBundle.mjs';

const input = (bytesInOutput: number) => ({ bytesInOutput });

describe('notices of third parties', () => {
  it('name the packages whose code is in a bundle, and no others', () => {
    const inputs = {
      'src/host/extension.ts': input(10),
      'node_modules/zod/v4/core/core.js': input(10),
      'node_modules/zod/v4/core/util.js': input(10),
      'node_modules/@niivue/niivue/dist/index.js': input(10),
      'node_modules/uplot/node_modules/inner/index.js': input(10),
      'node_modules/left/out.js': input(0),
    };
    const output = { inputs, bytes: 1, imports: [], exports: [] };
    const names = packagesIn({ inputs: {}, outputs: { 'dist/a.js': output } });
    expect([...new Set(names)].sort()).toEqual(['@niivue/niivue', 'inner', 'zod']);
  });

  it('hold the licence of a package that publishes none, with its copyright', () => {
    const text = notices(['@niivue/niivue', 'seedrandom', '@niivue/niivue', '@tensorflow/tfjs-core', ...PARTS]);
    expect(text.match(/@niivue\/niivue \d/g)).toHaveLength(1);
    expect(text).toMatch(/@niivue\/niivue [\d.]+ \(BSD-2-Clause\)\n\nCopyright \(c\) 2021, Niivue/);
    expect(text).toMatch(/David Bau.*Permission is hereby granted/s);
    expect(text).toMatch(/Google LLC.*Apache License/s);
  });

  it('are refused where a licence is missing', () => {
    expect(() => notices(['fixture-without-licence'])).toThrow();
    expect(() => notices([], ['/nowhere/libnothing.so'])).toThrow(/licence is not to be found/);
  });
});
