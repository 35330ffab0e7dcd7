import type { Disposable, ExtensionContext, Webview, WebviewPanel } from 'vscode';
import { commands, l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import type { ExportKind, ResultTab } from '../../protocol/results';
import { EXPORTS } from '../../protocol/results';
import type { Services } from '../services';
import { combineDisposables, debounce } from '../support/disposables';
import { pageHtml } from '../support/page';
import { pageTexts } from '../support/pageTexts';
import { showRestoredTab } from '../support/restoredTab';
import type { ResultsSession } from './session';
import { createResultsSession } from './session';
import { createTableReader } from './tables';

const TYPE = 'llmSegNet.results';
/** run.json changes at checkpoints only, metrics.jsonl at every iteration. */
const FOLLOW_MILLISECONDS = 1000;

export interface ResultsPanel {
  readonly disposable: Disposable;
  show(tab: ResultTab, runs: readonly string[]): Promise<void>;
}

async function save(format: ExportKind, name: string, content: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    filters: { [EXPORTS[format]]: [format] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, `${name}.${format}`) } : {}),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
}

function html(context: ExtensionContext, webview: Webview): string {
  const address = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(context.extensionUri, 'dist', 'webview', name)).toString();
  return pageHtml(
    l10n.t('LLM-SegNet Results'),
    {
      script: address('results.js'),
      style: address('results.style.css'),
      icons: address('codicon.css'),
      cspSource: webview.cspSource,
    },
    pageTexts(),
  );
}

/** The one tab of curves and tables: made when it is first asked for, and found again after a reload of the window. */
export function createResultsPanel(context: ExtensionContext, services: Services): ResultsPanel {
  const { runs, log } = services;
  const tables = createTableReader();
  let current: { readonly panel: WebviewPanel; readonly session: ResultsSession } | undefined;
  let newest = 0;

  async function tellTables(): Promise<void> {
    newest += 1;
    const own = newest;
    const paths = runs.list().map(({ path }) => path);
    const { comparison, pivots } = await tables.read(paths, (line) => log.warn(line));
    if (own === newest) await current?.panel.webview.postMessage({ kind: 'tables', comparison, pivots });
  }

  async function refresh(): Promise<void> {
    if (current === undefined) return;
    await current.session.refresh();
    await tellTables();
  }
  const soon = debounce(() => {
    refresh().catch((error: unknown) => log.error(String(error)));
  }, 500);

  function attach(panel: WebviewPanel): void {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist', 'webview')] };
    const session = createResultsSession({
      post: (message) => void webview.postMessage(message),
      runs: () => runs.list(),
      openCase: async (run, caseId) =>
        void (await commands.executeCommand('llmSegNet.openViewer', { run, caseId, jump: 'worst' })),
      save,
      onReady: tellTables,
      log: (line) => log.warn(line),
    });
    current = { panel, session };
    const following = setInterval(() => {
      if (panel.visible) session.refreshCurves().catch((error: unknown) => log.error(String(error)));
    }, FOLLOW_MILLISECONDS);
    webview.onDidReceiveMessage((message: unknown) => {
      session.receive(message).catch((error: unknown) => {
        log.error(error instanceof Error ? error : String(error));
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      });
    });
    panel.onDidDispose(() => {
      clearInterval(following);
      if (current?.panel === panel) current = undefined;
    });
    webview.html = html(context, webview);
  }

  const restored = window.registerWebviewPanelSerializer(TYPE, {
    deserializeWebviewPanel(panel) {
      attach(panel);
      return Promise.resolve();
    },
  });
  return {
    disposable: combineDisposables(restored, soon, runs.onDidChange(soon)),
    async show(tab, chosen) {
      if (current === undefined) await showRestoredTab(TYPE, () => current !== undefined);
      if (current === undefined) attach(window.createWebviewPanel(TYPE, l10n.t('LLM-SegNet Results'), ViewColumn.Active));
      current?.panel.reveal();
      current?.session.show(tab, chosen);
    },
  };
}
