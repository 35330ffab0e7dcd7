import type { Command } from 'commander';
import { Option } from 'commander';
import type { LabelMetrics } from '../../core/metrics/labelMetrics';
import { labelMetrics } from '../../core/metrics/labelMetrics';
import { VOXEL_UNITS } from '../../core/metrics/segmentationMetrics';
import { readLabelPair } from '../../io/labelPair';
import { alignTable } from '../report/table';

interface MetricsFlags {
  readonly spacing: 'header' | 'voxel';
  readonly json?: boolean;
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
    .option('--json', 'print JSON')
    .action(async (predictionFile: string, truthFile: string, { spacing, json }: MetricsFlags) => {
      const { prediction, truth } = await readLabelPair(predictionFile, truthFile);
      const steps = spacing === 'voxel' ? VOXEL_UNITS : truth.spacing;
      const labels = labelMetrics(prediction.data, truth.data, truth.size, steps);
      console.log(json === true ? JSON.stringify({ labels }) : readable(labels, spacing === 'voxel' ? 'voxel' : 'mm').join('\n'));
    });
}
