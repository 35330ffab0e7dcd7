import type { Name } from './names';
import { buildOf, byBuild, countBeginnings, distinct, keyOf } from './names';
import { nameOf, partsOf } from './parts';

/** Patient of every case, in the order of the cases. */
export type PatientOf = ReadonlyMap<string, string>;

export interface NameReading {
  readonly of: PatientOf;
  /** Another reading of the same names, where there are two: only the images, or their owner, can tell. */
  readonly other: PatientOf | null;
}

/** More scans of a patient than this are rare; more patients of a hospital than this are not. */
const USUAL_SCANS = 5;

/** Takes times and aspects out of the names, as far as what is left can tell patients apart. */
function withoutScans(names: readonly Name[]): readonly Name[] {
  const strip = (unwanted: readonly string[]): Name[] =>
    names.map((name) => {
      const kept = name.kept.filter(({ meaning }) => meaning === null || !unwanted.includes(meaning));
      return kept.length === 0 ? name : { ...name, kept };
    });
  const tells = (stripped: readonly Name[]): boolean => {
    const patients = distinct(stripped.map(({ kept }) => keyOf(kept)));
    if (stripped.every(({ kept }) => kept.some(({ meaning }) => meaning === 'patient'))) return true;
    const numbered = stripped.some(({ kept }) => kept.some(({ number }) => number !== ''));
    return patients > 1 && (numbered || names.length <= USUAL_SCANS * patients);
  };
  // In mri_01 ... mri_20 and LA_scan1 ... LA_scan9 the word names the data set, not a scan of somebody.
  return [strip(['time', 'aspect']), strip(['aspect']), strip(['time'])].find(tells) ?? names;
}

/** Whatever stands behind a part that calls itself a patient tells that patient's scans apart. */
function upToPatient(names: readonly Name[]): readonly Name[] {
  const cut = names.map((name) => {
    const place = name.kept.findIndex(({ meaning }) => meaning === 'patient');
    return place < 0 ? name : { ...name, kept: name.kept.slice(0, place + 1) };
  });
  // One patient in a large folder is the name of the data set (case1_001 ... case1_100).
  return names.length <= USUAL_SCANS || distinct(cut.map(({ kept }) => keyOf(kept))) > 1 ? cut : names;
}

type Verdict = 'scan' | 'patient' | 'perhaps scan' | 'perhaps patient';

/** What the last part of names of one build tells apart. `groups`: how many ways of beginning such a name there are in the folder. */
function judgeLast(alike: readonly Name[], groups: number): Verdict {
  const before = alike.flatMap(({ kept }) => kept.at(-2) ?? []);
  if (groups < 2 || alike.some(({ kept }) => kept.at(-1)?.meaning === 'patient')) return 'patient';
  if (before.every(({ meaning }) => meaning === 'site')) return 'patient';
  const beginnings = distinct(alike.map(({ kept }) => keyOf(kept.slice(0, -1))));
  if (distinct(alike.map(({ kept }) => keyOf(kept))) === beginnings) return 'scan';
  // The part that varies least is no patient id.
  if (distinct(alike.map(({ kept }) => keyOf(kept.slice(-1)))) < groups)
    return before.every(({ number }) => number !== '') ? 'scan' : 'perhaps scan';
  return alike.length <= USUAL_SCANS * beginnings ? 'perhaps scan' : 'perhaps patient';
}

interface Step {
  readonly names: readonly Name[];
  /** The same names where every doubt is decided the other way; null without a doubt. */
  readonly other: readonly Name[] | null;
}

/** Judges the last part of every name, and takes off what tells no patients apart. */
function dropLast(names: readonly Name[]): Step {
  const beginnings = countBeginnings(names);
  const verdicts = new Map(
    [...byBuild(names)].map(([build, alike]) => {
      const groups = beginnings.get(buildOf(alike[0]?.kept.slice(0, -1) ?? [])) ?? 0;
      return [build, judgeLast(alike, groups)] as const;
    }),
  );
  const decide = (isScan: readonly Verdict[]): Name[] =>
    names.map((name) =>
      isScan.includes(verdicts.get(buildOf(name.kept)) ?? 'patient') ? { ...name, kept: name.kept.slice(0, -1) } : name,
    );
  const doubted = [...verdicts.values()].some((verdict) => verdict.startsWith('perhaps'));
  return { names: decide(['scan', 'perhaps scan']), other: doubted ? decide(['scan', 'perhaps patient']) : null };
}

/** Numbers in front that come again with most of what follows them (1_007, 2_007) are scans. Null where there are none. */
function withoutLeading(names: readonly Name[]): readonly Name[] | null {
  if (names.some(({ kept }) => kept.length < 2 || kept[0]?.word !== '' || kept[0].meaning !== null)) return null;
  const leads = new Map<string, Set<string>>();
  for (const { kept } of names) {
    const rest = keyOf(kept.slice(1));
    leads.set(rest, (leads.get(rest) ?? new Set()).add(keyOf(kept.slice(0, 1))));
  }
  const crossed = [...leads.values()].filter(({ size }) => size > 1).length;
  const leading = distinct(names.map(({ kept }) => keyOf(kept.slice(0, 1))));
  if (leading < 2 || leading >= leads.size || 2 * crossed < leads.size) return null;
  return names.map((name) => ({ ...name, kept: name.kept.slice(1) }));
}

function patients(names: readonly Name[]): PatientOf {
  return new Map(names.map(({ id, all, kept }) => [id, nameOf(id, all, kept)]));
}

/**
 * Patients of a folder's cases, worked out from all names together: times, sides, modalities and views are no patient, nor is the part
 * that varies least. The order of the ids does not matter.
 */
export function readNames(ids: readonly string[]): NameReading {
  const asWritten = ids.map((id): Name => {
    const all = partsOf(id);
    return { id, all, kept: all };
  });
  let names = upToPatient(withoutScans(asWritten));
  let other: readonly Name[] | null = null;
  for (;;) {
    const step = dropLast(names);
    other = step.other ?? other;
    const settled = step.names.every((name, index) => name === names[index]);
    names = step.names;
    if (settled) break;
  }
  const behind = withoutLeading(names);
  return behind === null
    ? { of: patients(names), other: other === null ? null : patients(other) }
    : { of: patients(behind), other: patients(names) };
}
