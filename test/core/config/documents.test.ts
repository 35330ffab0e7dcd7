import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../../../src/core/config/documents';
import { studyDocuments } from '../../../src/core/study/documents';

describe('files made of the schema', () => {
  for (const { path, content } of [...generatedDocuments(), ...studyDocuments()]) {
    it(`${path} is up to date (npm run schema)`, () => {
      expect(readFileSync(join(import.meta.dirname, '..', '..', '..', path), 'utf8')).toBe(content);
    });
  }
});
