/**
 * Signs of life between host and trainer: any bytes on a pipe of their own, both ways, because kernels block the trainer's main thread,
 * and with it process.send(), for seconds. The end of the pipe is the end of the other side.
 */

/** File descriptor of the pipe in the trainer: fork(..., { stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'] }). */
export const HEARTBEAT_FD = 4;

export const HEARTBEAT_MILLISECONDS = 5000;

/** So many missed beats, and the other side counts as gone. */
const MISSED_BEATS = 3;

/** One beat. */
export const BEAT = '.';

export interface HeartbeatMonitor {
  /** The other side gave a sign of life. */
  beat(): void;
  /** Call it once a beat; true from the third missed one on, until the next sign of life. */
  missed(): boolean;
}

/** Watches the other side's beats. `now` is in milliseconds. */
export function createHeartbeatMonitor(now: () => number, interval = HEARTBEAT_MILLISECONDS): HeartbeatMonitor {
  let last = now();
  return {
    beat() {
      last = now();
    },
    missed: () => now() - last > MISSED_BEATS * interval,
  };
}
