import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Disposable, ExtensionContext } from 'vscode';
import { Uri, workspace } from 'vscode';
import type { Services } from '../services';
import { registerCommand } from '../support/commands';

/** Every so often the loop is looked at; what a block costs is what it takes beyond that. */
const RESOLUTION_MILLISECONDS = 10;

/**
 * A hidden command for the tests: `start` watches the event loop of this extension host, `stop` writes to the extension's storage how
 * long it was blocked at most, and which trainer process runs.
 */
export function registerDiagnostics({ globalStorageUri }: ExtensionContext, services: Services): Disposable {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  return registerCommand(services, 'diagnostics', 'nothing', async (action) => {
    if (action === 'start') {
      histogram.reset();
      histogram.enable();
      return undefined;
    }
    histogram.disable();
    const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6 - RESOLUTION_MILLISECONDS;
    const report = {
      longestBlock: milliseconds(histogram.max),
      percentile99: milliseconds(histogram.percentile(99)),
      trainer: services.training.pid ?? null,
      current: services.training.current ?? null,
    };
    await workspace.fs.createDirectory(globalStorageUri);
    const file = Uri.joinPath(globalStorageUri, 'diagnostics.json');
    await workspace.fs.writeFile(file, Buffer.from(JSON.stringify(report, null, 2)));
    return report;
  });
}
