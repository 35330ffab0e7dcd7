import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Disposable, ExtensionContext } from 'vscode';
import { Uri, workspace } from 'vscode';
import type { Services } from '../services';
import { registerCommand } from '../support/commands';
import { threadMilliseconds } from '../support/threadTime';

/** Every so often the loop is looked at; what a block costs is what it takes beyond that. */
const RESOLUTION_MILLISECONDS = 10;

/** The longest stretch that this thread computed before it looked at its timers again. Waiting for a processor that others use is not in it. */
function watchBusy(): { stop(): number | null } {
  let before = threadMilliseconds();
  let longest = before === undefined ? null : 0;
  const timer = setInterval(() => {
    const now = threadMilliseconds();
    if (before !== undefined && now !== undefined) longest = Math.max(longest ?? 0, now - before);
    before = now;
  }, RESOLUTION_MILLISECONDS);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

/**
 * A hidden command for the tests: `start` watches the event loop of this extension host, `stop` tells, and writes to the extension's
 * storage, how long it was blocked at most, and which trainer process runs. Milliseconds.
 */
export function registerDiagnostics({ globalStorageUri }: ExtensionContext, services: Services): Disposable {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  let busy: ReturnType<typeof watchBusy> | undefined;
  return registerCommand(services, 'diagnostics', 'nothing', async (action) => {
    if (action === 'start') {
      histogram.reset();
      histogram.enable();
      busy = watchBusy();
      return undefined;
    }
    histogram.disable();
    const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6 - RESOLUTION_MILLISECONDS;
    const report = {
      /** By the clock: on a loaded machine also the time that other programs took. */
      longestBlock: milliseconds(histogram.max),
      percentile99: milliseconds(histogram.percentile(99)),
      longestBusy: busy?.stop() ?? null,
      trainer: services.training.pid ?? null,
      current: services.training.current ?? null,
    };
    await workspace.fs.createDirectory(globalStorageUri);
    const file = Uri.joinPath(globalStorageUri, 'diagnostics.json');
    await workspace.fs.writeFile(file, Buffer.from(JSON.stringify(report, null, 2)));
    return report;
  });
}
