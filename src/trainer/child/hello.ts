import { freemem, totalmem } from 'node:os';
import { PROTOCOL_VERSION } from '../../protocol/envelope';
import type { TrainerMessageBody } from '../../protocol/trainer';
import { backends } from '../../tensor/backends';
import { hasHeartbeat } from './heartbeat';

/** What a host may want to know before it sends a job. */
export async function helloMessage(version: string): Promise<TrainerMessageBody> {
  const states = await Promise.all(
    backends.map(async ({ id, probe }) => {
      const answer = await probe({});
      return answer.available ? { id, available: true } : { id, available: false, why: answer.why, fix: answer.fix };
    }),
  );
  return {
    kind: 'hello',
    protocol: PROTOCOL_VERSION,
    version,
    pid: process.pid,
    node: process.version,
    backends: states,
    memory: { total: totalmem(), free: freemem() },
    heartbeat: hasHeartbeat(),
  };
}
