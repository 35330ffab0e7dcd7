/** Every check of an experiment beyond its schema; one line each. A method brings its own. */
import { methodOf, methods } from '../../methods/registry';
import type { Method } from '../../methods/types';
import type { Experiment } from '../experiment';
import {
  bestWithoutValidation,
  classesOfLabels,
  fewerLabelledThanBatch,
  nothingToSelectBy,
  testSelection,
  tooFewCases,
} from './cases';
import type { Finding } from './finding';
import { clampRange, flips, noiseRange, windowOrder } from './input';
import { noLoss } from './losses';
import { bfloat16Elsewhere, memory, slowBackend } from './machine';
import { divisible, largerThanVolumes, strideBeyondPatch, tooSmallForUnet } from './patch';
import { channelsOfSource, labelCrop, spacingUnknown } from './preparation';
import { noRamp, noUnlabelledPatches, rampLongerThanRun, zeroWeight } from './schedule';
import { attentionNeedsSet, beta, broadcastIsConstant, ignoredText, promptMissing } from './text';
import type { Check, Facts } from './types';

const checks: readonly Check[] = [
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
  noLoss,
  rampLongerThanRun,
  noRamp,
  zeroWeight,
  noUnlabelledPatches,
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

/** Those of every method too. */
export const allChecks: readonly Check[] = [...checks, ...methods.flatMap(({ id }) => ownChecks(methodOf(id)))];

/** A method's checks find something only in its own experiments. */
function ownChecks({ id: kind, checks: own = [] }: Method): Check[] {
  return own.map(({ id, find }) => ({ id, find: (experiment) => (experiment.method.kind === kind ? find(experiment) : null) }));
}

const ORDER = { error: 0, warning: 1, hint: 2 } as const;

/** All findings, errors first. */
export function findingsOf(experiment: Experiment, facts: Facts = {}): Finding[] {
  const own = methodOf(experiment.method.kind).checks ?? [];
  return [...checks, ...own]
    .flatMap(({ find }) => find(experiment, facts) ?? [])
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}
