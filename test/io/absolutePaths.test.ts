import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAbsolutePaths } from '../../src/io/absolutePaths';

describe('paths of an experiment file', () => {
  it('become absolute from the file on, bundled names and hub ids stay', () => {
    const input = {
      data: { source: { kind: 'folder', path: 'volumes' }, splits: { train: './mine.txt', test: 'splits/test.txt' } },
      text: { prompt: 'pancreas', otherPrompt: 'liver.segprompt.md', encoder: 'bert-base-uncased' },
    };
    expect(withAbsolutePaths(input, '/base')).toEqual({
      data: {
        source: { kind: 'folder', path: resolve('/base/volumes') },
        splits: { train: resolve('/base/mine.txt'), test: 'splits/test.txt' },
      },
      text: { prompt: 'pancreas', otherPrompt: resolve('/base/liver.segprompt.md'), encoder: 'bert-base-uncased' },
    });
    expect(withAbsolutePaths({ text: { prompt: null } }, '/base')).toEqual({ text: { prompt: null } });
  });
});
