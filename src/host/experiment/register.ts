import type { Register } from '../services';
import { combineDisposables } from '../support/disposables';
import { registerDiagnostics } from './diagnostics';
import { registerHover } from './hover';
import { registerLenses } from './lenses';

/** Experiment files: checks with fixes, hover, code lenses. Completion comes from the schema, by package.json. */
export const register: Register = (_context, services) =>
  combineDisposables(registerDiagnostics(services, services.checker), registerHover(services.checker), registerLenses(services));
