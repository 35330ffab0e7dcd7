/** The list of runs beside the curves: tick the ones to draw. */
import { element, fill, on } from '../shared/elements';
import { t } from '../shared/text';
import type { PageData } from './data';
import { send } from './host';
import { change, state } from './state';

/** More curves at once than this cannot be told apart. */
const MOST_RUNS = 12;

export function createRunPicker(data: PageData): { root: HTMLElement; redraw(): void } {
  const filter = element('input', { type: 'search', placeholder: t('Filter runs'), 'aria-label': t('Filter runs') });
  const list = element('ul', { class: 'runs', 'aria-label': t('Runs') });
  on(filter, 'input', () => redraw());

  function toggle(key: string, chosen: boolean): void {
    const { selected, caseRun } = state();
    const next = chosen ? [...selected, key].slice(-MOST_RUNS) : selected.filter((one) => one !== key);
    change({ selected: next, caseRun: caseRun === '' || chosen ? key : caseRun });
    send({ kind: 'select', runs: [...new Set([...next, state().caseRun].filter((one) => one !== ''))] });
  }

  function redraw(): void {
    const wanted = filter.value.toLocaleLowerCase();
    const { selected } = state();
    const runs = data.runs.filter(({ key, name }) => `${name} ${key}`.toLocaleLowerCase().includes(wanted)).slice(0, 200);
    const focused = document.activeElement?.getAttribute('data-run');
    const items = runs.map(({ key, name, state: runState, iteration }) => {
      const box = element('input', { type: 'checkbox', checked: selected.includes(key), 'data-run': key });
      on(box, 'change', () => toggle(key, box.checked));
      return element(
        'li',
        {},
        element(
          'label',
          { title: key },
          box,
          element('span', { class: 'name' }, name),
          element('span', { class: 'state' }, `${t(runState)}, ${iteration}`),
        ),
      );
    });
    fill(list, ...items);
    if (focused) list.querySelector<HTMLElement>(`[data-run="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  return { root: element('aside', { 'aria-label': t('Runs') }, filter, list), redraw };
}
