import type { Json } from '../merge';

export type Severity = 'error' | 'warning' | 'hint';

/** A change of settings that ends a finding: values by path. */
interface Remedy {
  readonly title: string;
  readonly set: readonly { readonly path: string; readonly value: Json }[];
}

export interface Finding {
  readonly severity: Severity;
  /** Setting it is about: 'method.unsupervised.t1'. */
  readonly path: string;
  /** A whole sentence or two: what, why it matters, what to do. */
  readonly message: string;
  readonly remedy?: Remedy | undefined;
}
