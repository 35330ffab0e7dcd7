import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter, TreeItem, TreeItemCollapsibleState, type Uri, workspace } from 'vscode';
import { combineDisposables, debounce } from './disposables';
import { findByEnding } from './pickFile';

/** A file of the workspace in the side bar; commands of its menu get `resourceUri`. */
export class FileItem extends TreeItem {
  constructor(
    override readonly resourceUri: Uri,
    ending: string,
    contextValue: string,
    state: TreeItemCollapsibleState = TreeItemCollapsibleState.None,
  ) {
    super(resourceUri.path.split('/').at(-1)?.replace(ending, '') ?? '', state);
    this.id = resourceUri.toString();
    this.contextValue = contextValue;
    this.tooltip = workspace.asRelativePath(resourceUri);
    this.command = { command: 'vscode.open', title: '', arguments: [resourceUri] };
  }
}

export interface FileTree<T extends TreeItem> extends TreeDataProvider<T>, Disposable {
  refresh(): void;
}

/** A tree whose first level are the files with an ending; it follows the disk. */
export function createFileTree<T extends TreeItem>(
  ending: string,
  itemOf: (uri: Uri) => Promise<T>,
  childrenOf: (item: T) => Promise<T[]> = () => Promise.resolve([]),
): FileTree<T> {
  const changed = new EventEmitter<void>();
  const soon = debounce(() => changed.fire(), 300);
  const watcher = workspace.createFileSystemWatcher(`**/*${ending}`);
  const parts = combineDisposables(
    changed,
    soon,
    watcher,
    watcher.onDidCreate(soon),
    watcher.onDidChange(soon),
    watcher.onDidDelete(soon),
  );
  return {
    onDidChangeTreeData: changed.event,
    refresh: () => changed.fire(),
    getTreeItem: (item) => item,
    getChildren: async (item) => (item === undefined ? Promise.all((await findByEnding(ending)).map(itemOf)) : childrenOf(item)),
    dispose() {
      parts.dispose();
    },
  };
}
