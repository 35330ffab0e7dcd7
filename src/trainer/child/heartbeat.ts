import { fstatSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { HEARTBEAT_FD } from '../../protocol/heartbeat';

/** Whether the host opened the heartbeat pipe. */
export function hasHeartbeat(): boolean {
  try {
    const kind = fstatSync(HEARTBEAT_FD);
    return kind.isSocket() || kind.isFIFO();
  } catch {
    return false;
  }
}

/** Starts the thread; `onLost` is called on this one, as soon as it is free. The thread keeps no process alive. */
export function startHeartbeat(onLost: () => void): void {
  const thread = new Worker(new URL('./heartbeat.js', import.meta.url), { workerData: { fd: HEARTBEAT_FD } });
  thread.once('message', onLost);
  // Without it the end of the message channel still tells that the host is gone.
  thread.on('error', (error) => console.error(`heartbeat: ${error.message}`));
  thread.unref();
}
