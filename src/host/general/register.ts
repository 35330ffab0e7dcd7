import { commands } from 'vscode';
import type { Register } from '../services';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { registerDiagnostics } from './diagnostics';

export const register: Register = (context, services) =>
  combineDisposables(
    registerCommand(services, 'openWalkthrough', 'nothing', () =>
      commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
    ),
    registerCommand(services, 'openSettings', 'nothing', () =>
      commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`),
    ),
    registerCommand(services, 'showLog', 'nothing', () => services.log.show()),
    registerDiagnostics(context, services),
  );
