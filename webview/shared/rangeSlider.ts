import { make } from './dom';

export interface RangeSlider {
  readonly element: HTMLElement;
  set(value: number): void;
}

/** A slider of 0 to 1, styled by hand (range.css): @vscode-elements has none, and the browser's thumb vanishes in high contrast. */
export function makeRangeSlider(label: string, onInput: (value: number) => void): RangeSlider {
  const input = make('input', {
    class: 'range',
    attributes: { type: 'range', min: '0', max: '100', step: '5', 'aria-label': label },
  });
  input.addEventListener('input', () => onInput(Number(input.value) / 100));
  return {
    element: make(
      'label',
      { class: 'picker range-picker', title: label },
      make('span', { class: 'picker-name', text: label }),
      input,
    ),
    set(value) {
      input.value = String(Math.round(value * 100));
    },
  };
}
