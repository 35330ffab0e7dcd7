/** Why a trainer process ended without a word, and what its user can do. English; the caller translates. */
export interface Explanation {
  readonly cause: string;
  readonly fix: string;
}

const RESUME = 'Resume continues from the last checkpoint.';

const BY_SIGNAL: Readonly<Record<string, Explanation>> = {
  SIGKILL: {
    cause: 'The training process was killed, most likely because the memory was used up (exit code 137).',
    fix: `Choose a smaller patch or batch, or close other programs. ${RESUME}`,
  },
  SIGSEGV: {
    cause: 'The training process crashed inside native code (segmentation fault).',
    fix: `Set "backend": "js" to see whether the engine is the cause. ${RESUME}`,
  },
  SIGILL: {
    cause: 'The training process met an instruction that this processor does not have.',
    fix: `Start VS Code with LLMSEGNET_ISA=avx2, or set "backend": "js". ${RESUME}`,
  },
  SIGABRT: {
    cause: 'The training process gave up, most likely because it could not get memory.',
    fix: `Choose a smaller patch or batch. ${RESUME}`,
  },
  SIGBUS: {
    cause: 'The training process lost a file it was reading, or the disk is full.',
    fix: `Check the disk. ${RESUME}`,
  },
  SIGTERM: { cause: 'Another program ended the training process.', fix: RESUME },
};

const BY_CODE: Readonly<Record<number, string>> = {
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

/** Explains how a process ended that neither said 'done' nor 'failed': its exit code, or the signal that ended it. */
export function explainExit(code: number | null, signal: string | null): Explanation {
  const named = BY_SIGNAL[signal ?? BY_CODE[code ?? -1] ?? ''];
  if (named !== undefined) return named;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return { cause: `The training process ended unexpectedly (${how}).`, fix: `The log says more. ${RESUME}` };
}
