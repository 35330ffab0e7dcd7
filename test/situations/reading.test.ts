/** Files as people have them: other orientations, other programs' headers, other formats, names of other systems. */
import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { situations } from './situations';
import type { Made } from './volumes';
import { decathlon, lists, writeImage, writeLabel, writeVolume } from './volumes';

const NAMES = ['case_a', 'case_b', 'case_c', 'case_d'];
const SIZE = [12, 12, 8] as const;

/** Four cases with lists, to be spoilt. */
function inOrder(folder: string, made: Made = {}): void {
  decathlon(folder, NAMES, made);
  lists(folder, NAMES.slice(0, 3), NAMES.slice(3));
}

const labelOf = (folder: string, name: string): string => join(folder, 'data', 'labelsTr', `${name}.nii.gz`);
const imageOf = (folder: string, name: string): string => join(folder, 'data', 'imagesTr', `${name}.nii.gz`);

/** An affine of `spacing` whose first two axes run the other way, over the same world as one that does not. */
const flipped = ([x, y, z]: readonly [number, number, number]) =>
  ({
    sformCode: 1,
    sform: [
      [-x, 0, 0, x * (SIZE[0] - 1)],
      [0, -y, 0, y * (SIZE[1] - 1)],
      [0, 0, z, 0],
    ],
  }) as const;
const upright = ([x, y, z]: readonly [number, number, number], shift = 0) =>
  ({
    sformCode: 1,
    sform: [
      [x, 0, 0, shift],
      [0, y, 0, 0],
      [0, 0, z, 0],
    ],
  }) as const;

function described(labels: object): (folder: string) => void {
  return (folder) => {
    inOrder(folder);
    writeFileSync(join(folder, 'data', 'dataset.json'), JSON.stringify({ labels }));
  };
}

/** An image that is something else, in a folder that is otherwise in order. */
function insteadOfImage(name: string, content: string | Uint8Array): (folder: string) => void {
  return (folder) => {
    inOrder(folder);
    unlinkSync(imageOf(folder, 'case_a'));
    writeFileSync(join(folder, 'data', 'imagesTr', name), content);
  };
}

situations('reading', [
  {
    name: 'an image is stored RAS and its label LPS, over one world (ITK and others do): they fit',
    given: (folder) => {
      inOrder(folder, upright([1, 1, 1]));
      for (const name of NAMES) writeLabel(labelOf(folder, name), flipped([1, 1, 1]));
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /No problem found/,
  },
  {
    name: 'voxels of 0.01 mm and a label three voxels off: refused, with the distance',
    given: (folder) => {
      inOrder(folder, upright([0.01, 0.01, 0.01]));
      writeLabel(labelOf(folder, 'case_b'), upright([0.01, 0.01, 0.01], 0.03));
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /the label lies on another grid .* their corners are 0\.03 mm apart/,
  },
  {
    name: 'voxels of 5 mm and a label 0.04 voxels off, as another program rounds: they fit',
    given: (folder) => {
      inOrder(folder, upright([5, 5, 5]));
      writeLabel(labelOf(folder, 'case_b'), upright([5, 5, 5], 0.2));
    },
    when: ['doctor', 'data'],
    exit: 0,
    never: /another grid/,
  },
  {
    name: 'dataset.json of nnU-Net 2 names regions: the data set is read, and what regions become is said',
    given: described({ background: 0, whole: [1, 2], core: [2] }),
    when: ['doctor', 'data'],
    exit: 0,
    says: [/4 cases, 4 with a label/, /regions that overlap \(whole, core\)/],
  },
  {
    name: 'dataset.json marks a value as "ignore" that labels have: refused, with what to write',
    given: (folder) => {
      described({ background: 0, organ: 1, ignore: 2 })(folder);
      writeLabel(labelOf(folder, 'case_b'), {}, 2);
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /case_b.*value 2 is "ignore" in dataset\.json.*data\.labels/,
  },
  {
    name: 'a value that is to be ignored does not become foreground in a training',
    given: (folder) => {
      described({ background: 0, organ: 1, ignore: 2 })(folder);
      for (const name of NAMES) writeLabel(labelOf(folder, name), {}, 2);
    },
    when: ['train', '--data', 'data', '--labelled', '1', '--out', 'run', '--backend', 'js'],
    exit: 3,
    says: /value 2 is "ignore" in dataset\.json/,
  },
  {
    name: 'label values 1 and 255: a warning, because 255 often marks what nobody has annotated',
    given: (folder) => {
      inOrder(folder);
      const ring = [0, 1, 255];
      writeVolume(labelOf(folder, 'case_b'), { datatype: 2 }, ([x]) => ring[x % 3] as number);
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /value 255 stands beside 1/,
  },
  {
    name: 'dataset.json was saved with a byte order mark: it is read',
    given: (folder) => {
      inOrder(folder);
      writeFileSync(join(folder, 'data', 'dataset.json'), '\ufeff{"labels": {"0": "background", "1": "anterior"}}');
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /1 anterior/,
  },
  {
    name: 'names of images are decomposed (macOS), those of the lists and labels are not: they are one name',
    given: (folder) => {
      decathlon(folder, ['José_1', 'Müller_2']);
      lists(folder, ['José_1'], ['Müller_2']);
      for (const name of ['José_1', 'Müller_2'])
        renameSync(imageOf(folder, name.normalize('NFC')), imageOf(folder, name.normalize('NFD')));
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /2 cases, 2 with a label; 1 for training, 1 for the test/,
    never: /there is no image/,
  },
  {
    name: 'all names have an odd character: no case, said once, with the reason',
    given: (folder) => decathlon(folder, ['50%', 'a&b']),
    when: ['doctor', 'data'],
    exit: 3,
    says: [/1 error\n/, /there is no case in it.*mend what is told of the files/, /its name has %/, /its name has &/],
    never: [/Patients:/, /none can be proposed/],
  },
  {
    name: "names with ' , % and &: left out, and the character is named",
    given: (folder) => decathlon(folder, ["O'Brien_01", 'Pat,02', '50%_dose', 'a&b', 'fine_1', 'fine_2']),
    when: ['doctor', 'data', '--json'],
    exit: 0,
    says: [/O'Brien_01\.nii\.gz: its name has ' \(U\+0027\)/, /has , \(U\+002C\)/, /has % \(U\+0025\)/, /has & \(U\+0026\)/],
  },
  ...(
    [
      [
        'a Git LFS pointer',
        'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
        /Git LFS pointer.*git lfs pull/,
      ],
      ['a web page', '<!DOCTYPE html><html><body>Please log in</body></html>', /it is a web page.*Download the volume again/],
      ['a ZIP archive', 'PK\u0003\u0004 and more', /it is a ZIP archive/],
      ['nothing', '', /it is empty/],
    ] as const
  ).map(([what, content, says]) => ({
    name: `a file that is called .nii.gz is ${what}: it is said`,
    given: insteadOfImage('case_a.nii.gz', content),
    when: ['doctor', 'data'],
    exit: 3,
    says,
  })),
  ...(
    [
      ['case_a.nrrd', /case_a\.nrrd: NRRD is not read/],
      ['case_a.hdr', /case_a\.hdr: a pair of \.hdr and \.img/],
      ['case_a.mat', /case_a\.mat: MATLAB is not read/],
      ['case_a.npz', /case_a\.npz: NumPy is not read/],
      ['case_a.tif', /case_a\.tif: TIFF is not read/],
    ] as const
  ).map(([name, says]) => ({
    name: `an image among others is ${name}: what it is and how it is converted`,
    given: insteadOfImage(name, 'of no concern'),
    when: ['doctor', 'data'],
    exit: 3,
    says: [says, /case_a is in a list, and there is no image of it/],
  })),
  {
    name: 'a folder of .tif alone is no data set, and that is no success',
    given: (folder) => {
      mkdirSync(join(folder, 'data', 'images'), { recursive: true });
      writeFileSync(join(folder, 'data', 'images', 'slice.tif'), 'II*');
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /it holds TIFF .*slice\.tif.*which is not read/,
  },
  {
    name: 'a known layout with nothing in it is no success',
    given: (folder) => void mkdirSync(join(folder, 'data', 'imagesTr'), { recursive: true }),
    when: ['doctor', 'data'],
    exit: 3,
    says: /there is no case in it/,
  },
  {
    name: 'the truth is stored in another orientation than the prediction: metrics compare the same voxels',
    given: (folder) => {
      writeLabel(join(folder, 'prediction.nii.gz'), upright([1, 1, 1]));
      writeLabel(join(folder, 'truth.nii.gz'), flipped([1, 1, 1]));
    },
    when: ['metrics', 'prediction.nii.gz', 'truth.nii.gz'],
    exit: 0,
    says: /1\.0000/,
  },
  {
    name: 'channels in files of their own are stored in two orientations: one image',
    given: (folder) => {
      inOrder(folder, upright([1, 1, 1]));
      rmSync(join(folder, 'data', 'imagesTr'), { recursive: true });
      for (const name of NAMES) {
        writeImage(imageOf(folder, `${name}_0000`), { ...upright([1, 1, 1]), seed: name.charCodeAt(5) });
        writeImage(imageOf(folder, `${name}_0001`), { ...flipped([1, 1, 1]), seed: name.charCodeAt(5) + 9 });
      }
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /No problem found/,
  },
]);
