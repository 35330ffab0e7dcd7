import { freemem } from 'node:os';
import { l10n, type Uri, window, workspace } from 'vscode';
import type { Services } from '../services';

const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

/** Bytes this process may still take: in a container less than the machine has. */
function freeBytes(): number {
  return 'availableMemory' in process ? process.availableMemory() : freemem();
}

/**
 * Whether to go on: asks where the experiment needs more memory than is free, because a trainer that the system ends loses what came after
 * its last checkpoint. A file that cannot be read is the trainer's to explain.
 */
export async function fitsOrAgreed({ checker, log }: Pick<Services, 'checker' | 'log'>, file: Uri): Promise<boolean> {
  const text = (await workspace.openTextDocument(file)).getText();
  const { memoryBytes } = await checker.check(text, file.path);
  if (memoryBytes === null) return true;
  const free = freeBytes();
  log.debug(`Memory: ${gibibytes(memoryBytes)} GiB needed, ${gibibytes(free)} GiB free`);
  if (memoryBytes <= free) return true;
  const anyway = l10n.t('Train Anyway');
  const message = l10n.t(
    'The training needs about {0} GiB of memory; {1} GiB are free.',
    gibibytes(memoryBytes),
    gibibytes(free),
  );
  const detail = l10n.t('A smaller patch or batch needs less. Without enough memory the system may end the trainer.');
  return (await window.showWarningMessage(message, { modal: true, detail }, anyway)) === anyway;
}
