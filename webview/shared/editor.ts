/** The page's side of its connection to the extension host: messages and remembered state. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export interface Editor<Request, Message> {
  send(request: Request): void;
  /** Calls back for every message that passes the check; others are dropped and named on the console. */
  listen(use: (message: Message) => void): void;
  /** What `remember` kept over a reload or a tab switch, unchecked. */
  recall(): unknown;
  /** Keeps state, a moment later so that a drag does not write a hundred times. */
  remember(state: unknown): void;
}

/** Connects once; VS Code allows no second time. `check` returns null for what is no message. */
export function connect<Request, Message>(check: (data: unknown) => Message | null): Editor<Request, Message> {
  const api = acquireVsCodeApi();
  let timer = 0;
  return {
    send: (request) => api.postMessage(request),
    listen(use) {
      addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = check(event.data);
        if (message === null) console.warn('a message of an unknown form was passed over');
        else use(message);
      });
    },
    recall: () => api.getState(),
    remember(state) {
      clearTimeout(timer);
      timer = setTimeout(() => api.setState(state), 150);
    },
  };
}
