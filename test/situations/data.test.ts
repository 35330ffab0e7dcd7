/** Data folders: cases, patients, splits, and what train, predict and metrics say of voxels that cannot be what their user means. */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { situations } from './situations';
import { decathlon, lists, writeImage, writeLabel } from './volumes';

const two = (number: number): string => String(number).padStart(2, '0');
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Cases of a list that a command has written. */
function listed(folder: string, name: 'train' | 'test'): string[] {
  return readFileSync(join(folder, 'data', 'splits', `${name}.txt`), 'utf8')
    .trim()
    .split('\n');
}

/** Five patients, the last seen twice, in a file a modality. */
function brats(folder: string, modalities: readonly string[], fileOf: (id: string, ending: string) => string): void {
  const ids = [...upTo(5).map((patient) => `BraTS-GLI-0000${patient}-000`), 'BraTS-GLI-00005-001'];
  let seed = 1;
  for (const id of ids) {
    for (const modality of modalities) writeImage(join(folder, 'data', `${fileOf(id, modality)}.nii.gz`), { seed: seed++ });
    writeLabel(join(folder, 'data', `${fileOf(id, 'seg')}.nii.gz`));
  }
}

/** Images in a folder `store`, links to them in `data`, and an experiment that allows it. */
function linked(folder: string): void {
  const names = ['a', 'b', 'c'];
  decathlon(folder, names);
  lists(folder, ['a', 'b'], ['c']);
  mkdirSync(join(folder, 'store'));
  for (const name of names) {
    const [link, file] = [join(folder, 'data', 'imagesTr', `${name}.nii.gz`), join(folder, 'store', `${name}.nii.gz`)];
    renameSync(link, file);
    symlinkSync(file, link);
  }
  const data = { source: { kind: 'folder', path: 'data' }, labelled: 1, links: 'anywhere' };
  writeFileSync(join(folder, 'mine.llmsegnet.json'), JSON.stringify({ data, patch: [16, 16, 16] }));
}

situations('data', [
  {
    name: 'a folder in order gives no complaint',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart', 'c_heart', 'd_heart']);
      lists(folder, ['a_heart', 'b_heart', 'c_heart'], ['d_heart']);
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /4 cases, 4 with a label; 3 for training, 1 for the test/,
  },
  {
    name: 'a case is in the training list and in the test list',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart']);
      lists(folder, ['a_heart', 'b_heart'], ['b_heart']);
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /b_heart: the case is in .*train\.txt too/,
  },
  {
    name: 'two frames of each of 20 hearts (ACDC): the split that is written shares no heart',
    given: (folder) =>
      decathlon(
        folder,
        upTo(20).flatMap((heart) => [`patient0${two(heart)}_frame01`, `patient0${two(heart)}_frame${two(7 + (heart % 6))}`]),
      ),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: /32 for training, 8 for the test/,
    leaves: (folder) => {
      const heartOf = (name: string): string => name.slice(0, 10);
      const tested = new Set(listed(folder, 'test').map(heartOf));
      expect(tested.size).toBe(4);
      expect(listed(folder, 'train').filter((name) => tested.has(heartOf(name)))).toEqual([]);
    },
  },
  {
    name: 'the table of patients is shown, and written beside the lists',
    given: (folder) => decathlon(folder, ['p1_ED', 'p1_ES', 'p2_ED', 'p2_ES', 'p3_ED']),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: [/Patients: 3 patients, 5 cases, by their names/, /p2 +p2_ED, p2_ES/, /and splits\/patients\.csv/],
    leaves: (folder) =>
      expect(readFileSync(join(folder, 'data', 'splits', 'patients.csv'), 'utf8')).toBe(
        'case,patient\np1_ED,p1\np1_ES,p1\np2_ED,p2\np2_ES,p2\np3_ED,p3\n',
      ),
  },
  {
    name: 'the owner corrects who is who in splits/patients.csv, and the split keeps to it',
    given: (folder) => {
      decathlon(folder, ['a1', 'a2', 'b1', 'b2', 'c1']);
      mkdirSync(join(folder, 'data', 'splits'));
      writeFileSync(join(folder, 'data', 'splits', 'patients.csv'), 'case,patient\na1,x\na2,y\nb1,x\nb2,y\nc1,x\n');
    },
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: /Patients: 2 patients, 5 cases, by the table of patients/,
    leaves: (folder) =>
      expect([
        ['a1', 'b1', 'c1'],
        ['a2', 'b2'],
      ]).toContainEqual(listed(folder, 'test')),
  },
  {
    name: 'the owner says who is who with a pattern in the experiment: a patient in two lists is an error',
    given: (folder) => {
      decathlon(folder, ['x1a', 'x2b', 'x3a', 'x4c']);
      lists(folder, ['x1a', 'x2b'], ['x3a', 'x4c']);
      const data = { source: { kind: 'folder', path: 'data' }, labelled: 1, patients: { kind: 'pattern', pattern: '([abc])$' } };
      writeFileSync(join(folder, 'mine.llmsegnet.json'), JSON.stringify({ data, patch: [16, 16, 16] }));
    },
    when: ['doctor', 'mine.llmsegnet.json'],
    exit: 3,
    says: /a scan of the patient of x1a, which is in another list \(train; this one is in test\)/,
  },
  {
    name: 'all labelled cases are of one patient: no split is written, and that is said',
    given: (folder) => decathlon(folder, ['patient001_frame01', 'patient001_frame02', 'patient001_frame03']),
    when: ['doctor', 'data', '--write-splits'],
    exit: 3,
    says: [/Nothing written: .* all 3 labelled cases are of one patient \(patient001\)/, /data\.patients/],
  },
  {
    name: 'one scan was saved twice under names of two patients: both stay in one list',
    given: (folder) => {
      decathlon(folder, ['anna', 'bert', 'carl', 'dora', 'emil']);
      writeImage(join(folder, 'data', 'imagesTr', 'dora.nii.gz'), { seed: 1, slope: 3, intercept: 20 });
    },
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: [
      /almost the same image as anna\. Look at both\. A proposed split keeps them in one list/,
      /1 more is taken for one of these/,
    ],
    never: /Keep one of the two/,
    leaves: (folder) => {
      const test = listed(folder, 'test');
      expect(test.includes('anna')).toBe(test.includes('dora'));
    },
  },
  {
    name: 'one scan is in both lists under two names: a leak',
    given: (folder) => {
      decathlon(folder, ['anna', 'bert', 'carl', 'dora']);
      writeImage(join(folder, 'data', 'imagesTr', 'dora.nii.gz'), { seed: 1, slope: 3, intercept: 20 });
      lists(folder, ['anna', 'bert'], ['carl', 'dora']);
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /almost the same image as anna, which is in another list \(train; this one is in test\)\. Put both into one list/,
  },
  {
    name: 'volumes lie in a store, and links in the folder lead to them: refused, with the setting that allows it',
    given: linked,
    when: ['doctor', 'data'],
    exit: 3,
    says: /the link leads out of the data folder, to .*store.*data\.links 'anywhere' \(doctor --links anywhere\)/,
  },
  {
    name: 'links to a store are followed where their owner says so, in the experiment',
    given: linked,
    when: ['doctor', 'mine.llmsegnet.json'],
    exit: 0,
    never: /leads out/,
  },
  ...(
    [
      ['BraTS before 2023', ['t1', 't1ce', 't2', 'flair'], (id: string, ending: string) => `${id}_${ending}`],
      ['BraTS 2023', ['t1n', 't1c', 't2w', 't2f'], (id: string, ending: string) => `${id}-${ending}`],
      ['BraTS 2023, a folder a case', ['t1n', 't1c', 't2w', 't2f'], (id: string, ending: string) => `${id}/${id}-${ending}`],
    ] as const
  ).map(([like, modalities, fileOf]) => ({
    name: `a file a modality (${like}): cases of four channels with a label, split by patient`,
    given: (folder: string) => brats(folder, modalities, fileOf),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: [
      new RegExp(`6 cases, each of 4 channels \\(${modalities.join(', ')}\\), 6 with a label`),
      /Patients: 5 patients, 6 cases/,
      /Label values: 0, 1/,
    ],
    never: /there is no image of this name|channels, most have/,
    leaves: (folder: string) => {
      const ids = [...listed(folder, 'train'), ...listed(folder, 'test')];
      expect(ids.sort()).toEqual([...upTo(5).map((patient) => `BraTS-GLI-0000${patient}-000`), 'BraTS-GLI-00005-001'].sort());
      expect(listed(folder, 'test').some((id) => id.includes('00005'))).toBe(
        !listed(folder, 'train').some((id) => id.includes('00005')),
      );
    },
  })),
  {
    name: 'a case lacks a modality that the others have: one sentence, and no split of modalities',
    given: (folder) => {
      brats(folder, ['t1', 't2', 'flair'], (id, ending) => `${id}_${ending}`);
      rmSync(join(folder, 'data', 'BraTS-GLI-00002-000_t2.nii.gz'));
    },
    when: ['doctor', 'data', '--write-splits'],
    exit: 3,
    says: /BraTS-GLI-00002-000: it has no t2, and other cases have t1, t2, flair/,
  },
  {
    name: 'no labelled case has foreground: training refuses before it begins',
    given: (folder) => {
      decathlon(folder, ['a', 'b', 'c', 'd']);
      for (const name of ['a', 'b']) writeLabel(join(folder, 'data', 'labelsTr', `${name}.nii.gz`), {}, 0);
      lists(folder, ['a', 'b', 'c'], ['d']);
    },
    when: ['train', '--data', 'data', '--labelled', '2', '--set', 'patch=[16,16,16]', '--backend', 'js', '--out', 'run'],
    exit: 3,
    says: /a, b: label: none of the 2 labelled cases has a voxel of foreground: nothing can be learnt/,
  },
  {
    name: 'check tells of a patient in two lists, before anything is trained',
    given: (folder) => {
      decathlon(folder, ['p1_ED', 'p1_ES', 'p2_ED', 'p2_ES', 'p3_ED']);
      lists(folder, ['p1_ED', 'p2_ED', 'p2_ES'], ['p1_ES', 'p3_ED']);
      const data = { source: { kind: 'folder', path: 'data' }, labelled: 1 };
      writeFileSync(join(folder, 'mine.llmsegnet.json'), JSON.stringify({ data, patch: [16, 16, 16] }));
    },
    when: ['check', 'mine.llmsegnet.json'],
    exit: 0,
    says: /warning: data\.splits: Patient p1 is in more than one list: p1_ED \(train\), p1_ES \(test\)\./,
  },
  {
    name: 'one labelled case is one labelled case, and spacing is told in short numbers',
    given: (folder) => {
      decathlon(folder, ['a', 'b', 'c'], { pixdim: [1, 0.4, 0.4, 5] });
      lists(folder, ['a', 'b'], ['c']);
      const data = { source: { kind: 'folder', path: 'data' }, labelled: 1 };
      writeFileSync(join(folder, 'mine.llmsegnet.json'), JSON.stringify({ data, patch: [16, 16, 16] }));
    },
    when: ['doctor', 'mine.llmsegnet.json'],
    exit: 0,
    says: [/voxels of 0\.4 x 0\.4 x 5 mm/, /1 labelled case fills 2 places/],
    never: [/1 labelled cases/, /0\.4000/],
  },
  ...(
    [
      ['mri3T_01', upTo(8).map((number) => `mri3T_${two(number)}`)],
      ['LA2018-1', upTo(6).map((number) => `LA2018-${number}`)],
      ['BraTS19_0', upTo(6).map((number) => `BraTS19_${number - 1}`)],
    ] as const
  ).map(([like, names]) => ({
    name: `a digit before the last separator is no patient (${like}): a split is written`,
    given: (folder: string) => decathlon(folder, names),
    when: ['doctor', 'data', '--write-splits'],
    exit: 0,
    says: /Written: splits\/train.txt and splits\/test.txt/,
    leaves: (folder: string) => expect([...listed(folder, 'train'), ...listed(folder, 'test')].sort()).toEqual([...names].sort()),
  })),
]);
