/** As much of the editor's API as unit tests of the host need: `vi.mock('vscode', () => import('../../support/vscode'))`. */

export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replace(/\{(\d)\}/g, (_place, index: string) => String(values[Number(index)])),
};

interface Model {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
}

/** Tests put their own function there. */
export const lm: { selectChatModels(selector?: { readonly id?: string }): Promise<readonly Model[]> } = {
  selectChatModels: () => Promise.resolve([]),
};

export class LanguageModelError extends Error {
  constructor(
    message = '',
    readonly code = '',
    cause?: Error,
  ) {
    super(message, cause === undefined ? {} : { cause });
  }

  // The code of an error is the name of the function that makes it, as in the editor.
  static NotFound(message?: string): LanguageModelError {
    return new LanguageModelError(message, 'NotFound');
  }

  static NoPermissions(message?: string): LanguageModelError {
    return new LanguageModelError(message, 'NoPermissions');
  }

  static Blocked(message?: string): LanguageModelError {
    return new LanguageModelError(message, 'Blocked');
  }
}

export const LanguageModelChatMessage = {
  User: (content: string) => ({ role: 'user', content }),
};

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false };

  cancel(): void {
    this.token.isCancellationRequested = true;
  }

  dispose(): void {
    // Nothing is held.
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class MarkdownString {
  value = '';

  appendText(text: string): this {
    this.value += text;
    return this;
  }
}

export const TreeItemCollapsibleState = { None: 0 } as const;

export class TreeItem {
  iconPath?: ThemeIcon;
  description?: string;
  tooltip?: MarkdownString;

  constructor(
    readonly label: string,
    readonly collapsibleState: number,
  ) {}
}

export const Uri = {
  from: (parts: object): object => parts,
};

export class EventEmitter {
  readonly event = (): { dispose(): void } => ({ dispose: () => undefined });

  fire(): void {
    // Nobody listens.
  }

  dispose(): void {
    // Nothing is held.
  }
}
