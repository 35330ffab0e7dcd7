/** Results that are numbers and nothing more: empty masks, masks beside the truth, classes that are never predicted. */

interface ClassTally {
  /** Cases whose mask, whose truth has the class. */
  predicted: number;
  truth: number;
  /** Voxels of the class in the masks, in the truth, and in both. */
  voxels: number;
  truthVoxels: number;
  shared: number;
}

/** What the masks of each model and the truth have in common, case by case. */
export interface Tally {
  readonly cases: number;
  /** By model, then by class; the background is at 0. */
  readonly models: ReadonlyMap<string, readonly ClassTally[]>;
  /** Takes a case: a mask a model, and the truth on the same grid. */
  add(masks: ReadonlyMap<string, Uint8Array>, truth: Uint8Array): void;
}

/** Voxels of a class in mask and truth of one case, at [class]. */
function histograms(mask: Uint8Array, truth: Uint8Array) {
  const counts = { predicted: new Uint32Array(256), truth: new Uint32Array(256), shared: new Uint32Array(256) };
  for (let index = 0; index < mask.length; index++) {
    const label = mask[index] as number;
    const real = truth[index] as number;
    (counts.predicted[label] as number)++;
    (counts.truth[real] as number)++;
    if (label === real) (counts.shared[label] as number)++;
  }
  return counts;
}

const nothing = (): ClassTally => ({ predicted: 0, truth: 0, voxels: 0, truthVoxels: 0, shared: 0 });

export function createTally(classes: number): Tally {
  const models = new Map<string, ClassTally[]>();
  let cases = 0;
  return {
    get cases() {
      return cases;
    },
    models,
    add(masks, truth) {
      cases++;
      for (const [model, mask] of masks) {
        const tallies = models.get(model) ?? Array.from({ length: classes }, nothing);
        models.set(model, tallies);
        const counts = histograms(mask, truth);
        for (const [label, tally] of tallies.entries()) {
          const [voxels = 0, truthVoxels = 0] = [counts.predicted[label], counts.truth[label]];
          if (voxels > 0) tally.predicted++;
          if (truthVoxels > 0) tally.truth++;
          tally.voxels += voxels;
          tally.truthVoxels += truthVoxels;
          tally.shared += counts.shared[label] ?? 0;
        }
      }
    },
  };
}

/** A Dice below this is 0 in tables. */
const DICE_NOTHING = 0.005;

interface Finding {
  /** What is wrong with the masks of some models, as "{models}" stands for them. */
  readonly problem: string;
  readonly fix: string;
}

export interface TrainingFacts {
  readonly iterations: number;
  readonly learningRate: number;
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number => values.reduce((total, value) => total + of(value), 0);

function findingsOf(tallies: readonly ClassTally[], cases: number, { iterations, learningRate }: TrainingFacts): Finding[] {
  const foreground = tallies.slice(1);
  const mapping = 'Check what data.labels makes of the label files (llm-segnet doctor FILE).';
  const training = `Train longer than ${iterations} iterations or with another learning rate than ${learningRate}`;
  if (sum(foreground, ({ truth }) => truth) === 0)
    return [
      { problem: `The truth of all ${cases} tested cases is empty: their numbers say nothing about {models}.`, fix: mapping },
    ];
  if (sum(foreground, ({ predicted }) => predicted) === 0)
    return [{ problem: 'Every mask of {models} is empty: background everywhere.', fix: `${training}. ${mapping}` }];
  const sizes = sum(foreground, ({ voxels, truthVoxels }) => voxels + truthVoxels);
  if ((2 * sum(foreground, ({ shared }) => shared)) / sizes < DICE_NOTHING) {
    const fix = `Look at them in the viewer: masks that are shifted or mirrored mean files that lie about their place. Else: ${training.toLowerCase()}, and check data.labels.`;
    return [{ problem: 'The masks of {models} do not meet the truth: Dice is 0.', fix }];
  }
  const missed = foreground.flatMap(({ predicted, truth }, index) => (predicted === 0 && truth > 0 ? [{ index, truth }] : []));
  return missed.map(({ index, truth }) => ({
    problem: `Class ${index + 1} is in ${truth} of ${cases} tested cases, and in no mask of {models}.`,
    fix: 'Check that the labelled cases have it (data.labels). A small class needs longer training, or more labelled cases.',
  }));
}

/** Sentences about results that no one should take for a success, each with what to do; none where there is nothing to say. */
export function diagnose({ cases, models }: Tally, facts: TrainingFacts): string[] {
  const found = new Map<string, string[]>();
  for (const [model, tallies] of models) {
    for (const { problem, fix } of findingsOf(tallies, cases, facts)) {
      const text = `${problem} ${fix}`;
      found.set(text, [...(found.get(text) ?? []), model]);
    }
  }
  return [...found].map(([text, names]) => text.replace('{models}', names.join(', ')));
}
