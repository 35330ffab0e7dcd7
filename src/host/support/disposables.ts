import { Disposable } from 'vscode';

/** One disposable of many, ended in reverse order. */
export function combineDisposables(...parts: Disposable[]): Disposable {
  return new Disposable(() => {
    for (const part of parts.reverse()) part.dispose();
  });
}

/** Calls `action` once after `milliseconds` of silence. */
export function debounce(action: () => void, milliseconds: number): Disposable & (() => void) {
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}
