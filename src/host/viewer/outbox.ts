import type { ViewerMessage } from '../../protocol/viewer';

/** Messages to a page: kept while it loads, so that its volumes are read at the same time, and sent when it asks. */
export interface Outbox {
  post(message: ViewerMessage): void;
  /** Forgets what is kept of a case: another one is opened. */
  forgetCase(): void;
  /** Sends what is kept; from now on nothing is kept. Returns whether there was anything. */
  release(): boolean;
}

export function createOutbox(send: (message: ViewerMessage) => void): Outbox {
  let kept: ViewerMessage[] | null = [];
  return {
    post(message) {
      if (kept === null) send(message);
      else kept.push(message);
    },
    forgetCase() {
      kept &&= kept.filter(({ kind }) => kind === 'catalogue');
    },
    release() {
      const messages = kept ?? [];
      kept = null;
      for (const message of messages) send(message);
      return messages.length > 0;
    },
  };
}
