import type { GreyWindow } from '../../../src/core/view/window';
import { make, makePicker } from '../../shared/dom';
import { t } from '../../shared/text';
import type { VolumeScene, VolumeView } from '../../volume/main';
import type { ShownCase } from '../case/shownCase';
import type { ViewState, VolumeMask } from '../state';
import { VOLUME_MASKS } from '../state';
import { nameIn } from './captions';
import { layersOfMask, volumeScene } from './volumeScene';

export interface VolumePanel {
  readonly element: HTMLElement;
  /** Opens, fills or closes the view, as the state has it. */
  show(shown: ShownCase, state: ViewState, window: GreyWindow): void;
}

const TURN = 10;
const TURNS: Readonly<Record<string, readonly [azimuth: number, elevation: number]>> = {
  ArrowLeft: [TURN, 0],
  ArrowRight: [-TURN, 0],
  ArrowUp: [0, TURN],
  ArrowDown: [0, -TURN],
};

function hasWebGl2(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

/** The library's own file, beside this one. */
async function load(canvas: HTMLCanvasElement): Promise<VolumeView> {
  const address = new URL('./volume.js', import.meta.url).href;
  const { openVolume } = (await import(address)) as typeof import('../../volume/main');
  return openVolume(canvas);
}

/** The 3D view beside the slices: one mask as a body, turned by mouse or arrow keys. */
export function makeVolumePanel(onChange: (volume: VolumeMask | null) => void): VolumePanel {
  const mask = makePicker(t('Mask'), (value) => onChange(value as VolumeMask));
  const close = make('button', { class: 'quiet', text: '×', attributes: { 'aria-label': t('Close the 3D view') } });
  close.addEventListener('click', () => onChange(null));
  const message = make('p', { class: 'panel-missing', role: 'status' });
  const box = make('div', { class: 'volume-box' });
  const head = make('div', { class: 'panel-head' }, make('h2', { class: 'panel-name', text: '3D' }), mask.element, close);
  const element = make('section', { class: 'panel volume', attributes: { 'aria-label': t('3D view') } }, head, message, box);
  element.hidden = true;
  let view: Promise<VolumeView> | null = null;
  let wanted = '';

  function say(text: string): void {
    message.textContent = text;
    message.hidden = text === '';
  }

  function start(): Promise<VolumeView> {
    const canvas = make('canvas', { tabIndex: 0, role: 'img' });
    box.replaceChildren(canvas);
    canvas.addEventListener('webglcontextlost', () => {
      if (view === null) return;
      stop();
      say(t('The graphics of this view were lost, perhaps to other views. Close and open it again.'));
    });
    canvas.addEventListener('keydown', (event) => {
      const turn = TURNS[event.key];
      if (turn === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void view?.then((opened) => opened.turn(...turn));
    });
    return load(canvas);
  }

  function stop(): void {
    const opened = view;
    view = null;
    opened?.then((made) => made.close()).catch(() => undefined);
    box.replaceChildren();
  }

  function fill(scene: VolumeScene, name: string): void {
    say(t('loading…'));
    view ??= start();
    const own = view;
    own
      .then(async (opened) => {
        await opened.show(scene);
        if (own !== view) return;
        box.querySelector('canvas')?.setAttribute('aria-label', t('3D view of {0}; arrow keys turn it', name));
        element.dataset['state'] = 'shown';
        say('');
      })
      .catch((error: unknown) => {
        stop();
        say(t('The 3D view could not be opened: {0}', error instanceof Error ? error.message : String(error)));
      });
  }

  return {
    element,
    show(shown, { volume, choice, opacity }, window) {
      element.hidden = volume === null;
      if (volume === null) {
        if (view !== null) stop();
        wanted = '';
        return;
      }
      const there = VOLUME_MASKS.filter((one) => layersOfMask(one).every((layer) => shown.facts?.layers.includes(layer)));
      const shownMask = there.includes(volume) ? volume : there[0];
      mask.set(
        there.map((one) => [one, one === 'truth' ? t('truth') : nameIn(shown, one)] as const),
        shownMask ?? '',
      );
      const key = JSON.stringify([shown.generation, shownMask, window, opacity]);
      if (key === wanted) return;
      if (!hasWebGl2()) {
        wanted = key;
        element.dataset['state'] = 'missing';
        say(t('This browser or machine has no WebGL 2, which the 3D view needs. Slices work without it.'));
        return;
      }
      if (shownMask === undefined) {
        wanted = key;
        say(t('This case has no mask.'));
        return;
      }
      const scene = volumeScene(shown, shownMask, window, 1 - opacity);
      if (scene === null) return say(t('loading…'));
      wanted = key;
      element.dataset['state'] = 'loading';
      fill(scene, [choice?.caseId ?? '', nameIn(shown, shownMask)].join(' '));
    },
  };
}
