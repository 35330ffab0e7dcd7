import { z } from 'zod';
import type { PhantomOptions } from '../../core/phantom/phantom';
import { DEFAULT_PHANTOM } from '../../core/phantom/phantom';
import type { RegionThresholds } from '../../core/view/regions';
import { AXIS_ORDERS } from '../../core/volume/axisOrders';
import type { FileSettings } from '../../io/formats/types';
import type { LayoutChoice } from '../../io/layouts/registry';
import type { RunRecord } from '../../io/run/record';
import { fileSettingsOf } from '../../io/runData';

/** Settings of a run that a view needs, read leniently: run.json may be older or newer than this code, or written by a stranger. */
const triple = z.tuple([z.number().int().min(1).max(1024), z.number().int().min(1).max(1024), z.number().int().min(1).max(1024)]);
const spacing = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);
const names = z.array(z.string().max(200)).max(100_000);
const labels = z.union([
  z.literal('binary'),
  z.record(z.string(), z.union([z.number().int(), z.looseObject({ class: z.number().int(), name: z.string().optional() })])),
]);

const DEFAULT_HDF5 = { image: 'image', label: 'label', spacing: null };

const NO_DATA = {
  classes: 2,
  labels: 'binary' as const,
  axes: 'xyz' as const,
  hdf5: DEFAULT_HDF5,
  format: 'auto' as const,
  links: 'inside' as const,
};

const share = z.number().min(0).max(1);
const usl = z.looseObject({ kind: z.literal('usl'), t1: share, t2: share });

const experimentPart = z.looseObject({
  seed: z.number().int().catch(1337),
  method: z.looseObject({ unsupervised: usl.nullable().catch(null) }).catch({ unsupervised: null }),
  data: z
    .looseObject({
      classes: z.number().int().min(2).max(255).catch(2),
      labels: labels.catch('binary'),
      axes: z.enum(AXIS_ORDERS).catch('xyz'),
      hdf5: z
        .looseObject({ image: z.string().min(1), label: z.string().min(1), spacing: spacing.nullable().catch(null) })
        .catch(DEFAULT_HDF5),
      format: z.enum(['auto', 'msd', 'folder', 'hdf5']).catch('auto'),
      links: z.enum(['inside', 'anywhere']).catch('inside'),
      source: z
        .looseObject({
          kind: z.string(),
          path: z.string().nullable().optional(),
          cases: z.number().optional(),
          size: triple.optional(),
          spacing: spacing.optional(),
        })
        .optional(),
    })
    .catch(NO_DATA),
});

const dataPart = z.looseObject({
  kind: z.string().optional().catch(undefined),
  folder: z.string().optional().catch(undefined),
  phantom: z.looseObject({ seed: z.number().int(), cases: z.number().int(), size: triple, spacing }).optional().catch(undefined),
  labelledCases: names.catch([]),
  testCases: names.catch([]),
  validationCases: names.catch([]),
});

export interface RunSettings {
  readonly classes: number;
  /** Stored label values to classes. */
  readonly labels: 'binary' | Readonly<Record<number, number>>;
  /** Names of classes 1, 2, ... */
  readonly classNames: readonly string[];
  /** Data folder as the run names it, or null. */
  readonly folder: string | null;
  readonly phantom: PhantomOptions | null;
  readonly format: LayoutChoice;
  /** Whether links may lead out of the data folder; whoever looks is asked all the same. */
  readonly links: 'inside' | 'anywhere';
  /** What the files leave open. */
  readonly files: FileSettings;
  /** Thresholds of the Unified Segmentation Loss, where the run has it. */
  readonly thresholds: RegionThresholds | null;
  readonly cases: readonly { readonly id: string; readonly role: string }[];
}

function thresholdsOf(loss: z.infer<typeof usl> | null): RegionThresholds | null {
  return loss === null ? null : { t1: loss.t1, t2: loss.t2 };
}

/** What the record says of the run's data. */
export function runSettingsOf(record: Pick<RunRecord, 'experiment' | 'data'>): RunSettings {
  const experiment = experimentPart
    .catch({ seed: 1337, method: { unsupervised: null }, data: NO_DATA })
    .parse(record.experiment ?? {});
  const data = dataPart.parse(record.data);
  const { classes, labels: rule, source } = experiment.data;
  const table: Record<number, number> = {};
  const classNames = Array.from({ length: classes - 1 }, (_, index) => (classes === 2 ? 'foreground' : `class ${index + 1}`));
  if (rule !== 'binary') {
    for (const [value, target] of Object.entries(rule)) {
      const label = typeof target === 'number' ? target : target.class;
      table[Number(value)] = label;
      if (typeof target !== 'number' && target.name !== undefined && label >= 1 && label < classes)
        classNames[label - 1] = target.name;
    }
  }
  const made = data.kind === 'phantom' || source?.kind === 'phantom';
  const phantom: PhantomOptions = {
    seed: data.phantom?.seed ?? experiment.seed,
    cases: data.phantom?.cases ?? source?.cases ?? DEFAULT_PHANTOM.cases,
    size: data.phantom?.size ?? source?.size ?? DEFAULT_PHANTOM.size,
    spacing: data.phantom?.spacing ?? source?.spacing ?? DEFAULT_PHANTOM.spacing,
  };
  const seen = new Set<string>();
  const role = (ids: readonly string[], name: string): { id: string; role: string }[] =>
    ids.filter((id) => !seen.has(id) && seen.add(id)).map((id) => ({ id, role: name }));
  return {
    classes,
    labels: rule === 'binary' ? 'binary' : table,
    classNames,
    folder: data.folder ?? source?.path ?? null,
    phantom: made ? phantom : null,
    format: experiment.data.format,
    links: experiment.data.links,
    files: fileSettingsOf(experiment.data),
    thresholds: thresholdsOf(experiment.method.unsupervised),
    cases: [
      ...role(data.testCases, 'test'),
      ...role(data.validationCases, 'validation'),
      ...role(data.labelledCases, 'labelled'),
    ],
  };
}
