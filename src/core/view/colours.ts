/** Red, green, blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Okabe and Ito's palette, distinct with any colour vision (https://jfly.uni-koeln.de/color/). */
export const OKABE_ITO = {
  orange: [230, 159, 0],
  skyBlue: [86, 180, 233],
  green: [0, 158, 115],
  yellow: [240, 228, 66],
  blue: [0, 114, 178],
  vermillion: [213, 94, 0],
  purple: [204, 121, 167],
} as const satisfies Readonly<Record<string, Colour>>;

/** Who a mask belongs to, where there is one foreground class. */
export const ROLE_COLOURS = {
  truth: OKABE_ITO.green,
  first: OKABE_ITO.skyBlue,
  second: OKABE_ITO.orange,
  mean: OKABE_ITO.purple,
} as const;

/** Models and their means, by their place in the method's list: two and their mean are first, second, mean. */
export const MODEL_COLOURS: readonly Colour[] = [
  ROLE_COLOURS.first,
  ROLE_COLOURS.second,
  ROLE_COLOURS.mean,
  OKABE_ITO.yellow,
  OKABE_ITO.vermillion,
  OKABE_ITO.blue,
];

/** The same as lines on a page: sky blue is lost on a white one. */
export const LINE_COLOURS: readonly Colour[] = [
  OKABE_ITO.blue,
  OKABE_ITO.orange,
  OKABE_ITO.purple,
  OKABE_ITO.vermillion,
  OKABE_ITO.skyBlue,
  OKABE_ITO.yellow,
];
/** A line that belongs to no model. */
export const RUN_COLOUR: Colour = OKABE_ITO.green;

/** Voxels that one of the two masks claims alone. */
export const DIFFERENCE_COLOURS = { first: OKABE_ITO.blue, second: OKABE_ITO.orange, classes: OKABE_ITO.purple } as const;

/** Confident, complement and uncertain sets of the Unified Segmentation Loss. */
export const REGION_COLOURS = { confident: OKABE_ITO.blue, complement: OKABE_ITO.skyBlue, uncertain: OKABE_ITO.purple } as const;

export const UNCERTAINTY_COLOUR: Colour = OKABE_ITO.vermillion;

const CLASS_ORDER: readonly Colour[] = [
  OKABE_ITO.green,
  OKABE_ITO.orange,
  OKABE_ITO.skyBlue,
  OKABE_ITO.vermillion,
  OKABE_ITO.yellow,
  OKABE_ITO.purple,
  OKABE_ITO.blue,
];

/** The colour of label 1, 2, ...; from the eighth on lighter versions follow, which outlines and names must tell apart. */
export function classColour(label: number): Colour {
  const place = Math.max(0, label - 1);
  const [red, green, blue] = CLASS_ORDER[place % CLASS_ORDER.length] ?? OKABE_ITO.green;
  const lift = Math.min(0.75, Math.floor(place / CLASS_ORDER.length) * 0.35);
  const lighter = (part: number): number => Math.round(part + (255 - part) * lift);
  return [lighter(red), lighter(green), lighter(blue)];
}

export function cssColour([red, green, blue]: Colour, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
