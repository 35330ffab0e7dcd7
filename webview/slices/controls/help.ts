import { KEYS } from '../../../src/core/view/keys';
import { make, makeTable } from '../../shared/dom';
import { t } from '../../shared/text';

/** The dialogue that lists what keys and mouse do. */
export function makeHelp(): HTMLDialogElement {
  const title = t('Keys of the viewer');
  const dialog = make('dialog', { class: 'help', attributes: { 'aria-label': title } });
  const close = make('button', { class: 'close', text: t('Close') });
  close.addEventListener('click', () => dialog.close());
  const mouse = [
    [t('left button'), t('crosshair')],
    [t('wheel'), t('slices')],
    [t('Ctrl + wheel'), t('zoom')],
    [t('middle, or Shift + left'), t('pan')],
    [t('right button'), t('window and level')],
  ];
  const keys = KEYS.map(({ keys: names, meaning }) => [names.join(` ${t('or')} `), t(meaning)]);
  dialog.append(makeTable(title, [t('Key'), t('What it does')], [...keys, ...mouse]), close);
  return dialog;
}
