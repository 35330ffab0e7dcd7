import { themeColour } from '../shared/theme';

/** Colours of the editor's theme, for what is drawn on a canvas. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
}

export function readTheme(): ChartTheme {
  const foreground = themeColour('--vscode-foreground', '#333333');
  return {
    foreground,
    muted: themeColour('--vscode-descriptionForeground', foreground),
    grid: themeColour(
      '--vscode-contrastBorder',
      themeColour('--vscode-editorIndentGuide-background1', 'rgba(128, 128, 128, 0.25)'),
    ),
    background: themeColour('--vscode-editor-background', '#ffffff'),
  };
}
