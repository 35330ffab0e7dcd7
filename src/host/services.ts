import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import type { Checker } from './experiment/checker';
import type { CommandLine } from './support/commandLine';
import type { RunStore } from './support/runs/store';
import type { Training } from './training/training';

/** What features share. Made once, when the extension starts, and ended with it. */
export interface Services {
  readonly log: LogOutputChannel;
  /** Run directories of this workspace, as they are on disk. */
  readonly runs: RunStore;
  /** The queue and the trainer process of this window. */
  readonly training: Training;
  /** What is known of experiment files, from a thread. */
  readonly checker: Checker;
  /** dist/cli.js in a child process. */
  readonly commandLine: CommandLine;
}

/** A feature: one folder, one file register.ts that exports this. */
export type Register = (context: ExtensionContext, services: Services) => Disposable;
