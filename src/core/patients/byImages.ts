/** What images say of a grouping by names: scans of one patient look more alike than scans of two. */
import { correlation } from '../doctor/measure';
import type { PatientOf, Patients } from './patients';
import { casesOfPatients, patientOf } from './patients';

export interface Likeness {
  /** Median correlation of thumbnails of one patient, and of different patients. */
  readonly within: number;
  readonly between: number;
  /** Whether most pairs of one patient are more alike than nine in ten pairs of different ones. */
  readonly agrees: boolean;
}

/** Pairs that are looked at: enough for a median, few enough for folders of thousands. */
const MOST_PAIRS = 400;
const PAIRS_OF_A_PATIENT = 6;
/** With fewer pairs nothing can be said. */
const LEAST_PAIRS = 3;

type Pair = readonly [string, string];

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Pairs of one patient in `groups`, not of one in `finer`. */
function pairsWithin(groups: PatientOf, finer: PatientOf | null, ids: readonly string[]): Pair[] {
  return [...casesOfPatients(groups, ids).values()]
    .flatMap((cases) => {
      const pairs: Pair[] = [];
      for (let second = 1; second < cases.length && pairs.length < PAIRS_OF_A_PATIENT; second++) {
        const [a, b] = [cases[second - 1] as string, cases[second] as string];
        if (finer === null || patientOf(finer, a) !== patientOf(finer, b)) pairs.push([a, b]);
      }
      return pairs;
    })
    .slice(0, MOST_PAIRS);
}

/** Pairs of different patients: first cases of patients that lie near and far in the list. */
function pairsBetween(groups: PatientOf, ids: readonly string[]): Pair[] {
  const firsts = [...casesOfPatients(groups, ids).values()].map(([first]) => first as string);
  const pairs: Pair[] = [];
  for (let step = 1; step < firsts.length && pairs.length < MOST_PAIRS; step++)
    for (let place = 0; place + step < firsts.length && pairs.length < MOST_PAIRS; place++)
      pairs.push([firsts[place] as string, firsts[place + step] as string]);
  return pairs;
}

/** How alike scans are within the patients of a grouping and between them; null where there are too few pairs. */
export function likenessOf(
  groups: PatientOf,
  thumbnails: ReadonlyMap<string, Float32Array>,
  finer: PatientOf | null = null,
): Likeness | null {
  const ids = [...groups.keys()].filter((id) => thumbnails.get(id)?.some((value) => value !== 0) ?? false);
  const measure = (pairs: readonly Pair[]): number[] =>
    pairs
      .map(([a, b]) => correlation(thumbnails.get(a) as Float32Array, thumbnails.get(b) as Float32Array))
      .sort((a, b) => a - b);
  const [within, between] = [measure(pairsWithin(groups, finer, ids)), measure(pairsBetween(groups, ids))];
  if (within.length < LEAST_PAIRS || between.length < LEAST_PAIRS) return null;
  return { within: at(within, 0.5), between: at(between, 0.5), agrees: at(within, 0.5) > at(between, 0.9) };
}

/** A grouping whose names left a doubt, decided by the images: the cases are of few patients only where they look like it. */
export function decideByImages(patients: Patients, thumbnails: ReadonlyMap<string, Float32Array>): Patients {
  const { of, other } = patients;
  if (other === null) return patients;
  const many = (groups: PatientOf): number => new Set(groups.values()).size;
  const [coarse, fine] = many(of) < many(other) ? [of, other] : [other, of];
  const likeness = likenessOf(coarse, thumbnails, fine);
  if (likeness === null) return patients;
  return { of: likeness.agrees ? coarse : fine, from: 'images', other: null };
}

/** Copies join more than half of all patients only where all images look alike, and then say nothing. */
const MOST_JOINED = 0.5;
const FEW = 4;

/** The grouping with patients made one whose cases are copies of each other; the first one's name stays. Null: the copies say nothing. */
export function joinCopies(of: PatientOf, copies: readonly Pair[]): PatientOf | null {
  const leader = new Map<string, string>();
  const leaderOf = (patient: string): string => {
    let first = patient;
    for (let next = leader.get(first); next !== undefined; next = leader.get(first)) first = next;
    return first;
  };
  for (const [a, b] of copies) {
    const [first, second] = [leaderOf(patientOf(of, a)), leaderOf(patientOf(of, b))];
    if (first !== second) leader.set(second, first);
  }
  const patients = [...new Set(of.values())];
  const sizes = new Map<string, number>();
  for (const patient of patients) sizes.set(leaderOf(patient), (sizes.get(leaderOf(patient)) ?? 0) + 1);
  const largest = Math.max(0, ...sizes.values());
  if (largest > FEW && largest > MOST_JOINED * patients.length) return null;
  return new Map([...of].map(([id, patient]) => [id, leaderOf(patient)]));
}
