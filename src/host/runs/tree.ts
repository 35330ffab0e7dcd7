import type { Event, TreeDataProvider } from 'vscode';
import { EventEmitter, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { RunState } from '../../io/run/record';
import type { Services } from '../services';
import { combineDisposables } from '../support/disposables';
import { describeRun, diceOf, durationOf, settingsLine } from '../support/runs/describe';
import { stateNames } from '../support/runs/stateNames';
import type { RunStore, StoredRun } from '../support/runs/store';

const ICONS: Readonly<Record<RunState, readonly [icon: string, colour?: string]>> = {
  queued: ['clock'],
  running: ['sync~spin', 'charts.blue'],
  paused: ['debug-pause', 'charts.yellow'],
  done: ['pass', 'charts.green'],
  stopped: ['debug-stop', 'charts.yellow'],
  failed: ['error', 'charts.red'],
  interrupted: ['debug-disconnect', 'charts.orange'],
};

/** Done, and its results are none: empty masks, Dice 0. */
const NO_SUCCESS = ['warning', 'charts.yellow'] as const;

/** A run in the side bar. `run` is what commands of its menu get. */
export class RunItem extends TreeItem {
  readonly run: string;

  constructor(stored: StoredRun, progress: string | undefined) {
    const { path, record, state, hasMontage, hasCheckpoint } = stored;
    super(record.name, TreeItemCollapsibleState.None);
    this.run = path;
    this.id = path;
    const [icon, colour] = state === 'done' && record.diagnosis?.length ? NO_SUCCESS : ICONS[state];
    this.iconPath = new ThemeIcon(icon, colour === undefined ? undefined : new ThemeColor(colour));
    const busy = state === 'running' || state === 'paused';
    const dice = diceOf(record);
    const parts = [
      dice === undefined ? '' : `Dice ${dice.toFixed(3)}`,
      progress ?? stateNames()[state],
      durationOf(record) ?? '',
    ];
    this.description = parts.filter((part) => part !== '').join(' · ');
    // No markup: names come from files.
    this.tooltip = new MarkdownString().appendText(describeRun(stored, stateNames()[state]));
    this.contextValue = [
      'run',
      state,
      busy ? 'busy' : 'idle',
      hasMontage ? 'montage' : '',
      hasCheckpoint ? 'checkpoint' : '',
    ].join(' ');
    this.accessibilityInformation = { label: `${record.name}, ${this.description}, ${settingsLine(record)}` };
    this.resourceUri = Uri.from({ scheme: 'llmsegnet-run', path });
    this.command = { command: 'llmSegNet.openRunLog', title: l10n.t('Open Run Log'), arguments: [path] };
  }
}

export class RunsTree implements TreeDataProvider<RunItem> {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData: Event<void> = this.changed.event;
  private readonly listeners;

  constructor(
    private readonly runs: RunStore,
    private readonly training: Services['training'],
    private readonly progress: () => string | undefined,
  ) {
    const fire = (): void => this.changed.fire();
    this.listeners = combineDisposables(runs.onDidChange(fire), training.onDidChange(fire), this.changed);
  }

  getTreeItem(item: RunItem): RunItem {
    return item;
  }

  getChildren(parent?: RunItem): RunItem[] {
    if (parent) return [];
    const current = this.training.current?.run;
    return this.runs.list().map((run) => new RunItem(run, run.path === current ? this.progress() : undefined));
  }

  dispose(): void {
    this.listeners.dispose();
  }
}
