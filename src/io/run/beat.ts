/**
 * Signs of life of a run's holder, for other machines: a counter in a file beside the hold. Who looks compares what it says at two moments
 * of its own clock, so no two clocks need to agree, and a process that stands still is seen to stand still.
 */
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { OWN_FILE, readTextFileIfAny } from '../textFile';

export interface BeatTiming {
  /** Between two signs of life. */
  readonly beatSeconds: number;
  /** Silence after which a holder counts as gone; several beats, because shared disks show changes late. */
  readonly goneSeconds: number;
}
export const BEAT_TIMING: BeatTiming = { beatSeconds: 10, goneSeconds: 75 };

export interface Beat {
  end(): Promise<void>;
}

/** A thread of its own, which no training step blocks. Plain JavaScript, because it is in no bundle. */
const THREAD = `
const { writeFileSync, existsSync } = require('node:fs');
const { file, hold, milliseconds } = require('node:worker_threads').workerData;
let count = 0;
const beat = () => {
  try {
    if (existsSync(hold)) writeFileSync(file, String(++count));
  } catch {}
};
beat();
setInterval(beat, milliseconds);
`;

export const beatFile = (hold: string): string => join(dirname(hold), basename(hold, '.json').replace('holder', 'beat'));

/** Gives signs of life for a hold file until it ends, the process does, or the hold is another's. */
export function startBeat(hold: string, { beatSeconds }: BeatTiming = BEAT_TIMING): Beat {
  const file = beatFile(hold);
  const thread = new Worker(THREAD, { eval: true, workerData: { file, hold, milliseconds: 1000 * beatSeconds } });
  thread.unref();
  // Without signs of life other machines wait for a person to decide, as they did before there were any.
  thread.on('error', () => undefined);
  return {
    async end() {
      await thread.terminate();
      await rm(file, { force: true });
    },
  };
}

/** Whether a holder on another machine lives: 'unknown' where it gives no signs of life at all. Takes up to goneSeconds. */
export async function watchBeat(hold: string, timing: BeatTiming = BEAT_TIMING): Promise<'alive' | 'gone' | 'unknown'> {
  const file = beatFile(hold);
  const read = (): Promise<string | null> => readTextFileIfAny(file, OWN_FILE);
  const first = await read();
  if (first === null) return 'unknown';
  const start = performance.now();
  while (performance.now() - start < 1000 * timing.goneSeconds) {
    await setTimeout((1000 * timing.beatSeconds) / 4);
    if ((await read()) !== first) return 'alive';
  }
  return 'gone';
}
