import type { Colour } from './colours';
import type { ViewArray } from './slice';
import type { GreyWindow } from './window';

/** Pixels of one slice: red, green, blue, alpha, not premultiplied, u fastest. */
export type Rgba = Uint8ClampedArray<ArrayBuffer>;

/** Grey from 0 to 255 of an intensity; what is not a number is black. */
export function greyOf(value: number, { low, high }: GreyWindow): number {
  const grey = Math.round((value - low) * (255 / (high - low)));
  return grey > 0 ? Math.min(255, grey) : 0;
}

/** Intensities through a window into opaque grey pixels. */
export function renderGrey(slice: ViewArray, window: GreyWindow): Rgba {
  const pixels = new Uint8ClampedArray(slice.length * 4);
  const scale = 255 / (window.high - window.low);
  for (let index = 0, to = 0; index < slice.length; index++, to += 4) {
    const grey = ((slice[index] as number) - window.low) * scale;
    pixels[to] = grey;
    pixels[to + 1] = grey;
    pixels[to + 2] = grey;
    pixels[to + 3] = 255;
  }
  return pixels;
}

/** Labels as coloured pixels of full opacity on nothing; label 0 and labels without a colour stay clear. */
export function renderLabels(labels: Uint8Array, colourOf: (label: number) => Colour | null): Rgba {
  const table = Array.from({ length: 256 }, (_, label) => (label === 0 ? null : colourOf(label)));
  const pixels = new Uint8ClampedArray(labels.length * 4);
  for (let index = 0, to = 0; index < labels.length; index++, to += 4) {
    const label = labels[index] as number;
    if (label === 0) continue;
    const colour = table[label];
    if (!colour) continue;
    pixels[to] = colour[0];
    pixels[to + 1] = colour[1];
    pixels[to + 2] = colour[2];
    pixels[to + 3] = 255;
  }
  return pixels;
}

/** Shares from 0 to 255 as pixels of one colour whose opacity is the share; a map of probability or uncertainty. */
export function renderShare(shares: Uint8Array, colour: Colour): Rgba {
  const pixels = new Uint8ClampedArray(shares.length * 4);
  for (let index = 0, to = 0; index < shares.length; index++, to += 4) {
    pixels[to] = colour[0];
    pixels[to + 1] = colour[1];
    pixels[to + 2] = colour[2];
    pixels[to + 3] = shares[index] as number;
  }
  return pixels;
}

/** What a colour of some opacity over a grey looks like: the definition that pixel tests hold the screen to. */
export function blend(grey: number, colour: Colour, opacity: number): Colour {
  const mix = (part: number): number => Math.round(part * opacity + grey * (1 - opacity));
  return [mix(colour[0]), mix(colour[1]), mix(colour[2])];
}
