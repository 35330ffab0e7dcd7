import type { ForkOptions } from 'node:child_process';
import { settings } from './settings';

/** How programs of ours are started: by the setting's Node, else by the one this extension host runs on. */
export function forkOptions(cwd: string | undefined): ForkOptions {
  const node = settings.nodePath();
  return {
    ...(cwd === undefined ? {} : { cwd }),
    ...(node === '' ? {} : { execPath: node }),
    // The extension host's own flags are not for a trainer.
    execArgv: [],
    serialization: 'advanced',
    // On the desktop the extension host's program is Electron, which is a Node only when told.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', LLMSEGNET_BACKEND: undefined },
  };
}
