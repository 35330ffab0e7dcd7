import type { Command } from 'commander';
import { Option } from 'commander';
import type { LabelMetrics } from '../../core/metrics/labelMetrics';
import { labelMetrics } from '../../core/metrics/labelMetrics';
import { VOXEL_UNITS } from '../../core/metrics/segmentationMetrics';
import { readLabelPair } from '../../io/labelPair';
import type { LabelRule } from '../../io/labelRule';
import { alignTable } from '../report/table';
import { asClasses, differingLabels, labelRule, labelRuleOfRun } from './metricLabels';

interface MetricsFlags {
  readonly spacing: 'header' | 'voxel';
  readonly json?: boolean;
  readonly run?: string;
  readonly labels?: LabelRule;
}

function readable(labels: readonly LabelMetrics[], unit: string): string[] {
  const number = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
  return alignTable([
    ['Label', 'Dice', 'Jaccard', `95HD (${unit})`, `ASD (${unit})`, `ASSD (${unit})`],
    ...labels.map(({ label, dice, jaccard, hd95, asd, assd }) => [
      String(label),
      number(dice, 4),
      number(jaccard, 4),
      number(hd95, 3),
      number(asd, 3),
      number(assd, 3),
    ]),
  ]);
}

async function compare(predictionFile: string, truthFile: string, flags: MetricsFlags): Promise<void> {
  const { spacing, json, run } = flags;
  const rule = run === undefined ? flags.labels : await labelRuleOfRun(run);
  const { prediction, truth } = await readLabelPair(predictionFile, truthFile);
  const [predicted, real] =
    rule === undefined
      ? [prediction.data, truth.data]
      : asClasses({ file: predictionFile, data: prediction.data }, { file: truthFile, data: truth.data }, rule);
  const warning = differingLabels(predicted, real, rule !== undefined);
  if (warning !== null) console.error(`Warning: ${warning}`);
  const labels = labelMetrics(predicted, real, truth.size, spacing === 'voxel' ? VOXEL_UNITS : truth.spacing);
  console.log(json === true ? JSON.stringify({ labels }) : readable(labels, spacing === 'voxel' ? 'voxel' : 'mm').join('\n'));
}

/** `llm-segnet metrics PRED TRUTH` */
export function registerMetrics(program: Command): void {
  program
    .command('metrics')
    .description('Compare two label files of one grid: Dice, Jaccard, 95HD, ASD and ASSD of every label')
    .argument('<prediction>', 'label file (.nii, .nii.gz)')
    .argument('<truth>', 'label file (.nii, .nii.gz)')
    .addOption(
      new Option('--spacing <unit>', 'distances in the millimetres of the header, or in voxels')
        .choices(['header', 'voxel'])
        .default('header'),
    )
    .addOption(new Option('--run <folder>', 'compare in the classes of a run, which its masks have').conflicts('labels'))
    .option('--labels <rule>', 'compare in classes: binary, or a class for every stored value such as 1=1,2=1', labelRule)
    .option('--json', 'print JSON')
    .action(compare);
}
