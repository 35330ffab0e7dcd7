/** Something about a TensorFlow that its user can put right. `why` and `fix` are whole sentences; the message is both. */
export class TensorflowProblem extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
  ) {
    super(`${why} ${fix}`);
    this.name = 'TensorflowProblem';
  }
}

/** The command that builds, or builds again, the binding for a TensorFlow folder. */
export function buildCommand(folder: string): string {
  return `llm-segnet backend build-tensorflow --tensorflow ${/[^\w./-]/.test(folder) ? `'${folder}'` : folder}`;
}
