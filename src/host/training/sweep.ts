import { basename, dirname } from 'node:path';
import { l10n, type Uri, window, workspace } from 'vscode';
import { jsonOf, readTree } from '../../core/config/file/tree';
import type { Services } from '../services';
import { homeOf } from '../support/folders';
import { EXPERIMENT_ENDING, pickFile } from '../support/pickFile';
import { chosenBackend } from '../support/settings';
import { usesText } from '../support/usesText';
import { fitsOrAgreed } from './memory';
import { newRunFolder } from './newRunFolder';
import { parseBetas, proposedBetas, withBeta } from './sweepValues';

/** Content of an experiment file as it stands in the editor. Throws where a sweep would train the same thing again and again. */
async function valuesOf(file: Uri): Promise<Readonly<Record<string, unknown>>> {
  const root = readTree((await workspace.openTextDocument(file)).getText());
  const values: unknown = root && jsonOf(root);
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new Error(l10n.t('{0} is not an experiment.', file.fsPath));
  if (usesText({ ...values })) return { ...values };
  const fix = l10n.t("Set text.injection to 'broadcast', and text.prompt.");
  throw new Error(`${l10n.t('Without text beta changes nothing, and text.injection is off in this experiment.')} ${fix}`);
}

/** Queues one run for each value of text.beta; the file stays as it is. */
export async function sweepBeta(services: Services, argument: unknown): Promise<void> {
  const file = await pickFile(argument, EXPERIMENT_ENDING, l10n.t('Sweep which experiment?'));
  if (!file) return;
  const values = await valuesOf(file);
  const answer = await window.showInputBox({
    title: l10n.t('Sweep over beta: one run for each value'),
    value: proposedBetas(values).join(', '),
    validateInput: (text) => (parseBetas(text) ? undefined : l10n.t('Numbers from 0 to 10, with commas between them.')),
  });
  const betas = answer === undefined ? null : parseBetas(answer);
  if (!betas || !(await fitsOrAgreed(services, file))) return;
  const name = basename(file.fsPath, EXPERIMENT_ENDING);
  for (const beta of betas) {
    services.training.enqueue({
      title: `${name}, beta ${beta}`,
      job: {
        task: 'train',
        experiment: { values: withBeta(values, name, beta) },
        base: dirname(file.fsPath),
        out: newRunFolder(file, `${name}-beta-${beta}`),
        ...chosenBackend(),
      },
      cwd: homeOf(file),
    });
  }
}
