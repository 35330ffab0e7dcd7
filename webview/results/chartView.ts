/** One chart: uPlot on a canvas, its legend, its numbers as text, and its exports. */
import uPlot from 'uplot';
import type { Chart } from '../../src/core/curves/charts';
import type { Line } from '../../src/core/curves/lines';
import { aligned } from '../../src/core/curves/lines';
import { chartSvg } from '../../src/core/curves/svg';
import { significant } from '../../src/core/view/format';
import { element, fill, on } from '../shared/elements';
import { t } from '../shared/text';
import { send } from './host';
import { readTheme } from './theme';

/** A line and how it looks. */
export interface StyledLine extends Line {
  readonly colour: string;
  /** Canvas dashes; empty for a solid line. */
  readonly dash: readonly number[];
}

export interface ChartPorts {
  readonly chart: Chart;
  /** The lines for a part of the run, thinned to so many pixels. */
  readonly lines: (range: readonly [number, number] | undefined, pixels: number) => readonly StyledLine[];
  readonly isLogarithmic: () => boolean;
  readonly toggleLogarithmic: () => void;
}

export interface ChartView {
  readonly root: HTMLElement;
  /** Draws again, with what has come since. */
  redraw(): void;
}

const HEIGHT = 220;
const LABEL_FONT = '12px system-ui, sans-serif';

function lastValues(lines: readonly StyledLine[]): string {
  const parts = lines.filter(({ y }) => y.length > 0).map(({ label, y }) => `${label} ${significant(y.at(-1), 4)}`);
  return parts.length === 0 ? t('no values yet') : parts.join(', ');
}

function pngOf(canvas: HTMLCanvasElement, title: string): string {
  const theme = readTheme();
  const copy = document.createElement('canvas');
  const margin = 28 * devicePixelRatio;
  copy.width = canvas.width;
  copy.height = canvas.height + margin;
  const context = copy.getContext('2d');
  if (context === null) throw new Error('this browser has no canvas');
  context.fillStyle = theme.background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.fillStyle = theme.foreground;
  context.font = `${14 * devicePixelRatio}px sans-serif`;
  context.fillText(title, 12 * devicePixelRatio, 20 * devicePixelRatio);
  context.drawImage(canvas, 0, margin);
  return copy.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

export function createChartView({ chart, lines, isLogarithmic, toggleLogarithmic }: ChartPorts): ChartView {
  const [title, unit] = [t(chart.title), chart.unit === '' ? '' : t(chart.unit)];
  const box = element('div', { class: 'plot', role: 'img', tabindex: 0 });
  const legend = element('ul', { class: 'legend', 'aria-label': t('Lines of {0}', title) });
  const logButton = on(
    element('button', { class: 'quiet', type: 'button', 'aria-pressed': 'false' }, t('log')),
    'click',
    toggleLogarithmic,
  );
  const reset = on(element('button', { class: 'quiet', type: 'button', hidden: true }, t('whole run')), 'click', () =>
    zoomTo(undefined),
  );
  const save = (format: 'svg' | 'png'): HTMLButtonElement =>
    on(
      element(
        'button',
        { class: 'quiet', type: 'button', 'aria-label': t('Save {0} as {1}', title, format.toUpperCase()) },
        format.toUpperCase(),
      ),
      'click',
      () => exportAs(format),
    );
  const root = element(
    'section',
    { class: 'chart', 'aria-label': title },
    element('header', {}, element('h2', {}, title), reset, chart.share ? null : logButton, save('svg'), save('png')),
    box,
    legend,
  );
  let plot: uPlot | undefined;
  let range: readonly [number, number] | undefined;
  let shown = '';

  function zoomTo(next: readonly [number, number] | undefined): void {
    range = next;
    reset.hidden = next === undefined;
    redraw();
  }

  function exportAs(format: 'svg' | 'png'): void {
    const content =
      format === 'svg'
        ? chartSvg({
            title,
            unit,
            logarithmic: isLogarithmic(),
            lines: lines(range, 1000).map(({ dash, ...line }) => ({ ...line, dash: dash.join(' ') })),
          })
        : plot
          ? pngOf(plot.ctx.canvas, title)
          : '';
    if (content !== '') send({ kind: 'export', format, name: chart.id, content });
  }

  function options(styled: readonly StyledLine[], width: number): uPlot.Options {
    const theme = readTheme();
    const line = { stroke: theme.grid, width: 1 };
    const axis = { stroke: theme.muted, grid: line, ticks: line, labelFont: LABEL_FONT, labelSize: 18, labelGap: 0 };
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: false }, y: { distr: isLogarithmic() ? 3 : 1 } },
      axes: [
        { ...axis, label: t('iteration'), size: 28 },
        {
          ...axis,
          ...(unit === '' ? {} : { label: unit }),
          size: 64,
          values: (_plot, values) => values.map((value: number | null) => (value === null ? '' : significant(value, 3))),
        },
      ],
      series: [
        {},
        ...styled.map(({ label, colour, dash, x }) => ({
          label,
          stroke: colour,
          width: 1.5,
          dash: [...dash],
          points: { show: x.length < 30 },
        })),
      ],
      hooks: {
        setSelect: [
          (drawn) => {
            const { left, width: selected } = drawn.select;
            if (selected > 3) zoomTo([drawn.posToVal(left, 'x'), drawn.posToVal(left + selected, 'x')]);
          },
        ],
        setCursor: [(drawn) => showLegend(styled, drawn.cursor.idx ?? null, drawn)],
      },
    };
  }

  function showLegend(styled: readonly StyledLine[], index: number | null, drawn: uPlot | undefined): void {
    const rows = styled.map(({ label, colour, dash, y }, line) => {
      const value = index === null || drawn === undefined ? y.at(-1) : (drawn.data[line + 1]?.[index] ?? undefined);
      const sample = element('canvas', { width: 28, height: 10, 'aria-hidden': 'true' });
      const context = sample.getContext('2d');
      if (context !== null) {
        context.strokeStyle = colour;
        context.lineWidth = 2;
        context.setLineDash([...dash]);
        context.beginPath();
        context.moveTo(0, 5);
        context.lineTo(28, 5);
        context.stroke();
      }
      return element('li', {}, sample, element('span', {}, label), element('output', {}, significant(value, 4)));
    });
    const at =
      index === null || drawn === undefined
        ? null
        : element('li', { class: 'at' }, t('iteration {0}', String(drawn.data[0][index] ?? '')));
    fill(legend, at, ...rows);
  }

  function redraw(): void {
    const width = Math.max(240, box.clientWidth);
    const styled = lines(range, width);
    const { x, ys } = aligned(styled);
    logButton.setAttribute('aria-pressed', String(isLogarithmic()));
    box.setAttribute(
      'aria-label',
      t('{0} ({1}): {2}. Drag to zoom, double-click for the whole run.', title, unit, lastValues(styled)),
    );
    // Series, scales and colours are fixed when uPlot is made; numbers alone are not worth a new one.
    const look = JSON.stringify([styled.map(({ label, colour, dash }) => [label, colour, dash]), isLogarithmic(), readTheme()]);
    const data = [x, ...ys] as uPlot.AlignedData;
    if (plot === undefined || look !== shown) {
      plot?.destroy();
      plot = new uPlot(options(styled, width), data, box);
      shown = look;
    } else {
      if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
      plot.setData(data);
    }
    if (range !== undefined) plot.setScale('x', { min: range[0], max: range[1] });
    showLegend(styled, null, undefined);
  }

  on(box, 'dblclick', () => zoomTo(undefined));
  on(box, 'keydown', (event) => {
    if (event.key === 'Escape') zoomTo(undefined);
  });
  return { root, redraw };
}
