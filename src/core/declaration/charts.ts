/** Charts that methods declare. */
import type { Chart, Curve } from './declaration';

/** Curves of the same parts for several models: `<model>.<column>`. */
function curvesOf(models: readonly string[], parts: readonly (readonly [column: string, label: string])[]): Curve[] {
  return models.flatMap((of) =>
    parts.map(([column, label]): Curve => ({ column: `${of}.${column}`, label: `${label} ${of}`, of })),
  );
}

/** The supervised loss of these models: total, cross entropy, Dice. */
export function supervisedChart(models: readonly string[]): Chart {
  const curves = curvesOf(models, [
    ['supervised', 'total'],
    ['ce', 'cross entropy'],
    ['dice', 'Dice loss'],
  ]);
  return { id: 'supervised', title: 'Supervised loss', unit: 'loss', clock: 'train', curves };
}

/** The unsupervised loss of these models, without its weight. @param parts beside the total */
export function unsupervisedChart(
  title: string,
  models: readonly string[],
  parts: readonly (readonly [column: string, label: string])[] = [],
): Chart {
  const curves = curvesOf(models, [['unsupervised', 'total'], ...parts]);
  return { id: 'unsupervised', title, unit: 'loss, without its weight', clock: 'train', curves };
}

/** A share of the voxels that the step reports under `numbers`. @public */
export function shareChart(id: string, title: string, curves: readonly (readonly [column: string, label: string])[]): Chart {
  return {
    id,
    title,
    unit: 'share',
    clock: 'train',
    share: true,
    curves: curves.map(([column, label]) => ({ column, label, of: 'run' })),
  };
}
