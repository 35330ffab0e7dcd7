import type { ViewerMessage } from '../../protocol/viewer';
import type { Permissions } from './caseSources';
import type { WorkerAnswer, WorkerRequest } from './worker/messages';

export type Jump = Extract<ViewerMessage, { kind: 'case' }>['jump'];

/** What a session needs of its surroundings; nothing of it is VS Code's. */
export interface SessionPorts {
  readonly post: (message: ViewerMessage) => void;
  readonly toWorker: (request: WorkerRequest) => void;
  /** Absolute paths of the run directories, newest first. */
  readonly runs: () => Promise<readonly string[]>;
  readonly permissions: () => Permissions;
  readonly log: (line: string) => void;
}

/** One page: knows which case it shows and answers what it asks. */
export interface ViewerSession {
  /** Reads the newest masks while the page is still loading, in the hope that it will ask for them. */
  begin(): Promise<void>;
  /** Passes on what the worker read. */
  answer(message: WorkerAnswer): void;
  receive(message: unknown): Promise<void>;
  /** Looks at the run directories again: new masks, new numbers. */
  refresh(): Promise<void>;
  /** Shows a run, on a case or its first one with masks, and goes to where the masks are worst. */
  showRun(run: string, caseId?: string, jump?: Jump): Promise<void>;
  /** Shows one volume alone. */
  showFile(path: string): Promise<void>;
}
