import { basename, dirname } from 'node:path';
import { parse } from 'jsonc-parser';
import { l10n, window, workspace } from 'vscode';
import type { Services } from '../services';
import { homeOf } from '../support/folders';
import { EXPERIMENT_ENDING, pickFile } from '../support/pickFile';
import { computing } from './computing';
import { fitsOrAgreed } from './memory';
import { newRunFolder } from './newRunFolder';

/** The paper's values of its ablation over the weight of the text. */
const PAPER_BETAS = '0.01, 0.05, 0.1, 0.2, 0.5';

/** '0.1, 0.2' -> [0.1, 0.2]; null when a part is no number from 0 to 10. */
export function parseBetas(text: string): number[] | null {
  const values = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  return values.length > 0 && values.every((value) => value >= 0 && value <= 10) ? [...new Set(values)] : null;
}

/** Queues one run for each value of text.beta; the file stays as it is. */
export async function sweepBeta(services: Services, argument: unknown): Promise<void> {
  const file = await pickFile(argument, EXPERIMENT_ENDING, l10n.t('Sweep which experiment?'));
  if (!file) return;
  const answer = await window.showInputBox({
    title: l10n.t('Sweep over beta: one run for each value'),
    value: PAPER_BETAS,
    validateInput: (text) => (parseBetas(text) ? undefined : l10n.t('Numbers from 0 to 10, with commas between them.')),
  });
  const betas = answer === undefined ? null : parseBetas(answer);
  if (!betas || !(await fitsOrAgreed(services, file))) return;
  const values = parse((await workspace.openTextDocument(file)).getText()) as unknown;
  if (typeof values !== 'object' || values === null) throw new Error(l10n.t('{0} is not an experiment.', file.fsPath));
  const text = 'text' in values && typeof values.text === 'object' ? values.text : {};
  const name = basename(file.fsPath, EXPERIMENT_ENDING);
  for (const beta of betas) {
    services.training.enqueue({
      title: `${name}, beta ${beta}`,
      job: {
        task: 'train',
        experiment: { values: { ...values, text: { ...text, beta } } },
        base: dirname(file.fsPath),
        out: newRunFolder(file, `${name}-beta-${beta}`),
        ...computing(),
      },
      cwd: homeOf(file),
    });
  }
}
