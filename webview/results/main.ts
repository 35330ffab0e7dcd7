/** Curves and tables of the runs: one page with four tabs. */
import type { ResultTab } from '../../src/protocol/results';
import { element, fill, on } from '../shared/elements';
import { t } from '../shared/text';
import { onThemeChange } from '../shared/theme';
import { createCases } from './cases';
import { createCurves } from './curves';
import { createPageData } from './data';
import { host, send } from './host';
import { createAblations, createComparison } from './reports';
import { createRunPicker } from './runPicker';
import { change, onChange, state } from './state';

const data = createPageData();
const picker = createRunPicker(data);
const views = {
  curves: { title: t('Curves'), view: createCurves(data) },
  cases: { title: t('Cases'), view: createCases(data) },
  runs: { title: t('Runs'), view: createComparison(data) },
  ablations: { title: t('Against the paper'), view: createAblations(data) },
} as const;
const names = Object.keys(views) as ResultTab[];

function select(tab: ResultTab, focus: boolean): void {
  change({ tab });
  if (focus) tabs.get(tab)?.focus();
}

const tabs = new Map(
  names.map((name) => {
    const button = element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `panel-${name}` },
      views[name].title,
    );
    on(button, 'click', () => select(name, false));
    on(button, 'keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = names[(names.indexOf(name) + step + names.length) % names.length];
      if (step !== 0 && next !== undefined) select(next, true);
    });
    return [name, button];
  }),
);
const panels = new Map(
  names.map((name) => [
    name,
    element('div', { role: 'tabpanel', id: `panel-${name}`, 'aria-labelledby': `tab-${name}` }, views[name].view.root),
  ]),
);
const problem = element('p', { class: 'problem', role: 'alert', hidden: true });

function redraw(): void {
  const { tab } = state();
  for (const name of names) {
    const selected = name === tab;
    tabs.get(name)?.setAttribute('aria-selected', String(selected));
    tabs.get(name)?.setAttribute('tabindex', selected ? '0' : '-1');
    panels.get(name)?.toggleAttribute('hidden', !selected);
  }
  picker.root.hidden = tab !== 'curves';
  picker.redraw();
  views[tab].view.redraw();
}

/** Messages come in bursts; one redraw a frame is enough for all of them. */
let drawing = 0;
function redrawSoon(): void {
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(redraw);
}

fill(
  document.body,
  element('div', { role: 'tablist', 'aria-label': t('Results') }, ...tabs.values()),
  problem,
  element('main', {}, picker.root, ...panels.values()),
);

onChange(redrawSoon);
onThemeChange(redrawSoon);
host.listen((message) => {
  if (message.kind === 'problem') {
    problem.textContent = message.text;
    problem.hidden = false;
  } else if (message.kind === 'show') {
    const [first] = message.runs;
    change({ tab: message.tab, ...(first === undefined ? {} : { selected: message.runs, caseRun: first }) });
    if (first !== undefined) send({ kind: 'select', runs: message.runs });
  } else {
    data.take(message);
    // Something to see at once: the newest run, until the user chooses.
    const newest = message.kind === 'runs' ? message.runs[0] : undefined;
    if (newest !== undefined && state().selected.length === 0 && state().caseRun === '') {
      change({ selected: [newest.key], caseRun: newest.key });
      send({ kind: 'select', runs: [newest.key] });
    }
  }
  redrawSoon();
});
redraw();
const { selected, caseRun } = state();
send({ kind: 'ready', selected: [...new Set([...selected, caseRun].filter((key) => key !== ''))].slice(0, 50) });
