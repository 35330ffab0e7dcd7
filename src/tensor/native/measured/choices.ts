/** Precision and convolutions by measurement, with what this machine's cache and a resumed run already know. */
import type { BackendOptions, Precision } from '../../registry';
import type { ConvolutionPreference, ConvolutionWay, NativeAddon } from '../addon';
import { loadAddon } from '../load';
import type { Identity, Measured } from './cache';
import { addMeasured, cacheFile, engineHash, readMeasured } from './cache';
import type { PrecisionTimes } from './precision';
import { fasterPrecision, measurePrecisions } from './precision';

export interface Choices {
  readonly precision: Precision;
  readonly convolution: ConvolutionPreference;
  /** Where precision was 'auto' and nothing fixed it. */
  readonly times?: PrecisionTimes;
}

let keep: (() => void) | undefined;
process.once('exit', () => keep?.());

/** What was measured so far goes to the cache now, and again when the process ends. */
function keepMeasured(addon: NativeAddon, file: string, identity: Identity, precision: PrecisionTimes | undefined): void {
  keep = () => addMeasured(file, identity, { ...(precision ? { precision } : {}), convolutions: addon.convolutionChoices() });
  keep();
}

/** LLMSEGNET_PRECISION says what 'auto' is, without a measurement. */
function fixedPrecision(): Precision | undefined {
  const named = process.env['LLMSEGNET_PRECISION'] || undefined;
  if (named === undefined || named === 'float32' || named === 'bfloat16') return named;
  throw new Error(`LLMSEGNET_PRECISION=${named}: expected float32 or bfloat16.`);
}

/**
 * Decides how the addon computes from now on. `options.convolutions` (what a run was computed with) goes before this machine's cache.
 * Call it after the addon's threads are set: they are part of what was measured.
 */
export function chooseComputation(addon: NativeAddon, addonFile: string, options: BackendOptions): Choices {
  const { convolution } = options;
  if (convolution !== undefined && convolution !== 'auto') addon.setConvolutionPreference(convolution);
  const preference = addon.convolutionPreference();
  const identity: Identity = { ...addon.machine(), engine: engineHash(addonFile), preference };
  const file = cacheFile(identity);
  const known: Measured = readMeasured(file);
  // What this process chose already stays, unless the run that it goes on with says otherwise.
  const ways = { ...known.convolutions, ...addon.convolutionChoices(), ...options.convolutions };
  for (const [name, way] of Object.entries(ways)) addon.rememberConvolutionChoice(name, way);
  const wanted = options.precision === undefined || options.precision === 'auto' ? fixedPrecision() : options.precision;
  const times = wanted === undefined ? (known.precision ?? measurePrecisions(addon)) : undefined;
  if (preference === 'measured' || times !== undefined) keepMeasured(addon, file, { ...identity }, times);
  return {
    precision: wanted ?? (times === undefined ? 'float32' : fasterPrecision(times)),
    convolution: preference,
    ...(times === undefined ? {} : { times }),
  };
}

/** The ways chosen so far in this process; nothing without the addon. Part of what makes two runs equal bit for bit. */
export function chosenConvolutions(): Record<string, ConvolutionWay> {
  const loaded = loadAddon();
  return 'addon' in loaded ? loaded.addon.convolutionChoices() : {};
}
