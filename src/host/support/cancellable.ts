import type { CancellationToken, Progress } from 'vscode';
import { ProgressLocation, window } from 'vscode';

type Report = Progress<{ readonly message: string }>;

/** Work under a notification with a Cancel button. Resolves to undefined when the user pressed it: what the work then says is no news. */
export async function cancellable<T>(
  title: string,
  work: (token: CancellationToken, progress: Report) => Promise<T>,
): Promise<T | undefined> {
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    try {
      const result = await work(token, progress);
      return token.isCancellationRequested ? undefined : result;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}
