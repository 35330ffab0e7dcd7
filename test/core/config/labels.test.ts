import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import { classNames, labelTable } from '../../../src/core/config/labels';

const dataOf = (labels: unknown, classes: number) => parseExperiment({ data: { labels, classes } }).data;

describe('the rule of labels', () => {
  it('binary has a background and a foreground', () => {
    const data = dataOf('binary', 2);
    expect(labelTable(data.labels)).toBe('binary');
    expect(classNames(data)).toEqual(['background', 'foreground']);
  });

  it('a table names classes; several values may be one class', () => {
    const data = dataOf({ 1: { class: 1, name: 'anterior' }, 2: 1, 255: { class: 2 } }, 3);
    expect(labelTable(data.labels)).toEqual({ 0: 0, 1: 1, 2: 1, 255: 2 });
    expect(classNames(data)).toEqual(['background', 'anterior', 'class 2']);
  });

  it('refuses keys that no file can hold as a value', () => {
    expect(() => dataOf({ anterior: 1 }, 2)).toThrow(/data\.labels/);
    expect(() => dataOf({ '-1': 1 }, 2)).toThrow(/data\.labels/);
  });
});
