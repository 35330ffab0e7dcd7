/** Everything a key can do in the viewer. */
export const VIEWER_ACTIONS = [
  'next-slice',
  'previous-slice',
  'ten-forward',
  'ten-back',
  'first-slice',
  'last-slice',
  'next-case',
  'previous-case',
  'left',
  'right',
  'up',
  'down',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'axial',
  'coronal',
  'sagittal',
  'all-planes',
  'worst-slice',
  'largest-difference',
  'style',
  'truth',
  'smooth',
  'more-opaque',
  'less-opaque',
  'crosshair',
  'help',
] as const;
export type ViewerAction = (typeof VIEWER_ACTIONS)[number];

export interface KeyBinding {
  readonly keys: readonly string[];
  readonly action: ViewerAction;
  readonly meaning: string;
}

export const KEYS: readonly KeyBinding[] = [
  { keys: ['ArrowUp', 'PageUp'], action: 'next-slice', meaning: 'next slice' },
  { keys: ['ArrowDown', 'PageDown'], action: 'previous-slice', meaning: 'previous slice' },
  { keys: ['Shift+ArrowUp'], action: 'ten-forward', meaning: 'ten slices on' },
  { keys: ['Shift+ArrowDown'], action: 'ten-back', meaning: 'ten slices back' },
  { keys: ['Home'], action: 'first-slice', meaning: 'first slice' },
  { keys: ['End'], action: 'last-slice', meaning: 'last slice' },
  { keys: ['ArrowRight'], action: 'next-case', meaning: 'next case' },
  { keys: ['ArrowLeft'], action: 'previous-case', meaning: 'previous case' },
  { keys: ['Alt+ArrowLeft'], action: 'left', meaning: 'crosshair left' },
  { keys: ['Alt+ArrowRight'], action: 'right', meaning: 'crosshair right' },
  { keys: ['Alt+ArrowUp'], action: 'up', meaning: 'crosshair up' },
  { keys: ['Alt+ArrowDown'], action: 'down', meaning: 'crosshair down' },
  { keys: ['+', '='], action: 'zoom-in', meaning: 'zoom in' },
  { keys: ['-'], action: 'zoom-out', meaning: 'zoom out' },
  { keys: ['0'], action: 'zoom-reset', meaning: 'whole slice' },
  { keys: ['1'], action: 'axial', meaning: 'axial' },
  { keys: ['2'], action: 'coronal', meaning: 'coronal' },
  { keys: ['3'], action: 'sagittal', meaning: 'sagittal' },
  { keys: ['4'], action: 'all-planes', meaning: 'all three planes' },
  { keys: ['w'], action: 'worst-slice', meaning: 'worst slice' },
  { keys: ['d'], action: 'largest-difference', meaning: 'largest disagreement' },
  { keys: ['o'], action: 'style', meaning: 'outline, fill, hatch' },
  { keys: ['t'], action: 'truth', meaning: 'truth in every panel' },
  { keys: ['i'], action: 'smooth', meaning: 'smooth or plain pixels' },
  { keys: ['.'], action: 'more-opaque', meaning: 'more opaque' },
  { keys: [','], action: 'less-opaque', meaning: 'less opaque' },
  { keys: ['x'], action: 'crosshair', meaning: 'crosshair' },
  { keys: ['?', 'Shift+?'], action: 'help', meaning: 'keys' },
];

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const byKey = new Map(KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)));

/** What a key press means here, or null. Ctrl and Cmd belong to the editor. */
export function actionOf({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyPress): ViewerAction | null {
  if (ctrlKey || metaKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  // A printed character has its shift in it already.
  const shift = shiftKey && key.length > 1 ? 'Shift+' : '';
  return byKey.get(`${shift}${altKey ? 'Alt+' : ''}${name}`) ?? null;
}
