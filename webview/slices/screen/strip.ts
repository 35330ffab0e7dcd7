import { cssColour, OKABE_ITO } from '../../../src/core/view/colours';
import { make } from '../../shared/dom';
import { t } from '../../shared/text';
import { themeColour } from '../../shared/theme';

export interface Strip {
  readonly element: HTMLElement;
  paint(counts: Uint32Array | null, length: number, current: number): void;
}

/** The volume at a glance: disagreement by slice; a click or a drag goes there. It is a slider to the keyboard and to screen readers. */
export function makeStrip(onChoose: (index: number) => void): Strip {
  const canvas = make('canvas', { class: 'strip-bars' });
  const label = make('span', { class: 'strip-label' });
  const slider = make(
    'div',
    {
      class: 'strip',
      role: 'slider',
      tabIndex: 0,
      attributes: {
        'aria-label': t('Slice, with disagreement by slice'),
        'aria-valuemin': '1',
        'aria-valuenow': '1',
        'aria-valuemax': '1',
      },
    },
    canvas,
  );
  const element = make('div', { class: 'strip-row' }, label, slider);
  let slices = 1;
  const choose = (event: PointerEvent): void => {
    const box = slider.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * slices);
    onChoose(Math.min(slices - 1, Math.max(0, index)));
  };
  slider.addEventListener('pointerdown', (event) => {
    slider.setPointerCapture(event.pointerId);
    choose(event);
  });
  slider.addEventListener('pointermove', (event) => {
    if (event.buttons & 1) choose(event);
  });
  return {
    element,
    paint(counts, length, current) {
      slices = length;
      label.textContent = t('slice {0} / {1}', current + 1, length);
      slider.setAttribute('aria-valuemax', String(length));
      slider.setAttribute('aria-valuenow', String(current + 1));
      const words = [
        t('slice {0} of {1}', current + 1, length),
        ...(counts ? [t('{0} voxels differ', counts[current] ?? 0)] : []),
      ];
      slider.setAttribute('aria-valuetext', words.join(', '));
      const width = Math.max(1, Math.round(slider.clientWidth * devicePixelRatio));
      const height = Math.max(1, Math.round(slider.clientHeight * devicePixelRatio));
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d');
      if (context === null) return;
      const most = Math.max(1, ...(counts ?? [1]));
      const step = width / length;
      for (let index = 0; index < length; index++) {
        const share = (counts?.[index] ?? 0) / most;
        const tall = Math.max(2, share * (height - 6));
        context.fillStyle =
          share > 0 ? cssColour(OKABE_ITO.purple, 0.45 + 0.55 * share) : themeColour('--vscode-disabledForeground', '#888');
        context.fillRect(index * step, height - 3 - tall, Math.max(1, step - 1), tall);
      }
      context.strokeStyle = themeColour('--vscode-foreground', '#888');
      context.lineWidth = 2;
      context.strokeRect(Math.max(1, current * step - 2), 1, Math.max(6, step + 3), height - 2);
    },
  };
}
