/** Worker thread of a slice viewer: reads volumes away from the extension host's own thread. */
import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from './messages';
import { createViewStream } from './stream';

const port = parentPort;
if (port === null) throw new Error('the viewer worker runs as a worker thread only');
const stream = createViewStream((answer, transfer) => port.postMessage(answer, transfer));
port.on('message', (request: WorkerRequest) => stream.handle(request));
