/** What begins a line and would be read as structure: heading, quotation, fence, HTML, or an escape of ours. */
const LINE_START = /^([ \t]*)(?=[#>`~<\\])/gm;
const ESCAPED_START = /^([ \t]*)\\(?=[#>`~<\\])/gm;

/**
 * Markdown escapes, so that whatever text an LLM sends cannot end its section or open another one. `unescapeMarkdown` undoes it exactly.
 * Takes LF line endings.
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll('<!--', '\\<!--').replace(LINE_START, '$1\\');
}

export function unescapeMarkdown(markdown: string): string {
  return markdown.replace(ESCAPED_START, '$1').replaceAll('\\<!--', '<!--');
}
