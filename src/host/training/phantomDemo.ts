/** The run at the end of the walkthrough: volumes made up on the spot, done in about a minute on two cores. */
export const phantomExperiment = {
  name: 'phantom-demo',
  iterations: 60,
  data: { source: { kind: 'phantom' } },
} as const;
