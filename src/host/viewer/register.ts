import type {
  CustomReadonlyEditorProvider,
  ExtensionContext,
  Uri,
  WebviewPanel,
  WebviewPanelSerializer,
  WebviewViewProvider,
} from 'vscode';
import { commands, Disposable, l10n, Uri as UriClass, ViewColumn, window } from 'vscode';
import { volumeEndings } from '../../io/formats/registry';
import type { Register, Services } from '../services';
import { runPathOf, uriOf } from '../support/arguments';
import { registerCommand } from '../support/commands';
import { showRestoredTab } from '../support/restoredTab';
import { attachViewer } from './ports';
import type { ViewerSession } from './types';

const VIEW = 'llmSegNet.viewer';
const EDITOR = 'llmSegNet.volume';
const PANEL = 'llmSegNet.viewerPanel';

function keepWith(panel: WebviewPanel, context: ExtensionContext, services: Services): ViewerSession {
  const { session, disposable } = attachViewer(context, services, panel.webview);
  panel.onDidDispose(() => {
    disposable.dispose();
  });
  return session;
}

/** The case a caller wants to see, and whether at its worst slice. */
function placeOf(argument: unknown): [caseId: string | undefined, jump: 'errors' | null] {
  const { caseId, jump } = typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
  return [typeof caseId === 'string' ? caseId : undefined, jump === 'worst' ? 'errors' : null];
}

const isVolume = ({ path }: Uri): boolean => volumeEndings.some((ending) => path.toLowerCase().endsWith(ending));

/** The viewer in the side bar, as an editor tab, and as an editor for files that are one volume each. */
export const register: Register = (context, services) => {
  let panel: { readonly panel: WebviewPanel; readonly session: ViewerSession } | null = null;

  /** While the page loads; should it fail, the page asks again by itself. */
  function begin(session: ViewerSession): void {
    session.begin().catch((error: unknown) => services.log.error(error instanceof Error ? error.message : String(error)));
  }

  function adopt(made: WebviewPanel): ViewerSession {
    const icon = (theme: 'light' | 'dark'): Uri => UriClass.joinPath(context.extensionUri, 'media', `viewer-${theme}.svg`);
    made.iconPath = { light: icon('light'), dark: icon('dark') };
    const session = keepWith(made, context, services);
    begin(session);
    panel = { panel: made, session };
    made.onDidDispose(() => {
      if (panel?.panel === made) panel = null;
    });
    return session;
  }

  async function openPanel(): Promise<ViewerSession> {
    if (panel === null) await showRestoredTab(PANEL, () => panel !== null);
    if (panel !== null) {
      panel.panel.reveal();
      return panel.session;
    }
    const made = window.createWebviewPanel(PANEL, l10n.t('LLM-SegNet Viewer'), ViewColumn.Active, {});
    return adopt(made);
  }

  const side: WebviewViewProvider = {
    resolveWebviewView(view) {
      const { session, disposable } = attachViewer(context, services, view.webview);
      begin(session);
      view.onDidDispose(() => {
        disposable.dispose();
      });
    },
  };
  const serializer: WebviewPanelSerializer = {
    deserializeWebviewPanel(made) {
      adopt(made);
      return Promise.resolve();
    },
  };
  const volumes: CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    async resolveCustomEditor({ uri }, made) {
      const session = keepWith(made, context, services);
      await session.showFile(uri.fsPath);
    },
  };

  async function open(argument: unknown): Promise<void> {
    const file: Uri | undefined = uriOf(argument);
    if (file !== undefined && isVolume(file)) {
      await commands.executeCommand('vscode.openWith', file, EDITOR);
      return;
    }
    const run = runPathOf(argument);
    const session = await openPanel();
    if (run !== undefined) await session.showRun(run, ...placeOf(argument));
  }

  return Disposable.from(
    window.registerWebviewViewProvider(VIEW, side),
    window.registerWebviewPanelSerializer(PANEL, serializer),
    window.registerCustomEditorProvider(EDITOR, volumes),
    registerCommand(services, 'openViewer', 'nothing', open),
  );
};
