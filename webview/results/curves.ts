/** The tab of curves: every chart, for the chosen runs, live. */
import type { Chart, Curve } from '../../src/core/curves/charts';
import { CHARTS } from '../../src/core/curves/charts';
import { lineOf } from '../../src/core/curves/lines';
import { classColour, cssColour, LINE_COLOURS } from '../../src/core/view/colours';
import { element, fill, on } from '../shared/elements';
import { t } from '../shared/text';
import type { StyledLine } from './chartView';
import { createChartView } from './chartView';
import type { PageData } from './data';
import { change, state } from './state';

export interface View {
  readonly root: HTMLElement;
  redraw(): void;
}

/** Dashes tell the parts of a loss apart, so that nothing hangs on colour alone. */
const PART_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
const MODEL_DASHES = { A: [], B: [6, 3], mean: [2, 3], run: [] } as const;

/** 'total A' and the like: what it is, and whose. */
function curveName({ label, of }: Curve): string {
  const own = ` ${of}`;
  return label.endsWith(own) ? `${t(label.slice(0, -own.length))} ${t(of)}` : t(label);
}

/** One run: colours are models, dashes parts. Several: colours are runs, dashes models, and only the first part of each is drawn. */
function styleOf(curve: Curve, part: number, run: number, runs: number): Pick<StyledLine, 'colour' | 'dash'> {
  if (runs === 1) return { colour: cssColour(LINE_COLOURS[curve.of]), dash: PART_DASHES[part % PART_DASHES.length] ?? [] };
  return { colour: cssColour(classColour(run + 1)), dash: MODEL_DASHES[curve.of] };
}

/** Whether a chosen run has anything for a chart: without drawing it. */
function hasPoints(data: PageData, { clock, curves }: Chart): boolean {
  return state().selected.some((key) => {
    const { columns } = data.series(key).series(clock);
    return curves.some(({ column }) => columns[column]?.some((value) => !Number.isNaN(value)));
  });
}

function linesOf(data: PageData, chart: Chart, range: readonly [number, number] | undefined, pixels: number): StyledLine[] {
  const { selected, smoothing, logarithmic } = state();
  const runs = selected.filter((key) => data.runs.some((run) => run.key === key));
  const options = {
    range,
    pixels,
    smoothing: chart.clock === 'train' ? smoothing : 0,
    logarithmic: logarithmic.includes(chart.id),
  };
  return runs.flatMap((key, run) => {
    const series = data.series(key).series(chart.clock);
    const parts = new Map<string, number>();
    return chart.curves.flatMap((curve): StyledLine[] => {
      const part = parts.get(curve.of) ?? 0;
      parts.set(curve.of, part + 1);
      if (runs.length > 1 && part > 0 && curve.of !== 'run') return [];
      const name = runs.length > 1 ? `${key}: ${curveName(curve)}` : curveName(curve);
      const line = lineOf(series, curve.column, name, options);
      return line.x.length === 0 ? [] : [{ ...line, ...styleOf(curve, part, run, runs.length) }];
    });
  });
}

export function createCurves(data: PageData): View {
  const slider = element('input', {
    type: 'range',
    min: 0,
    max: 0.99,
    step: 0.01,
    id: 'smoothing',
    'aria-label': t('Smoothing'),
  });
  const value = element('output', { for: 'smoothing' });
  on(slider, 'input', () => change({ smoothing: Number(slider.value) }));
  const charts = CHARTS.map((chart) => ({
    chart,
    view: createChartView({
      chart,
      lines: (range, pixels) => linesOf(data, chart, range, pixels),
      isLogarithmic: () => state().logarithmic.includes(chart.id),
      toggleLogarithmic: () => {
        const { logarithmic } = state();
        change({
          logarithmic: logarithmic.includes(chart.id) ? logarithmic.filter((id) => id !== chart.id) : [...logarithmic, chart.id],
        });
      },
    }),
  }));
  const empty = element('p', { class: 'empty' });
  const grid = element('div', { class: 'charts' });
  const root = element(
    'div',
    {},
    element('div', { class: 'bar' }, element('label', { for: 'smoothing' }, t('Smoothing')), slider, value),
    empty,
    grid,
  );
  new ResizeObserver(() => redraw()).observe(grid);

  function redraw(): void {
    if (root.closest('[hidden]') !== null) return;
    slider.value = String(state().smoothing);
    value.textContent = state().smoothing.toFixed(2);
    const filled = charts.filter(({ chart }) => hasPoints(data, chart));
    empty.textContent =
      data.runs.length === 0
        ? t('There is no run in this workspace yet. Train an experiment, and its curves appear here.')
        : filled.length === 0
          ? t('Choose one or more runs on the left to see their curves.')
          : '';
    empty.hidden = empty.textContent === '';
    const roots = filled.map(({ view }) => view.root);
    if (roots.length !== grid.childElementCount || roots.some((one, index) => grid.children[index] !== one)) fill(grid, ...roots);
    for (const { view } of filled) view.redraw();
  }
  return { root, redraw };
}
