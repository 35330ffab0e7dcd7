/** Every contender in turn, each time in a process of its own, so that a slow minute of the machine hits all alike. */

import { median } from './statistics.mjs';
import { countedSeconds, peakMegabytes, runWorker } from './worker.mjs';

const probeShape = [2, 32, 48, 32];
const voxels = (shape) => shape.reduce((product, size) => product * size, 1);

const label = ({ name, layout }) => (layout ? `${name} ${layout}` : name);

/**
 * Takes one step of every contender at a small shape, so that a shape at which a step would take minutes (bf16 emulated) can be
 * skipped.
 * Sets `secondsPerVoxel`, or `problem` where the contender cannot run at all.
 */
export async function probe(contenders, options, report) {
  for (const contender of contenders) {
    const settings = settingsOf(contender, probeShape, { ...options, steps: 1, budget: 0 });
    const result = await runWorker(contender.worker, settings, options.limit);
    const [seconds] = countedSeconds(result);
    if (seconds === undefined) contender.problem = `not here: ${result.problem ?? 'it took no step'}`;
    else contender.secondsPerVoxel = seconds / voxels(probeShape);
    report(`  ${label(contender)}: ${contender.problem ?? `${seconds.toFixed(2)} s`}`);
  }
}

function whyNot({ problem, secondsPerVoxel }, shape, slowest) {
  const seconds = secondsPerVoxel * voxels(shape);
  return problem ?? (seconds > slowest ? `skipped: a step would take about ${Math.round(seconds)} s` : undefined);
}

function settingsOf({ engine, precision, layout }, shape, { steps, budget, threads, filters, dropout }) {
  return { backend: engine, precision, layout, shape, steps, budget, threads, filters, dropout };
}

/** All rounds of one shape. Returns one entry a contender: {contender, seconds: number[], peak, losses, about, problem}. */
export async function measureShape(contenders, shape, options, report) {
  const entries = contenders.map((contender) => ({
    contender,
    seconds: [],
    peak: 0,
    losses: [],
    about: {},
    problem: whyNot(contender, shape, options.slowest),
  }));
  for (let round = 1; round <= options.rounds; round++) {
    for (const entry of entries) {
      if (entry.problem !== undefined || (round > 1 && isSlowerLayout(entry, entries)) || hasSpentBudget(entry, options))
        continue;
      const result = await runWorker(entry.contender.worker, settingsOf(entry.contender, shape, options), options.limit);
      const seconds = countedSeconds(result);
      entry.seconds.push(...seconds);
      entry.losses.push(...result.steps.map(({ loss }) => loss));
      entry.peak = Math.max(entry.peak, peakMegabytes(result));
      entry.about = result.about;
      if (seconds.length === 0) entry.problem = result.problem ?? 'it took no step';
      report(`  round ${round}, ${label(entry.contender)}: ${entry.problem ?? `${median(seconds).toFixed(3)} s`}`);
    }
  }
  return entries;
}

function hasSpentBudget({ seconds }, { rounds, budget }) {
  return seconds.length > 0 && seconds.reduce((sum, each) => sum + each, 0) >= rounds * budget;
}

/** After the first round only the faster layout of a torch mode goes on. */
function isSlowerLayout(entry, entries) {
  return entries.some(
    (other) =>
      other !== entry &&
      other.contender.name === entry.contender.name &&
      other.problem === undefined &&
      median(other.seconds) < median(entry.seconds),
  );
}

/** One result a name: the faster layout. {name, engine, precision, layout, about, median, best, steps, peak, losses, problem}. */
export function summarise(entries) {
  const summaries = entries.map(({ contender, seconds, peak, losses, about, problem }) => ({
    ...contender,
    about,
    median: median(seconds),
    best: Math.min(...seconds),
    steps: seconds.length,
    peak,
    losses,
    problem,
  }));
  const names = [...new Set(summaries.map(({ name }) => name))];
  const order = ({ problem, median: middle }) => (problem === undefined ? middle : Infinity);
  return names.map((name) => summaries.filter((summary) => summary.name === name).sort((a, b) => order(a) - order(b))[0]);
}
