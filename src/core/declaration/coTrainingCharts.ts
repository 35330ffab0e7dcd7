/** What is drawn of LLM-SegNet's training. */
import { supervisedChart, unsupervisedChart } from './charts';
import type { Chart, Curve } from './declaration';

const MODELS = ['A', 'B'];
const SETS = ['confident', 'complement', 'uncertain'] as const;

/** @param loss id of the unsupervised loss: USL has three sets of voxels */
export function coTrainingCharts(loss: string): Chart[] {
  const isUsl = loss === 'usl';
  const shares = MODELS.flatMap((of) => SETS.map((set): Curve => ({ column: `shares.${of}.${set}`, label: `${set} ${of}`, of })));
  const accuracy = MODELS.map(
    (of): Curve => ({
      column: `analysis.pseudoLabelAccuracy.${of}`,
      label: `pseudo-label accuracy ${of} (analysis)`,
      of,
    }),
  );
  return [
    supervisedChart(MODELS),
    unsupervisedChart('Loss between A and B', MODELS, isUsl ? SETS.map((set) => [set, set] as const) : []),
    ...(isUsl
      ? [
          {
            id: 'shares',
            title: 'Shares of the unlabelled voxels',
            unit: 'share',
            clock: 'train',
            share: true,
            curves: shares,
          } as const,
        ]
      : []),
    {
      id: 'agreement',
      title: 'Agreement of A and B',
      unit: 'share',
      clock: 'train',
      share: true,
      curves: [{ column: 'agreement', label: 'agreement', of: 'run' }, ...accuracy],
    },
  ];
}
