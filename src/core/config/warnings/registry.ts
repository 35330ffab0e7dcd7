/** Every check of an experiment beyond its schema; one line each. */
import type { Experiment } from '../experiment';
import {
  bestWithoutValidation,
  classesOfLabels,
  fewerLabelledThanBatch,
  nothingToSelectBy,
  testSelection,
  tooFewCases,
} from './cases';
import { clampRange, flips, noiseRange, windowOrder } from './input';
import { noLoss, overlap, setNormalisation } from './losses';
import { bfloat16Elsewhere, memory, slowBackend } from './machine';
import { divisible, largerThanVolumes, strideBeyondPatch, tooSmallForUnet } from './patch';
import { channelsOfSource, labelCrop, spacingUnknown } from './preparation';
import { noRamp, rampLongerThanRun, zeroWeight } from './schedule';
import { attentionNeedsSet, beta, broadcastIsConstant, ignoredText, promptMissing } from './text';
import type { Check, Facts, Finding } from './types';

export const checks: readonly Check[] = [
  divisible,
  tooSmallForUnet,
  largerThanVolumes,
  strideBeyondPatch,
  tooFewCases,
  classesOfLabels,
  fewerLabelledThanBatch,
  testSelection,
  nothingToSelectBy,
  bestWithoutValidation,
  overlap,
  setNormalisation,
  noLoss,
  rampLongerThanRun,
  noRamp,
  zeroWeight,
  flips,
  noiseRange,
  clampRange,
  windowOrder,
  channelsOfSource,
  labelCrop,
  spacingUnknown,
  beta,
  promptMissing,
  attentionNeedsSet,
  broadcastIsConstant,
  ignoredText,
  memory,
  slowBackend,
  bfloat16Elsewhere,
];

const ORDER = { error: 0, warning: 1, hint: 2 } as const;

/** All findings, errors first. */
export function findingsOf(experiment: Experiment, facts: Facts = {}): Finding[] {
  return checks.flatMap(({ find }) => find(experiment, facts) ?? []).sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}
