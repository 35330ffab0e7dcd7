/** Every training method an experiment can name; one line each. */
import type { Declaration, MethodExperiment } from '../declaration/declaration';
import { settingsUnion } from '../schema/union';
import { acMt } from './acMt';
import { bcp } from './bcp';
import { cps } from './cps';
import { dan } from './dan';
import { dmd } from './dmd';
import { dtc } from './dtc';
import { entropyMinimisation } from './entropyMinimisation';
import { llmSegNet } from './llmSegNet';
import { mcNetPlus } from './mcNet';
import { meanTeacher } from './meanTeacher';
import { mlrpl } from './mlrpl';
import { sassNet } from './sassNet';
import { supervised } from './supervised';
import type { Method } from './types';
import { uaMt } from './uaMt';

export const methods = [
  llmSegNet,
  supervised,
  meanTeacher,
  uaMt,
  acMt,
  entropyMinimisation,
  cps,
  dmd,
  mcNetPlus,
  mlrpl,
  dtc,
  sassNet,
  dan,
  bcp,
] as const;

export const methodSettings = settingsUnion(methods);

/** @throws Error when no method has this id. */
export function methodOf(id: string): Method {
  const found = methods.find((method) => method.id === id);
  if (found === undefined) throw new Error(`unknown method '${id}'; known: ${methods.map((method) => method.id).join(', ')}`);
  return found;
}

/** What the experiment's method declares of it. */
export function declarationOf(experiment: MethodExperiment): Declaration {
  return methodOf(experiment.method.kind).declare(experiment);
}
