import type { Register } from '../services';
import { together } from '../support/disposables';
import { createChecker } from './checker';
import { registerDiagnostics } from './diagnostics';
import { registerHover } from './hover';
import { registerLenses } from './lenses';

/** Experiment files: checks with fixes, hover, code lenses. Completion comes from the schema, by package.json. */
export const register: Register = (context, services) => {
  const checker = createChecker(context, services.log);
  return together(checker, registerDiagnostics(services, checker), registerHover(checker), registerLenses(services));
};
