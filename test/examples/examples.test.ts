import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperimentText } from '../../src/core/config/file/parse';

const folder = join(import.meta.dirname, '..', '..', 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.llmsegnet.json'));

describe('examples', () => {
  it.each(files)('%s has no error or warning', (name) => {
    const { experiment, problems } = parseExperimentText(readFileSync(join(folder, name), 'utf8'));
    if (experiment === null) throw new Error(JSON.stringify(problems));
    expect(problems.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  });

  it('are several', () => expect(files.length).toBeGreaterThan(3));
});
