import type { Disposable } from 'vscode';
import { l10n, languages, Uri, window, workspace } from 'vscode';

const SCHEME = 'llmsegnet-payload';

/** Shows text in an editor that cannot be written to and asks for nothing when it is closed. */
export interface PayloadEditor extends Disposable {
  /** Everything that would leave the machine for `destination`. */
  show(prompt: string, destination: string): Promise<void>;
}

export function createPayloadEditor(): PayloadEditor {
  const texts = new Map<string, string>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  let shown = 0;
  return {
    dispose() {
      provider.dispose();
    },
    async show(prompt, destination) {
      const uri = Uri.from({ scheme: SCHEME, path: `/${l10n.t('What is sent')}.md`, query: String(++shown) });
      texts.clear();
      texts.set(uri.toString(), `${l10n.t('This text, and nothing else, is sent to {0}:', destination)}\n\n${prompt}\n`);
      const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), 'markdown');
      await window.showTextDocument(document, { preview: true });
    },
  };
}
