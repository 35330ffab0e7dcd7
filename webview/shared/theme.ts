export type ThemeKind = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** The editor marks its theme on the body. */
export function themeKind(): ThemeKind {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'high-contrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

/** A theme variable's value for canvases, which cannot use variables. */
export function themeColour(variable: `--vscode-${string}`, fallback: string): string {
  return getComputedStyle(document.body).getPropertyValue(variable).trim() || fallback;
}

/** Calls back when the editor changes its theme. */
export function onThemeChange(use: () => void): void {
  new MutationObserver(use).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
}
