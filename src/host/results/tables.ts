import { stat } from 'node:fs/promises';
import { comparisonTable } from '../../core/report/comparison';
import type { PivotRun } from '../../core/report/pivot';
import { pivotLabels, pivotTable } from '../../core/report/pivot';
import { publishedTables } from '../../core/report/published/registry';
import type { ReportTable } from '../../core/report/table';
import { readReportRun } from '../../io/run/reportRun';
import { runPaths } from '../../io/run/runDirectory';

interface ResultTables {
  readonly comparison: ReportTable;
  /** The paper's Tables 2 to 7, with the runs of this workspace below its rows. */
  readonly pivots: readonly ReportTable[];
}

/** Reads runs for the tables, each again only when its files have changed. */
export interface TableReader {
  /** Throws nothing: a damaged run is left out, and `log` says so. */
  read(runs: readonly string[], log: (line: string) => void): Promise<ResultTables>;
}

async function versionOf(run: string): Promise<string> {
  const times = await Promise.all(
    [runPaths.record(run), runPaths.metrics(run)].map(async (path) => {
      const found = await stat(path).catch(() => null);
      return found === null ? 'none' : `${found.mtimeMs}/${found.size}`;
    }),
  );
  return times.join(' ');
}

/** Headline results are A's; the mean of A and B stands in the comparison. */
const HEADLINE = 'A';

export function createTableReader(): TableReader {
  const cache = new Map<string, { readonly version: string; readonly run: PivotRun }>();

  async function readOne(path: string, log: (line: string) => void): Promise<PivotRun | null> {
    const version = await versionOf(path);
    const known = cache.get(path);
    if (known?.version === version) return known.run;
    try {
      const run = await readReportRun(path);
      cache.set(path, { version, run });
      return run;
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  return {
    async read(runs, log) {
      const tested: PivotRun[] = [];
      for (const path of runs) {
        const run = await readOne(path, log);
        if (run?.evaluations.some(({ split }) => split === 'test')) tested.push(run);
      }
      return {
        comparison: comparisonTable(tested),
        pivots: publishedTables.map((table) => pivotTable(table, tested, HEADLINE, pivotLabels[table.number])),
      };
    },
  };
}
