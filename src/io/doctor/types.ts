import type { CaseReport, Problem } from '../../core/doctor/types';
import type { Patients } from '../../core/patients/patients';
import type { Triple } from '../../core/volume/types';
import type { ImageNeeds } from '../loadCase';
import type { Splits } from '../splits';

export interface DoctorOptions {
  /** The experiment's patch x, y, z. */
  readonly patch?: Triple | undefined;
  /** Label values that have a class; all without it. */
  readonly values?: readonly number[] | undefined;
  /** What the experiment needs of every image. */
  readonly needs?: ImageNeeds | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Who is who, as `doctor` shows it. */
export interface PatientsReport {
  /** What it was worked out from. */
  readonly from: Patients['from'];
  /** A sentence that says what was found, and whether the images agree. */
  readonly found: string;
  readonly groups: readonly { readonly patient: string; readonly cases: readonly string[] }[];
}

/** What `doctor --json` prints. */
export interface DoctorReport {
  readonly version: 1;
  readonly folder: string;
  readonly layout: string;
  readonly found: string;
  readonly labelNames: Readonly<Record<string, string>>;
  /** The value of voxels that nobody has annotated, where the folder names one. */
  readonly ignoreLabel?: number;
  readonly splits: Splits | null;
  /** A split to agree to, where there are no lists and one can be made. */
  readonly proposedSplits: Splits | null;
  readonly patients: PatientsReport;
  /** Problems of the folder as a whole. */
  readonly problems: readonly Problem[];
  readonly cases: readonly CaseReport[];
}
