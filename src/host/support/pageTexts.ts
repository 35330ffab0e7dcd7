import { env, l10n } from 'vscode';
import type { PageOptions } from './page';

/** The texts of a page in the editor's language. Without a bundle for it they stay English, and the page says so. */
export function pageTexts(): Pick<PageOptions, 'language' | 'texts'> {
  return l10n.bundle === undefined ? { language: 'en' } : { language: env.language, texts: l10n.bundle };
}
