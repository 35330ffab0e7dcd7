/** The page's texts in the editor's language; English is the key, as in vscode.l10n. The host puts the bundle into the page. */
function bundleOf(page: Document): Readonly<Record<string, string>> {
  const content = page.getElementById('texts')?.textContent ?? '';
  if (content === '') return {};
  const parsed: unknown = JSON.parse(content);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, string>) : {};
}

let bundle: Readonly<Record<string, string>> | null = null;

/** A text with {0}, {1}, ... replaced by the values. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  bundle ??= bundleOf(document);
  const translated = Object.hasOwn(bundle, text) ? String(bundle[text]) : text;
  return translated.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
