import { freemem } from 'node:os';

/** Bytes that volumes may take: half of what this process can still get, also inside a container with a limit of its own. */
export function volumeBudget(): number {
  const { availableMemory } = process as { availableMemory?: () => number };
  return Math.floor((availableMemory?.call(process) ?? freemem()) / 2);
}
