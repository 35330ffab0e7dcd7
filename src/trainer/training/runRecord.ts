import { createHash, randomBytes } from 'node:crypto';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { canonicalJson } from '../../core/hash/canonicalJson';
import { declarationOf } from '../../core/methods/registry';
import { ownLease } from '../../io/run/lease';
import type { RunRecord } from '../../io/run/record';
import { SCHEMA_VERSION } from '../../io/run/record';
import type { SelectedBackend } from '../../tensor/select';
import type { DataSource } from '../data/types';
import { jobOf } from '../job';
import type { TrainingOptions } from '../options';

/** What decides numbers and speed besides the experiment: two runs agree bit for bit only where all of this does. */
export function describeMachine(backend: SelectedBackend): Record<string, unknown> {
  const { name, precision, threads, reason, machine, convolution } = backend;
  return {
    backend: name,
    precision,
    ...(convolution === undefined ? {} : { convolution }),
    threads,
    reason,
    ...(machine ? { isa: machine.isa, onednn: machine.onednn } : {}),
    cpu: machine?.cpu ?? cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The first run.json of a job: state 'running', held by this process. */
export function newRunRecord(options: TrainingOptions, source: DataSource, backend: SelectedBackend): RunRecord {
  const { experiment, data, evaluation, codeVersion } = options;
  const now = new Date().toISOString();
  const { stride, batch } = evaluation;
  const resolved = { ...experiment, evaluation: { ...experiment.evaluation, stride, batch } };
  return {
    schemaVersion: SCHEMA_VERSION,
    id: `${now.replace(/[-:]|\.\d+/g, '')}-${randomBytes(4).toString('hex')}`,
    name: experiment.name,
    experiment: resolved,
    method: declarationOf(experiment),
    experimentHash: createHash('sha256').update(canonicalJson(resolved)).digest('hex'),
    ...(options.origins ? { origins: { ...options.origins } } : {}),
    job: { ...jobOf(options) },
    data: {
      ...data,
      name: source.name,
      labelledCases: source.train.slice(0, experiment.data.labelled),
      trainCases: source.train.length,
      validationCases: source.validation,
      testCases: source.test,
    },
    codeVersion,
    machine: describeMachine(backend),
    state: 'running',
    times: { created: now, started: now },
    lease: { ...ownLease() },
    iteration: 0,
  };
}
