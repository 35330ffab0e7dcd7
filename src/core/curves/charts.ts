/** The charts of a run and the numbers of metrics.jsonl that they draw. One line here adds a curve to the page, its table and its exports. */

/** Whose curve it is: a model, or the run as a whole. */
type Curved = 'A' | 'B' | 'mean' | 'run';

export interface Curve {
  /** Name of its column (columns.ts): where in a metrics record the number is. */
  readonly column: string;
  readonly label: string;
  readonly of: Curved;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What the vertical axis counts. */
  readonly unit: string;
  /** Which clock its points have: every iteration, or only the evaluations. */
  readonly clock: 'train' | 'validation' | 'test';
  readonly curves: readonly Curve[];
  /** Values lie between 0 and 1. */
  readonly share?: boolean;
}

const both = (parts: readonly (readonly [column: string, label: string])[]): Curve[] =>
  (['A', 'B'] as const).flatMap((of) =>
    parts.map(([column, label]): Curve => ({ column: `${of}.${column}`, label: `${label} ${of}`, of })),
  );

const whole = (column: string, label: string): Curve => ({ column, label, of: 'run' });

const dice = (split: 'validation' | 'test'): Curve[] =>
  (['A', 'B', 'mean'] as const).map((of) => ({ column: `${split}.${of}.dice`, label: `Dice ${of}`, of }));

export const CHARTS: readonly Chart[] = [
  {
    id: 'supervised',
    title: 'Supervised loss',
    unit: 'loss',
    clock: 'train',
    curves: both([
      ['supervised', 'total'],
      ['ce', 'cross entropy'],
      ['dice', 'Dice loss'],
    ]),
  },
  {
    id: 'unsupervised',
    title: 'Loss between A and B',
    unit: 'loss, without its weight',
    clock: 'train',
    curves: both([
      ['unsupervised', 'total'],
      ['confident', 'confident'],
      ['complement', 'complement'],
      ['uncertain', 'uncertain'],
    ]),
  },
  {
    id: 'shares',
    title: 'Shares of the unlabelled voxels',
    unit: 'share',
    clock: 'train',
    share: true,
    curves: (['A', 'B'] as const).flatMap((of) =>
      ['confident', 'complement', 'uncertain'].map(
        (set): Curve => ({ column: `shares.${of}.${set}`, label: `${set} ${of}`, of }),
      ),
    ),
  },
  {
    id: 'agreement',
    title: 'Agreement of A and B',
    unit: 'share',
    clock: 'train',
    share: true,
    curves: [
      whole('agreement', 'agreement'),
      { column: 'analysis.pseudoLabelAccuracy.A', label: 'pseudo-label accuracy A (analysis)', of: 'A' },
      { column: 'analysis.pseudoLabelAccuracy.B', label: 'pseudo-label accuracy B (analysis)', of: 'B' },
    ],
  },
  { id: 'validation', title: 'Validation Dice', unit: 'Dice', clock: 'validation', share: true, curves: dice('validation') },
  { id: 'test', title: 'Test Dice', unit: 'Dice', clock: 'test', share: true, curves: dice('test') },
  {
    id: 'schedule',
    title: 'Schedule',
    unit: '',
    clock: 'train',
    curves: [whole('lr', 'learning rate'), whole('lossWeight', 'lambda(t)')],
  },
  {
    id: 'time',
    title: 'Time of a step',
    unit: 's',
    clock: 'train',
    curves: [whole('seconds', 'step'), whole('dataSeconds', 'waiting for data')],
  },
];

/** Every column of one clock, in the order of the charts. */
export function columnsOf(clock: Chart['clock']): string[] {
  return CHARTS.filter((chart) => chart.clock === clock).flatMap(({ curves }) => curves.map(({ column }) => column));
}
