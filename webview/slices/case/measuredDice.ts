import type { CaseFacts, MaskChoice } from '../../../src/protocol/viewer';

/**
 * Mean Dice of a mask over the classes, as the run measured it; '' where it is not known. The numbers are the shown run's: of another
 * run's masks they say nothing.
 */
export function measuredDice(facts: CaseFacts | null, run: string | undefined, mask: MaskChoice | null | undefined): string {
  if (!mask || mask.run !== run) return '';
  const own = (facts?.scores ?? []).filter(({ model, dice }) => model === mask.model && dice !== null);
  return own.length === 0 ? '' : `Dice ${(own.reduce((sum, { dice }) => sum + (dice ?? 0), 0) / own.length).toFixed(3)}`;
}
