import { InvalidArgumentError } from 'commander';

/** Parsers of option values; commander puts the option's name before their message. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

export function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number from 0.');
  return value;
}

export function threadCount(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : positiveInteger(text);
}
