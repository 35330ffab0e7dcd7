import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ExtensionContext, Webview } from 'vscode';
import { Disposable, l10n, RelativePattern, Uri, window, workspace } from 'vscode';
import type { Services } from '../services';
import { debounce } from '../support/disposables';
import { workspaceFolders } from '../support/folders';
import { pageHtml } from '../support/page';
import { pageTexts } from '../support/pageTexts';
import type { Permissions } from './caseSources';
import { createSession } from './session';
import type { ViewerSession } from './types';
import type { WorkerAnswer } from './worker/messages';

/** The folder as well: what is written right after a folder is made can escape the system's watch of it. */
const MASKS = '**/predictions/{*,*/*.nii.gz,*/probabilities/*.nii.gz}';

const ALLOWED = 'llmSegNet.viewer.allowedFolders';

/** The workspace's folders, and those outside that the user allowed for this workspace. */
function permissions(context: ExtensionContext): Permissions {
  return {
    roots: [...workspaceFolders(), ...context.workspaceState.get<string[]>(ALLOWED, [])],
    async allow(folder) {
      const allow = l10n.t('Allow');
      const question = l10n.t('May the viewer read the volumes of this run from {0}?', folder);
      const detail = l10n.t('The folder lies outside the workspace. The run names it as its data folder.');
      if ((await window.showWarningMessage(question, { modal: true, detail }, allow)) !== allow) return false;
      await context.workspaceState.update(ALLOWED, [...context.workspaceState.get<string[]>(ALLOWED, []), folder]);
      return true;
    },
  };
}

/** Loads the viewer's page into a webview and connects it with a session and a worker thread of its own. */
export function attachViewer(
  context: ExtensionContext,
  services: Services,
  webview: Webview,
): { session: ViewerSession; disposable: Disposable } {
  const dist = Uri.joinPath(context.extensionUri, 'dist');
  // The page loads our own code and nothing else; voxels come by message, so no folder of the user's is open to it.
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const address = (name: string): string => webview.asWebviewUri(Uri.joinPath(dist, 'webview', name)).toString();
  let worker: Worker | null = null;
  /** Anew for the next request after the last one has ended, be it for want of memory. */
  function startWorker(): Worker {
    const made = new Worker(join(context.extensionPath, 'dist', 'viewerWorker.cjs'));
    made.on('message', (answer: WorkerAnswer) => session.answer(answer));
    made.on('error', ({ message }) => {
      if (worker === made) worker = null;
      services.log.error(`The viewer's worker ended: ${message}`);
      const text = l10n.t('The volumes could not be read: {0}. Choose the case again, or another one.', message);
      session.answer({ kind: 'problem', generation: 0, layer: null, text });
    });
    return made;
  }
  const session = createSession({
    post: (message) => void webview.postMessage(message),
    toWorker: (request) => {
      worker ??= startWorker();
      worker.postMessage(request);
    },
    runs: async () => {
      if (services.runs.list().length === 0) await services.runs.refresh();
      return services.runs.list().map(({ path }) => path);
    },
    permissions: () => permissions(context),
    log: (line) => services.log.warn(line),
  });
  const failed = (error: unknown): void =>
    services.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const soon = debounce(() => void session.refresh().catch(failed), 700);
  const watchers = workspaceFolders().map((folder) => workspace.createFileSystemWatcher(new RelativePattern(folder, MASKS)));
  for (const watcher of watchers) {
    watcher.onDidCreate(soon);
    watcher.onDidDelete(soon);
  }
  const disposable = Disposable.from(
    webview.onDidReceiveMessage((message: unknown) => void session.receive(message).catch(failed)),
    services.runs.onDidChange(soon),
    soon,
    ...watchers,
    { dispose: () => void worker?.terminate() },
  );
  const { cspSource } = webview;
  webview.html = pageHtml(
    'LLM-SegNet',
    { script: address('slices.js'), style: address('slices.style.css'), icons: address('codicon.css'), cspSource },
    { ...pageTexts(), pictures: 'data:' },
  );
  return { session, disposable };
}
