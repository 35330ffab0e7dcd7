import { z } from 'zod';
import { field } from '../../schema/field';
import { AXIS_ORDERS } from '../../volume/axisOrders';

const size = z.int().min(1).max(4096);

const folderSource = z.strictObject({
  kind: z.literal('folder'),
  path: field(
    z.string().min(1).nullable().default(null),
    'Folder of the volumes, relative to the experiment file. null: the folder that --data or LLMSEGNET_DATA names; it is never guessed.',
    'ours',
  ),
});

const phantomSource = z.strictObject({
  kind: z.literal('phantom'),
  cases: field(z.int().min(2).max(1000).default(24), 'Cases to make up; which ones depends on the seed.', 'ours'),
  testCases: field(z.int().min(1).max(999).default(6), 'How many of them, the last, are test cases.', 'ours'),
  size: field(z.tuple([size, size, size]).default([48, 48, 32]), 'Size x, y, z of a case in voxels.', 'ours'),
  spacing: field(
    z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).default([1, 1, 1]),
    'Distance x, y, z between voxel centres in millimetres.',
    'ours',
  ),
});

const dataSourceSettings = z.discriminatedUnion('kind', [folderSource, phantomSource]);

const storedValue = z.string().regex(/^(0|[1-9]\d{0,2})$/, 'a key is a label value as the file stores it: 0 to 255');
const classIndex = z.int().min(0).max(254);
const namedClass = z.strictObject({
  class: field(classIndex, 'Class that voxels of this value belong to; 0 is background.', 'ours'),
  name: field(z.string().min(1).max(80).optional(), 'What views and tables call the class.', 'ours'),
});

const labelsSettings = z.union([z.literal('binary'), z.record(storedValue, z.union([classIndex, namedClass]))]);
export type LabelsSettings = z.infer<typeof labelsSettings>;

const caseList = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const LIST_FORM =
  'A list of case names, or a text file with one a line: its path is relative to the data folder, and to the experiment file where it begins with ./ or ../';

const splitsSettings = z.strictObject({
  train: field(
    caseList.default('splits/train.txt'),
    `Training cases, those used with their labels first. ${LIST_FORM}.`,
    'code-inferred',
  ),
  validation: field(
    caseList.nullable().default(null),
    `Cases for choosing settings and checkpoints, never trained on; null: those that heldOut keeps back, if any. ${LIST_FORM}.`,
    'ours',
  ),
  test: field(
    caseList.default('splits/test.txt'),
    `Test cases: measured at the end, never trained on and never chosen by. ${LIST_FORM}.`,
    'code-inferred',
  ),
});

const patientsByThemselves = z.strictObject({ kind: z.literal('auto') });

const patientsByPattern = z.strictObject({
  kind: z.literal('pattern'),
  pattern: field(
    z.string().min(1).max(200),
    "Regular expression with one group in brackets, which catches the patient in a case's name: ^(P\\d+)_ catches P07 in P07_visit2.",
    'ours',
  ),
});

const patientsByTable = z.strictObject({
  kind: z.literal('table'),
  file: field(
    z.string().min(1),
    'CSV or TSV file with a line of column names: its path is relative to the data folder, and to the experiment file where it begins with ./ or ../',
    'ours',
  ),
  case: field(z.string().min(1).default('case'), 'Name of the column of case names.', 'ours'),
  patient: field(z.string().min(1).default('patient'), 'Name of the column of patients.', 'ours'),
});

const patientsSettings = z.discriminatedUnion('kind', [patientsByThemselves, patientsByPattern, patientsByTable]);
export type PatientsSettings = z.infer<typeof patientsSettings>;

const hdf5Settings = z.strictObject({
  image: field(z.string().min(1).default('image'), 'Name of the image in an HDF5 file.', 'code-inferred'),
  label: field(z.string().min(1).default('label'), 'Name of the label in an HDF5 file.', 'code-inferred'),
  spacing: field(
    z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).nullable().default(null),
    'Distance x, y, z between voxel centres in millimetres, which HDF5 files do not hold. null: unknown, taken as 1 voxel.',
    'ours',
  ),
});

export const dataSettings = z.strictObject({
  source: field(dataSourceSettings.prefault({ kind: 'folder' }), 'Where the volumes come from.', 'ours'),
  format: field(
    z.enum(['auto', 'msd', 'folder', 'hdf5']).default('auto'),
    "How the folder is laid out. 'msd': imagesTr and labelsTr with NIfTI files; 'folder': images and labels side by side; 'hdf5': one file a case; 'auto': by what is there.",
    'ours',
  ),
  hdf5: field(hdf5Settings.prefault({}), 'What HDF5 files call their content.', 'code-inferred'),
  axes: field(
    z.enum(AXIS_ORDERS).default('xyz'),
    "Order of the axes of an HDF5 array, slowest first; such files name no orientation. Left atrium and Pancreas files are 'xyz', BraTS files 'zyx'.",
    'code-inferred',
  ),
  channels: field(
    z.int().min(1).max(16).default(1),
    'Channels of the images, such as the four of BraTS: files case_0000, case_0001 ... (nnU-Net) or one file with a fourth axis (Decathlon). Each is scaled by itself.',
    'paper',
  ),
  classes: field(z.int().min(2).max(255).default(2), 'Classes K, background included.', 'paper'),
  labels: field(
    labelsSettings.default('binary'),
    'Which class a stored label value becomes. \'binary\': everything but 0 is foreground. Or a table that names every value: { "1": { "class": 1, "name": "anterior" } }.',
    'paper',
  ),
  labelled: field(
    z.int().min(1).default(4),
    'Training cases whose labels are used: the first of the training list. The paper: 4, 8 or 16 of 80 (left atrium), 6 or 12 of 62 (Pancreas), 25 or 50 of 250 (BraTS-2019).',
    'code-inferred',
  ),
  heldOut: field(
    z.int().min(0).default(0),
    'The last so many cases of the training list become validation cases, kept out of training and of the unlabelled cases: for choosing settings without touching the test cases.',
    'ours',
  ),
  splits: field(splitsSettings.prefault({}), 'Which case is for what.', 'code-inferred'),
  patients: field(
    patientsSettings.prefault({ kind: 'auto' }),
    "Which cases are of one patient: they belong into one list. 'auto': as splits/patients.csv says, else worked out from all case names together ('llm-segnet doctor' shows the table); 'pattern' and 'table': as you say.",
    'ours',
  ),
  links: field(
    z.enum(['inside', 'anywhere']).default('inside'),
    "Symbolic links in the data folder. 'inside': they may not lead out of it, so that a folder of a stranger reads nothing of yours; 'anywhere': they may, for volumes that lie in a store.",
    'ours',
  ),
});
export type DataSettings = z.infer<typeof dataSettings>;
