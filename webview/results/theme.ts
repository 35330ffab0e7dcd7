import { themeColour, themeKind } from '../shared/theme';

/** Colours of the editor's theme, for what is drawn on a canvas. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
}

const FAINT = 'rgba(128, 128, 128, 0.25)';

export function readTheme(): ChartTheme {
  const isHighContrast = themeKind().startsWith('high-contrast');
  const foreground = themeColour('--vscode-foreground', '#333333');
  return {
    foreground,
    muted: themeColour('--vscode-descriptionForeground', foreground),
    // In high contrast borders are as strong as the curves: a grid of them would hide what it is there for.
    grid: isHighContrast ? 'rgba(128, 128, 128, 0.45)' : themeColour('--vscode-editorIndentGuide-background1', FAINT),
    background: themeColour('--vscode-editor-background', '#ffffff'),
  };
}
