/** Runs that older versions made do not say what their method declares; there were two methods then. */
import { supervisedChart } from './charts';
import { coTrainingCharts } from './coTrainingCharts';
import type { Declaration } from './declaration';

const OLDER: Readonly<
  Record<string, Pick<Declaration, 'title' | 'models' | 'predictors' | 'selectedBy' | 'charts' | 'teaching'>>
> = {
  supervised: {
    title: 'Supervised',
    models: [{ name: 'A', trained: true }],
    predictors: [{ name: 'A' }],
    selectedBy: 'A',
    charts: [supervisedChart(['A'])],
    teaching: [],
  },
  'llm-segnet': {
    title: 'LLM-SegNet',
    models: [
      { name: 'A', trained: true },
      { name: 'B', trained: true },
    ],
    predictors: [{ name: 'A' }, { name: 'B' }, { name: 'mean', mean: ['A', 'B'] }],
    selectedBy: 'mean',
    charts: coTrainingCharts('usl'),
    teaching: [
      { teacher: 'A', student: 'B' },
      { teacher: 'B', student: 'A' },
    ],
  },
};

/** What a run of an older version declares. An unknown method is taken for one of a single network. */
export function olderDeclaration(kind: string): Declaration {
  const known = OLDER[kind] ?? { ...OLDER['supervised'], title: kind };
  return {
    id: kind,
    headline: 'A',
    phases: [{ name: 'training', iterations: 1, patches: { labelled: 1, unlabelled: 1 } }],
    ...known,
  } as Declaration;
}
