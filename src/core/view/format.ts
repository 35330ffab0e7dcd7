/** A number for a reader: `digits` significant ones, no exponent between a millionth and a million, and a dash for nothing. */
export function significant(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-6) return minus(value.toExponential(Math.max(0, digits - 1)));
  const text = value.toPrecision(digits);
  return minus(text.includes('.') && !text.includes('e') ? text.replace(/\.?0{1,100}$/, '') : String(Number(text)));
}

/** A fixed number of decimals with a true minus sign; a dash for nothing. */
export function decimals(value: number | null | undefined, places: number): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : minus(value.toFixed(places));
}

/** 0.0196 -> "1.96 %"; anything that rounds to nothing but is not nothing says so. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const value = share * 100;
  if (value > 0 && value < 0.01) return '< 0.01 %';
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)} %`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
