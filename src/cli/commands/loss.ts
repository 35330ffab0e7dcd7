import type { Command } from 'commander';
import { Argument } from 'commander';
import { exactSupervised } from '../../core/losses/exact/supervised';
import { exactUsl } from '../../core/losses/exact/usl';
import { usl } from '../../core/losses/usl';
import { FileError } from '../../io/fileError';
import type { LossCase } from '../../io/lossCase';
import { readLossCase } from '../../io/lossCase';
import { alignTable } from '../report/table';

/** What is printed: numbers by name, and one gradient, all in float64. */
type Entry = Readonly<Record<string, number | readonly number[] | readonly (readonly number[])[]>>;

function required<T>(value: T | undefined, file: string, field: string): T {
  if (value === undefined) throw new FileError(file, field, 'it is missing.', 'This loss needs it.');
  return value;
}

const evaluators: Readonly<Record<'usl' | 'supervised', (file: string, one: LossCase) => Entry>> = {
  usl(file, { student, peer, t1, t2, normalise }) {
    const settings = usl.settings.parse({ kind: 'usl', t1, t2, normalise });
    const { total, confident, complement, uncertain, counts, gradient } = exactUsl(
      student,
      required(peer, file, 'peer_logits'),
      settings,
    );
    return { total, confident_nll: confident, complement_nll: complement, uncertain_mse: uncertain, counts, gradient };
  },
  supervised(file, { student, labels, batch }) {
    const { crossEntropy, dice, gradient } = exactSupervised(student, required(labels, file, 'labels'), batch);
    return { cross_entropy: crossEntropy, dice, gradient_of_sum: gradient };
  },
};

function readable(entry: Entry): string[] {
  const numbers = Object.entries(entry).filter(([name]) => !name.startsWith('gradient'));
  const gradient = Object.entries(entry).find(([name]) => name.startsWith('gradient'))?.[1] as readonly (readonly number[])[];
  const format = (value: Entry[string]): string => (typeof value === 'number' ? value.toPrecision(9) : value.join(', '));
  return [
    ...alignTable(numbers.map(([name, value]) => [name, format(value)])),
    '',
    'Gradient with respect to the student logits, one voxel a line:',
    ...alignTable(gradient.map((row, voxel) => [String(voxel), ...row.map((value) => value.toPrecision(6))])),
  ];
}

/** `llm-segnet loss usl|supervised FILE` */
export function registerLoss(program: Command): void {
  program
    .command('loss')
    .description('Evaluate a loss and its gradient on the logits in a JSON file, in float64')
    .addArgument(new Argument('<kind>', 'which loss').choices(['usl', 'supervised']))
    .argument('<file>', 'student_logits, peer_logits, labels, batch, t1, t2 and normalise ("voxel" or "set") of one case')
    .option('--json', 'print JSON')
    .action(async (kind: keyof typeof evaluators, file: string, { json }: { json?: boolean }) => {
      const entry = evaluators[kind](file, await readLossCase(file));
      console.log(json === true ? JSON.stringify(entry) : readable(entry).join('\n'));
    });
}
