/** The tab of curves: every chart, for the chosen runs, live. */
import type { Chart, Curve } from '../../src/core/curves/charts';
import { joinedCharts, RUN } from '../../src/core/curves/charts';
import { lineOf } from '../../src/core/curves/lines';
import type { Colour } from '../../src/core/view/colours';
import { classColour, cssColour, LINE_COLOURS, RUN_COLOUR } from '../../src/core/view/colours';
import { element, fill, on } from '../shared/elements';
import { t } from '../shared/text';
import type { ChartView, StyledLine } from './chartView';
import { createChartView } from './chartView';
import type { PageData } from './data';
import { change, state } from './state';

export interface View {
  readonly root: HTMLElement;
  redraw(): void;
}

/** Dashes tell the parts of a loss apart, so that nothing hangs on colour alone. */
const PART_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
const MODEL_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3], [1, 2]];

/** 'total A' and the like: what it is, and whose. */
function curveName({ label, of }: Curve): string {
  const own = ` ${of}`;
  return label.endsWith(own) ? `${t(label.slice(0, -own.length))} ${t(of)}` : t(label);
}

/** One run: colours are models, dashes parts. Several: colours are runs, dashes models, and only the first part of each is drawn. */
function styleOf(place: number, part: number, run: number, runs: number): Pick<StyledLine, 'colour' | 'dash'> {
  const ofModel = (colours: readonly Colour[]): Colour => colours[place % colours.length] ?? RUN_COLOUR;
  if (runs === 1)
    return {
      colour: cssColour(place < 0 ? RUN_COLOUR : ofModel(LINE_COLOURS)),
      dash: PART_DASHES[part % PART_DASHES.length] ?? [],
    };
  return { colour: cssColour(classColour(run + 1)), dash: MODEL_DASHES[Math.max(0, place) % MODEL_DASHES.length] ?? [] };
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
    const { names = [], charts = [] } = data.runs.find((one) => one.key === key) ?? {};
    const own = charts.find(({ id }) => id === chart.id)?.curves ?? [];
    const series = data.series(key).series(chart.clock);
    const parts = new Map<string, number>();
    return own.flatMap((curve): StyledLine[] => {
      const part = parts.get(curve.of) ?? 0;
      parts.set(curve.of, part + 1);
      if (runs.length > 1 && part > 0 && curve.of !== RUN) return [];
      const name = runs.length > 1 ? `${key}: ${curveName(curve)}` : curveName(curve);
      const line = lineOf(series, curve.column, name, options);
      return line.x.length === 0 ? [] : [{ ...line, ...styleOf(names.indexOf(curve.of), part, run, runs.length) }];
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
  /** One view a chart, made when a run first has it. */
  const views = new Map<string, ChartView>();
  const viewOf = (chart: Chart): ChartView => {
    const known = views.get(chart.id);
    if (known !== undefined) return known;
    const view = createChartView({
      chart,
      lines: (range, pixels) => linesOf(data, chart, range, pixels),
      isLogarithmic: () => state().logarithmic.includes(chart.id),
      toggleLogarithmic: () => {
        const { logarithmic } = state();
        change({
          logarithmic: logarithmic.includes(chart.id) ? logarithmic.filter((id) => id !== chart.id) : [...logarithmic, chart.id],
        });
      },
    });
    views.set(chart.id, view);
    return view;
  };
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
    const shown = data.runs.filter(({ key }) => state().selected.includes(key));
    const charts = joinedCharts(shown.map((run) => run.charts as readonly Chart[]));
    const filled = charts.filter((chart) => hasPoints(data, chart)).map((chart) => viewOf(chart));
    empty.textContent =
      data.runs.length === 0
        ? t('There is no run in this workspace yet. Train an experiment, and its curves appear here.')
        : filled.length === 0
          ? t('Choose one or more runs on the left to see their curves.')
          : '';
    empty.hidden = empty.textContent === '';
    const roots = filled.map(({ root: one }) => one);
    if (roots.length !== grid.childElementCount || roots.some((one, index) => grid.children[index] !== one)) fill(grid, ...roots);
    for (const view of filled) view.redraw();
  }
  return { root, redraw };
}
