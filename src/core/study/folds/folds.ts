import type { PatientOf } from '../../patients/patients';
import { casesOfPatients, patientOf } from '../../patients/patients';
import { permutation } from '../../random/permutation';
import { createStream } from '../../random/stream';

/** One fold of a cross-validation: no patient is in both lists. */
export interface Fold {
  /** Labelled cases first, so mixed that any number of the first ones is like the whole. */
  readonly train: readonly string[];
  /** What nnU-Net calls val: measured at the end, never trained on. */
  readonly test: readonly string[];
}

export interface FoldCase {
  readonly id: string;
  /** What folds should hold in equal parts: the classes in its label, its size, its hospital. */
  readonly stratum: string;
}

interface Patient {
  readonly name: string;
  readonly stratum: string;
  readonly cases: readonly string[];
}

/** Patients in an order drawn from the seed. A patient belongs to the strata of all of its cases together. */
function drawPatients(cases: readonly FoldCase[], of: PatientOf, seed: number): Patient[] {
  const strata = new Map(cases.map(({ id, stratum }) => [id, stratum]));
  const byPatient = casesOfPatients(of, cases.map(({ id }) => id).sort());
  const names = [...byPatient.keys()].sort();
  return permutation(names.length, createStream({ seed, iteration: 0, sample: 0, purpose: 'splits' })).map((index) => {
    const name = names[index] as string;
    const own = byPatient.get(name) ?? [];
    return { name, cases: own, stratum: [...new Set(own.map((id) => strata.get(id) ?? ''))].sort().join('+') };
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Patients of the rarest stratum are dealt first; each goes where its stratum, then where all cases, are fewest. */
function deal(patients: readonly Patient[], count: number): Patient[][] {
  const folds = Array.from({ length: count }, (): Patient[] => []);
  const casesIn = (fold: readonly Patient[], stratum?: string): number =>
    fold.filter((one) => stratum === undefined || one.stratum === stratum).reduce((sum, { cases }) => sum + cases.length, 0);
  const strata = [...groupBy(patients, ({ stratum }) => stratum).values()].sort((a, b) => a.length - b.length);
  for (const patient of strata.flat()) {
    const order = folds.map((fold, index) => ({ index, own: casesIn(fold, patient.stratum), all: casesIn(fold) }));
    order.sort((a, b) => a.own - b.own || a.all - b.all || a.index - b.index);
    folds[order[0]?.index ?? 0]?.push(patient);
  }
  return folds;
}

/** So ordered that every beginning of the list has the strata in about the parts that the whole has. */
function mixed(patients: readonly Patient[]): Patient[] {
  const places = [...groupBy(patients, ({ stratum }) => stratum).values()].flatMap((group) =>
    group.map((patient, index) => ({ patient, place: (index + 0.5) / group.length })),
  );
  return places.sort((a, b) => a.place - b.place).map(({ patient }) => patient);
}

/**
 * Lists of a cross-validation by patient, stratified. The same cases and seed always give the same folds, in whatever order they are named.
 * @param unlabelled cases to train on without labels, at the end of the lists of all folds whose test does not have their patient.
 * @throws Error with fewer labelled patients than folds.
 */
export function proposeFolds(
  labelled: readonly FoldCase[],
  unlabelled: readonly string[],
  patients: PatientOf,
  count: number,
  seed: number,
): Fold[] {
  const drawn = drawPatients(labelled, patients, seed);
  if (drawn.length < count) throw new Error(`${count} folds need as many labelled patients, and there are ${drawn.length}`);
  const folds = deal(drawn, count);
  const rank = new Map(drawn.map(({ name }, index) => [name, index]));
  return folds.map((tested) => {
    const out = new Set(tested.map(({ name }) => name));
    const trained = mixed(drawn.filter(({ name }) => !out.has(name)));
    return {
      train: [
        ...trained.flatMap(({ cases }) => cases),
        ...[...unlabelled].filter((id) => !out.has(patientOf(patients, id))).sort(),
      ],
      test: [...tested].sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0)).flatMap(({ cases }) => cases),
    };
  });
}
