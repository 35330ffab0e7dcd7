import { getLocation } from 'jsonc-parser';
import type { Disposable } from 'vscode';
import { Hover, languages, MarkdownString } from 'vscode';
import { whyUnreadable } from '../../core/config/file/tree';
import type { Checker } from './checker';
import { SELECTOR } from './diagnostics';

/** Description, values, default and its provenance of the setting under the mouse. */
export function registerHover(checker: Checker): Disposable {
  return languages.registerHoverProvider(SELECTOR, {
    async provideHover(document, position) {
      if (whyUnreadable(document.getText()) !== null) return undefined;
      const { path, isAtPropertyKey } = getLocation(document.getText(), document.offsetAt(position));
      if (!isAtPropertyKey) return undefined;
      const text = await checker.hover(path);
      return text === null ? undefined : new Hover(new MarkdownString(text));
    },
  });
}
