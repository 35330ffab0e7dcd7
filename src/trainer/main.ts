/** The trainer as a process of its own, started by a host (src/protocol/trainer.ts says how) and bundled as dist/trainer.js. */
import { version } from '../../package.json';
import { hasHeartbeat, startHeartbeat } from './child/heartbeat';
import { helloMessage } from './child/hello';
import { optionsOfJob } from './child/jobOptions';
import type { Worker } from './child/session';
import { createSession } from './child/session';
import { StopReason } from './training/control';
import { resumeTraining } from './training/resume';
import { startTraining } from './training/start';

const work: Worker = async (job, onEvent, control) => {
  const { backend, precision, threads } = job;
  if (job.task === 'train') return startTraining(await optionsOfJob(job, version), onEvent, control);
  return resumeTraining(
    {
      run: job.run,
      allowDifferentMachine: job.allowDifferentMachine,
      backend: {
        ...(backend === undefined ? {} : { backend }),
        ...(precision === undefined ? {} : { precision }),
        ...(threads === undefined ? {} : { threads }),
      },
    },
    onEvent,
    control,
  );
};

/** Messages to the host, where there is one: a trainer that goes on without it tells nobody. */
function createWire(): { send: (message: object) => void; drained: () => Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  return {
    send(message) {
      if (!process.connected) return;
      last = new Promise((resolve) => {
        process.send?.(message, undefined, undefined, () => resolve());
      });
    },
    // Messages are written in order: when the last one is, all are.
    drained: () => last,
  };
}

async function main(): Promise<void> {
  if (process.send === undefined) {
    console.error('llm-segnet trainer: it is started by the extension; use the command llm-segnet.');
    process.exitCode = 2;
    return;
  }
  // A host that is gone reads no output; that must not end a run that goes on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const wire = createWire();
  const session = createSession(wire.send, work);
  process.on('message', (raw) => session.receive(raw));
  process.on('disconnect', () => session.hostLost());
  process.on('SIGHUP', () => session.hostLost());
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => session.stop(new StopReason(`stopped by ${signal}`)));
  if (hasHeartbeat()) startHeartbeat(() => session.hostLost());
  session.tell(await helloMessage(version));
  const well = await session.over;
  await wire.drained();
  process.exit(well ? 0 : 1);
}

await main();
