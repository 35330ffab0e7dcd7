import { totalmem } from 'node:os';
import { printable } from '../../../io/fileError';
import type { LoadedStudy } from '../../../study/load';
import { loadStudy } from '../../../study/load';

/** Where the volumes are, for experiments that name no folder. */
export interface DataFlag {
  readonly data?: string;
}

/** Reads a study and says what there is to warn of, on standard error. Throws FileError at the first error. */
export async function openStudy(file: string, { data }: DataFlag = {}): Promise<LoadedStudy> {
  const loaded = await loadStudy(file, {
    data: data ?? (process.env['LLMSEGNET_DATA'] || undefined),
    facts: { machine: { memoryBytes: totalmem() } },
  });
  for (const { severity, message } of loaded.problems)
    if (severity === 'warning') console.error(printable(`Warning: ${message}`));
  return loaded;
}
