/** The charts of a run: those that its method declares, and those that every run has. */
import type { Chart, Curve, Declaration } from '../declaration/declaration';

export type { Chart, Curve };

/** In place of a model: the curve belongs to the run as a whole. */
export const RUN = 'run';

const whole = (column: string, label: string): Curve => ({ column, label, of: RUN });

function diceChart(split: 'validation' | 'test', title: string, { predictors }: Pick<Declaration, 'predictors'>): Chart {
  const curves = predictors.map(({ name }): Curve => ({ column: `${split}.${name}.dice`, label: `Dice ${name}`, of: name }));
  return { id: split, title, unit: 'Dice', clock: split, share: true, curves };
}

/** Charts and the numbers of metrics.jsonl that they draw. */
export function chartsOf(declaration: Pick<Declaration, 'predictors' | 'charts'>): readonly Chart[] {
  return [
    ...declaration.charts,
    diceChart('validation', 'Validation Dice', declaration),
    diceChart('test', 'Test Dice', declaration),
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
}

/** The charts of several runs as one list: curves of a chart that two runs share stand in it once. */
export function joinedCharts(lists: readonly (readonly Chart[])[]): readonly Chart[] {
  const joined = new Map<string, Chart>();
  for (const chart of lists.flat()) {
    const known = joined.get(chart.id);
    const more = chart.curves.filter(({ column }) => known?.curves.every((one) => one.column !== column) ?? true);
    joined.set(chart.id, known === undefined ? chart : { ...known, curves: [...known.curves, ...more] });
  }
  return [...joined.values()];
}
