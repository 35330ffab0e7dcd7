/** Small words of messages that a person reads. */
import type { Triple } from './volume/types';

/** '1 case', '2 cases'; `many` where an s is not enough. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A distance as a person writes it: headers store 0.4 as 0.4000000059604645. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** '0.4 x 0.4 x 3' */
export function spacingText(spacing: Triple): string {
  return spacing.map(shortNumber).join(' x ');
}
