import type { PhantomOptions } from '../../core/phantom/phantom';
import { phantomCase, phantomId } from '../../core/phantom/phantom';
import { scalingAffine } from '../../core/volume/affine';
import type { PreparationSettings } from '../../core/volume/prepare';
import { newHeader } from '../../io/nifti/write';
import { assemble, casesNeeded, holdOut } from './assemble';
import { DEFAULT_PREPARATION, preparedTest, preparedTraining } from './prepared';
import type { TrainingCase } from './trainingCase';
import type { DataSource } from './types';

/** The generated cohort: the last `testCases` are for the test. Needs no file. */
export function phantomSource(
  options: PhantomOptions,
  testCases: number,
  heldOut = 0,
  settings: PreparationSettings = DEFAULT_PREPARATION,
  hiddenLabels = false,
): DataSource {
  if (testCases < 1 || testCases >= options.cases) {
    throw new Error(`phantom: ${testCases} of ${options.cases} cases cannot be test cases`);
  }
  const ids = new Map(Array.from({ length: options.cases }, (_, index) => [phantomId(index), index]));
  const make = (id: string): ReturnType<typeof phantomCase> => {
    const index = ids.get(id);
    if (index === undefined) throw new Error(`phantom: there is no case ${id}`);
    return phantomCase(index, options);
  };
  const read = (id: string, labelled: boolean): TrainingCase => {
    const warnings: string[] = [];
    const use = { labelled, hidden: hiddenLabels };
    return { case: preparedTraining(make(id), use, settings, (message) => warnings.push(message)), warnings };
  };
  const names = [...ids.keys()];
  const { train, validation } = holdOut(names.slice(0, options.cases - testCases), heldOut);
  return {
    name: 'phantom',
    train,
    test: names.slice(options.cases - testCases),
    validation,
    requireCases: (labelled, withUnlabelled) => void casesNeeded(train, labelled, withUnlabelled),
    loadTraining: (labelled, withUnlabelled, loading) =>
      assemble(
        casesNeeded(train, labelled, withUnlabelled),
        labelled,
        { read: (id, labelled) => Promise.resolve(read(id, labelled)), close: () => Promise.resolve() },
        loading,
      ),
    loadTest(id) {
      const header = newHeader(options.size, scalingAffine(options.spacing), options.spacing);
      return Promise.resolve(preparedTest(make(id), header, settings));
    },
  };
}
