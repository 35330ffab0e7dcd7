/** A chart as a stand-alone SVG: for papers, where a picture of pixels is not wanted. */
import type { Line } from './lines';

export interface SvgChart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly (Line & { readonly colour: string; readonly dash: string })[];
  readonly logarithmic: boolean;
}

const WIDTH = 640;
const HEIGHT = 360;
const FRAME = { left: 64, right: 16, top: 36, bottom: 44 } as const;
const LEGEND_ROW = 18;

function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  // Control characters cannot stand in XML at all.
  return [...text].map((sign) => names[sign] ?? ((sign.codePointAt(0) ?? 0) < 32 ? ' ' : sign)).join('');
}

/** About `count` round numbers from low to high, or powers of ten on a logarithmic axis. */
export function ticks(low: number, high: number, count: number, logarithmic: boolean): number[] {
  if (!(high > low)) return [low];
  if (logarithmic) {
    const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
  }
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

export function chartSvg({ title, unit, lines, logarithmic }: SvgChart): string {
  const height = HEIGHT + LEGEND_ROW * Math.ceil(lines.length / 2);
  const bottom = HEIGHT - FRAME.bottom;
  const [x0, x1] = extent(lines.flatMap((line) => line.x));
  const [low, high] = extent(lines.flatMap((line) => line.y));
  const scale = logarithmic && low > 0 ? Math.log10 : (value: number): number => value;
  const px = (x: number): string => (FRAME.left + ((x - x0) / (x1 - x0)) * (WIDTH - FRAME.left - FRAME.right)).toFixed(1);
  const share = (y: number): number => (scale(y) - scale(low)) / (scale(high) - scale(low));
  const py = (y: number): string => (bottom - share(y) * (bottom - FRAME.top)).toFixed(1);
  const text = (x: number | string, y: number | string, content: string, anchor = 'middle'): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
  const grid = [
    ...ticks(x0, x1, 6, false).map(
      (x) => `<path d="M${px(x)} ${FRAME.top}V${bottom}" stroke="#ddd"/>${text(px(x), bottom + 16, String(x))}`,
    ),
    ...ticks(low, high, 5, logarithmic && low > 0).map(
      (y) =>
        `<path d="M${FRAME.left} ${py(y)}H${WIDTH - FRAME.right}" stroke="#ddd"/>${text(FRAME.left - 6, Number(py(y)) + 4, String(y), 'end')}`,
    ),
  ];
  const curves = lines
    .filter((line) => line.x.length > 0)
    .map((line) => {
      const path = line.x.map((x, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${py(line.y[index] as number)}`).join('');
      return `<path d="${path}" fill="none" stroke="${escapeXml(line.colour)}" stroke-width="1.5" stroke-dasharray="${escapeXml(line.dash)}"/>`;
    });
  const legend = lines.map((line, index) => {
    const x = FRAME.left + (index % 2) * 290;
    const y = HEIGHT + LEGEND_ROW * Math.floor(index / 2) + 4;
    const sample = `<path d="M${x} ${y - 4}h24" stroke="${escapeXml(line.colour)}" stroke-width="2" stroke-dasharray="${escapeXml(line.dash)}"/>`;
    return sample + text(x + 30, y, line.label, 'start');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-size="14">${escapeXml(title)}</text>`,
    ...grid,
    text(WIDTH / 2, bottom + 34, 'iteration'),
    `<text transform="translate(14 ${(FRAME.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(unit)}</text>`,
    ...curves,
    ...legend,
    '</svg>\n',
  ].join('\n');
}
