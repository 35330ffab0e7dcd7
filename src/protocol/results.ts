/**
 * Messages between the extension host and the page of curves and tables. The page names runs by keys, never by paths. Everything that comes
 * from run files is hostile: the page shows it as text only.
 */
import * as z from 'zod/mini';

const count = z.number().check(z.int(), z.minimum(0));
const key = z.string().check(z.minLength(1), z.maxLength(200));
const clock = z.enum(['train', 'validation', 'test']);

export const RESULT_TABS = ['curves', 'cases', 'runs', 'ablations'] as const;
const tab = z.enum(RESULT_TABS);
export type ResultTab = z.infer<typeof tab>;

/** File formats that the page writes by itself; the host asks where to. */
export const EXPORTS = { svg: 'SVG', png: 'PNG', csv: 'CSV', tex: 'LaTeX' } as const;
const exportKind = z.enum(['svg', 'png', 'csv', 'tex']);
export type ExportKind = z.infer<typeof exportKind>;

/** Page to host. */
export const resultsRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), selected: z.array(key).check(z.maxLength(50)) }),
  /** Runs whose curves and cases the page shows; the host follows these and no others. */
  z.object({ kind: z.literal('select'), runs: z.array(key).check(z.maxLength(50)) }),
  /** Shows a case in the slice viewer. */
  z.object({ kind: z.literal('openCase'), run: key, caseId: z.string().check(z.minLength(1), z.maxLength(200)) }),
  /** Text, or for PNG the picture in base64. */
  z.object({
    kind: z.literal('export'),
    format: exportKind,
    name: z.string().check(z.minLength(1), z.maxLength(100)),
    content: z.string().check(z.maxLength(50_000_000)),
  }),
]);
export type ResultsRequest = z.infer<typeof resultsRequest>;

const json = z.record(z.string(), z.unknown());

/** A chart as the run's method declares it. */
const chart = z.object({
  id: z.string(),
  title: z.string(),
  unit: z.string(),
  clock,
  curves: z.array(z.object({ column: z.string(), label: z.string(), of: z.string() })),
  share: z.optional(z.boolean()),
});

/** A run as its run.json has it. */
const runSummary = z.object({
  key,
  name: z.string(),
  state: z.string(),
  created: z.string(),
  iteration: count,
  experiment: z.unknown(),
  data: json,
  results: z.nullable(json),
  /** Models and predictors in the method's order: colours go by the place. */
  names: z.array(z.string()),
  charts: z.array(chart),
});
export type RunSummary = z.infer<typeof runSummary>;

const evaluation = z.object({
  iteration: count,
  split: z.string(),
  model: z.string(),
  unit: z.string(),
  cases: z.array(z.record(z.string(), z.unknown())),
});
export type Evaluation = z.infer<typeof evaluation>;

/** A sentence with its values, which may be such sentences. */
const note = z.object({
  text: z.string(),
  get values(): z.ZodMiniArray<z.ZodMiniUnion<[z.ZodMiniString, typeof note]>> {
    return z.array(z.union([z.string(), note]));
  },
});

/** A table as src/core/report makes it. */
const reportTable = z.object({
  title: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.object({ cells: z.array(z.string()), published: z.optional(z.boolean()) })),
  notes: z.array(note),
});

/** NaN does not survive every way of sending: a missing number is null. */
const columns = z.record(z.string(), z.array(z.nullable(z.number())));

/** Host to page. */
export const resultsMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('runs'), runs: z.array(runSummary) }),
  /** Points to add at the end of a run's curves, after forgetting all before if `restarted`. */
  z.object({ kind: z.literal('points'), run: key, restarted: z.boolean(), clock, x: z.array(z.number()), columns }),
  z.object({ kind: z.literal('evaluations'), run: key, restarted: z.boolean(), evaluations: z.array(evaluation) }),
  /** Runs side by side, and our rows below the paper's tables. */
  z.object({ kind: z.literal('tables'), comparison: reportTable, pivots: z.array(reportTable) }),
  /** What the host wants the page to show. */
  z.object({ kind: z.literal('show'), tab, runs: z.array(key) }),
  z.object({ kind: z.literal('problem'), text: z.string() }),
]);
export type ResultsMessage = z.infer<typeof resultsMessage>;
