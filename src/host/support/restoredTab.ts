import type { Tab } from 'vscode';
import { commands, TabInputWebview, window } from 'vscode';

const FOCUS_GROUP = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'] as const;
/** How long a tab may take to be made anew before it is given up. */
const PATIENCE_MILLISECONDS = 10_000;

/** VS Code puts a mark of its own before the type. */
function isOfType({ input }: Tab, type: string): boolean {
  return input instanceof TabInputWebview && (input.viewType === type || input.viewType.endsWith(`-${type}`));
}

/**
 * Shows a webview's tab that the window has kept over a reload. While it has not been seen since, there is only the tab: its panel comes
 * through the serializer when it is shown. Waits for that, as `restored` says; false where there is no such tab or it does not come.
 */
export async function showRestoredTab(type: string, restored: () => boolean): Promise<boolean> {
  for (const group of window.tabGroups.all) {
    const index = group.tabs.findIndex((tab) => isOfType(tab, type));
    const focus = FOCUS_GROUP[group.viewColumn - 1];
    const tab = group.tabs[index];
    if (tab === undefined || focus === undefined) continue;
    await commands.executeCommand(`workbench.action.focus${focus}EditorGroup`);
    await commands.executeCommand('workbench.action.openEditorAtIndex', index);
    for (const end = Date.now() + PATIENCE_MILLISECONDS; Date.now() < end; ) {
      if (restored()) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // A tab that nothing fills would stand beside the new one for ever.
    await window.tabGroups.close(tab);
  }
  return false;
}
