import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPatients, writePatients } from '../../src/io/patients';
import { parseTable } from '../../src/io/table';
import { temporaryFolder } from '../support/temporary';

const root = temporaryFolder();
const ids = ['A_1', 'A_2', 'B_1'];
let folders = 0;

function folder(files: Record<string, string> = {}): string {
  const path = join(root, String(folders++));
  mkdirSync(join(path, 'splits'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const table = { kind: 'table', file: 'who.csv', case: 'case', patient: 'patient' } as const;
const byPattern = (pattern: string) => findPatients(folder(), ids, { kind: 'pattern', pattern });

describe('patients as their owner says', () => {
  it('come from a column of a table: comma, semicolon or tab, quotes, endings of files, other columns', async () => {
    for (const text of [
      'case,patient\nA_1,x\nA_2,y\nB_1,x\n',
      'patient;age;case\r\nx;60;A_1.nii.gz\r\n"y";;A_2\r\nx;7;B_1\r\n',
      'Case\tPatient\nA_1\tx\nA_2\ty\n\nB_1\tx',
    ]) {
      const { of, from } = await findPatients(folder({ 'who.csv': text }), ids, table);
      expect([[...of.values()], from]).toEqual([['x', 'y', 'x'], 'table']);
    }
    const other = folder({ 'who.csv': 'id,person\nA_1,x\nA_2,y\nB_1,x\n' });
    expect((await findPatients(other, ids, { ...table, case: 'id', patient: 'person' })).of.get('B_1')).toBe('x');
  });

  it('are refused where the table is wrong, with its line and what to do', async () => {
    const wrong = (text: string) => findPatients(folder({ 'who.csv': text }), ids, table);
    await expect(findPatients(folder(), ids, table)).rejects.toThrow(/who\.csv: file: there is no such table/);
    await expect(wrong('name,patient\nA_1,x')).rejects.toThrow(/line 1: there is no column "case", only "name", "patient"/);
    await expect(wrong('case,patient\nA_1,x\nA_2,')).rejects.toThrow(/line 3: the case or its patient is missing/);
    await expect(wrong('case,patient\nA_1,x\nA_1,y')).rejects.toThrow(/line 3: A_1 is of patient x above, and of y here/);
    await expect(wrong('case,patient\nA_1,x')).rejects.toThrow(/A_2 and 1 more cases are missing/);
  });

  it('come from the group of a pattern', async () => {
    const { of, from } = await byPattern('_(\\d)$');
    expect([[...of.values()], from]).toEqual([['1', '2', '1'], 'pattern']);
  });

  it('are refused where the pattern is wrong, catches nothing, or never ends', async () => {
    await expect(byPattern('(')).rejects.toThrow(/data\.patients\.pattern: .*Invalid regular expression/);
    await expect(byPattern('^(A)_')).rejects.toThrow(/it catches no patient in the name B_1/);
    await expect(byPattern('^A_')).rejects.toThrow(/it catches no patient in the name A_1/);
    const names = [`${'a'.repeat(60)}!`];
    await expect(findPatients(folder(), names, { kind: 'pattern', pattern: '^((a+)+)$' })).rejects.toThrow(/takes more than 2 s/);
  });

  it('come from splits/patients.csv where nothing else is said, and from the names where that has no line', async () => {
    const path = folder();
    await writePatients(
      path,
      new Map([
        ['A_2', 'first, "the" one'],
        ['A_1', 'z'],
      ]),
    );
    const { of, from } = await findPatients(path, ids);
    expect([[...of.values()], from]).toEqual([['z', 'first, "the" one', 'B'], 'table']);
    expect((await findPatients(path, ids, { kind: 'pattern', pattern: '^(.)' })).of.get('A_2')).toBe('A');
    expect((await findPatients(folder(), ids)).from).toBe('names');
  });

  it('are not read from a table with a cell that never ends', () => {
    expect(parseTable('a,b\n"x,y').rows).toEqual([{ line: 2, cells: ['x,y'] }]);
  });
});
