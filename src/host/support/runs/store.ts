import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Disposable, Event, LogOutputChannel } from 'vscode';
import { EventEmitter, RelativePattern, workspace } from 'vscode';
import { mapSome } from '../../../io/mapSome';
import type { RunRecord, RunState } from '../../../io/run/record';
import type { RecordCache } from '../../../io/run/recordCache';
import { createRecordCache } from '../../../io/run/recordCache';
import { effectiveState, runPaths } from '../../../io/run/runDirectory';
import { debounce } from '../disposables';
import { workspaceFolders } from '../folders';
import { settings } from '../settings';

/** A run directory as it was when it was last read. */
export interface StoredRun {
  /** Absolute path of the run directory. */
  readonly path: string;
  readonly record: RunRecord;
  /** What a reader must take the state for: 'interrupted' when the process that held the run is gone. */
  readonly state: RunState;
  readonly hasMontage: boolean;
  readonly hasCheckpoint: boolean;
}

/** The runs of the workspace. The directory is the truth: this only reads it, and again when it changes. */
export interface RunStore extends Disposable {
  /** Newest first. */
  list(): readonly StoredRun[];
  find(path: string): StoredRun | undefined;
  /** Reads everything again now. */
  refresh(): Promise<void>;
  /** Fires when list() answers otherwise than before. */
  readonly onDidChange: Event<void>;
}

/** Folders that may hold runs: the setting's, in every workspace folder. */
export function runsFolders(): string[] {
  return workspace.workspaceFolders === undefined
    ? []
    : workspaceFolders().map((folder, index) => resolve(folder, settings.runsFolder(workspace.workspaceFolders?.[index])));
}

async function readRun(path: string, cache: RecordCache, log: LogOutputChannel): Promise<StoredRun | undefined> {
  try {
    const record = await cache.read(path);
    if (record === null) return undefined;
    const checkpoints = await readdir(runPaths.checkpoints(path)).catch(() => [] as string[]);
    return {
      path,
      record,
      state: effectiveState(record),
      hasMontage: existsSync(runPaths.montage(path)),
      hasCheckpoint: checkpoints.some((name) => name.endsWith('.json')),
    };
  } catch (error) {
    // A run of another version must not hide the others.
    log.warn(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function readAll(cache: RecordCache, log: LogOutputChannel): Promise<StoredRun[]> {
  const paths: string[] = [];
  for (const folder of runsFolders()) {
    for (const name of await readdir(folder).catch(() => [] as string[])) paths.push(join(folder, name));
  }
  const found = (await mapSome(paths, (path) => readRun(path, cache, log))).filter((run) => run !== undefined);
  return found.sort((a, b) => (a.record.times.created < b.record.times.created ? 1 : -1));
}

export function createRunStore(log: LogOutputChannel): RunStore {
  const changed = new EventEmitter<void>();
  const cache = createRecordCache();
  let runs: readonly StoredRun[] = [];
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    runs = await readAll(cache, log);
    changed.fire();
  };
  const refresh = (): Promise<void> => {
    // One reading after the other; all who ask meanwhile share the next.
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const soon = debounce(() => void refresh(), 300);
  const watchers = workspaceFolders().map((folder) => {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/run.json'));
    watcher.onDidCreate(soon);
    watcher.onDidChange(soon);
    watcher.onDidDelete(soon);
    return watcher;
  });
  const configured = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('llmSegNet.runsFolder')) soon();
  });
  soon();
  return {
    list: () => runs,
    find: (path) => runs.find((run) => run.path === path),
    refresh,
    onDidChange: changed.event,
    dispose() {
      for (const one of [soon, configured, changed, ...watchers]) one.dispose();
    },
  };
}
