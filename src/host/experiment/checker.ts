import { availableParallelism, totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import { Uri } from 'vscode';
import type { Answer, CheckAnswer, Question } from './messages';

/** What is known of experiment files, asked of a thread that starts with the first question. */
export interface Checker extends Disposable {
  check(text: string, folder: string): Promise<CheckAnswer>;
  hover(path: readonly (string | number)[]): Promise<string | null>;
}

type Unnumbered = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;

export function createChecker(context: ExtensionContext, log: LogOutputChannel): Checker {
  const file = Uri.joinPath(context.extensionUri, 'dist', 'checker.js').fsPath;
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let next = 0;

  const start = (): Worker => {
    const started = new Worker(file, {
      execArgv: [],
      env: { ...process.env, UV_THREADPOOL_SIZE: String(availableParallelism()) },
    });
    started.on('message', (answer: Answer) => {
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
    });
    started.on('error', (error) => {
      log.error(`checker: ${error.message}`);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      worker = undefined;
    });
    started.unref();
    return started;
  };

  const ask = (question: Unnumbered): Promise<Answer> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id });
    });

  return {
    async check(text, folder) {
      const answer = await ask({ kind: 'check', text, folder, machine: { memoryBytes: totalmem() } });
      if ('check' in answer) return answer.check;
      throw new Error('error' in answer ? answer.error : 'unexpected answer');
    },
    async hover(path) {
      const answer = await ask({ kind: 'hover', path });
      return 'hover' in answer ? answer.hover : null;
    },
    dispose: () => void worker?.terminate(),
  };
}
