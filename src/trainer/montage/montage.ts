import type { Colour } from '../../core/view/colours';
import type { Volume } from '../../core/volume/types';
import type { Picture } from '../../io/png';
import { COLOURS, createCanvas } from './canvas';
import type { Outline } from './panel';
import { displayWindow, drawPanel, pixelSize } from './panel';
import { centreOf, PLANES, sliceOf } from './slices';
import { drawText, TEXT_ROWS, textWidth } from './text';

/** One row of the picture: a case with the truth and the models' masks. */
export interface MontageCase {
  readonly title: string;
  readonly image: Volume;
  readonly truth: Uint8Array;
  /** By model name; drawn in this order. */
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

const GAP = 12;
const TEXT_SCALE = 3;
const LINE = TEXT_ROWS * TEXT_SCALE + GAP;
/** Pixels of the longest panel side a montage aims at. */
const PANEL = 220;

/** By the model's place: two come in the colours that the viewer has for A and B. */
function colourOf(place: number): Colour {
  return COLOURS.models[place % COLOURS.models.length] as Colour;
}

function outlinesOf({ truth, masks }: MontageCase): Outline[] {
  return [
    { mask: truth, colour: COLOURS.truth, inset: 0 },
    ...[...masks].map(([, mask], index) => ({ mask, colour: colourOf(index), inset: index + 1 })),
  ];
}

/** Slices of a case through the middle of its truth, and how large they come out. */
function layOut(one: MontageCase, scale: number) {
  const { size, spacing } = one.image;
  const centre = centreOf(one.truth, size);
  const slices = PLANES.map((plane) => sliceOf(plane, size, spacing, centre));
  const panels = slices.map((slice) => {
    const pixel = pixelSize(slice, scale);
    return { slice, width: slice.width * pixel.width, height: slice.height * pixel.height };
  });
  return {
    panels,
    width: panels.reduce((sum, panel) => sum + panel.width + GAP, GAP),
    height: Math.max(...panels.map(({ height }) => height)),
  };
}

/**
 * A picture of cases, one a row: axial, coronal and sagittal slice through the middle of the truth, with the outlines of the truth and of
 * every model; the patient's right is on the left. Throws when no case is given.
 */
export function drawMontage(cases: readonly MontageCase[]): Picture {
  const [first] = cases;
  if (!first) throw new Error('montage: no case is given');
  const longest = Math.max(...cases.flatMap(({ image }) => image.size));
  const scale = Math.max(masksFit(first), Math.min(8, Math.floor(PANEL / longest)));
  const rows = cases.map((one) => ({ one, ...layOut(one, scale) }));
  const legend: [string, Colour][] = [
    ['truth', COLOURS.truth],
    ...[...first.masks.keys()].map((model, index): [string, Colour] => [model, colourOf(index)]),
    ['left side = patient right', COLOURS.text],
  ];
  const legendWidth = legend.reduce((sum, [text]) => sum + textWidth(text, TEXT_SCALE) + 2 * GAP, GAP);
  const titles = cases.map(({ title }) => textWidth(title, TEXT_SCALE) + 2 * GAP);
  const width = Math.max(legendWidth, ...titles, ...rows.map((row) => row.width));
  const canvas = createCanvas(width, GAP + LINE + rows.reduce((sum, row) => sum + LINE + row.height + GAP, 0));

  let left = GAP;
  for (const [text, colour] of legend) {
    drawText(canvas, text, left, GAP, TEXT_SCALE, colour);
    left += textWidth(text, TEXT_SCALE) + 2 * GAP;
  }
  let top = GAP + LINE;
  for (const { one, panels, height } of rows) {
    drawText(canvas, one.title, GAP, top, TEXT_SCALE, COLOURS.text);
    top += LINE;
    const window = displayWindow(one.image.data);
    left = GAP;
    for (const panel of panels) {
      drawPanel(canvas, one.image.data, panel.slice, window, outlinesOf(one), left, top, scale);
      left += panel.width + GAP;
    }
    top += height + GAP;
  }
  return canvas;
}

/** Pixels a voxel needs so that every outline has its own line on both sides. */
function masksFit({ masks }: MontageCase): number {
  return 2 * (masks.size + 1);
}
