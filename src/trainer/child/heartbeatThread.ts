/**
 * The thread that exchanges signs of life with the host (src/protocol/heartbeat.ts): no kernel blocks it. It says 'lost' once, when the
 * pipe ends or the host has been silent for too long.
 */
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { BEAT, createHeartbeatMonitor, HEARTBEAT_MILLISECONDS } from '../../protocol/heartbeat';

const { fd, interval = HEARTBEAT_MILLISECONDS } = workerData as { fd: number; interval?: number };
const monitor = createHeartbeatMonitor(() => performance.now(), interval);
const pipe = new Socket({ fd, readable: true, writable: true });
const timer = setInterval(() => {
  pipe.write(BEAT);
  if (monitor.missed()) lost();
}, interval);

function lost(): void {
  clearInterval(timer);
  pipe.destroy();
  parentPort?.postMessage('lost');
}

pipe.on('data', () => monitor.beat());
pipe.on('error', () => undefined);
pipe.on('close', () => lost());
pipe.write(BEAT);
