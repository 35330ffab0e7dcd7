import type { PhantomOptions } from '../../core/phantom/phantom';
import { phantomCase, phantomId } from '../../core/phantom/phantom';
import { scalingAffine } from '../../core/volume/affine';
import type { IntensitySettings } from '../../core/volume/preprocess';
import { newHeader } from '../../io/nifti/write';
import { assemble, casesNeeded, holdOut } from './assemble';
import { DEFAULT_INTENSITIES, normalised } from './normalised';
import type { DataSource } from './types';

/** The generated cohort: the last `testCases` are for the test. Needs no file. */
export function phantomSource(
  options: PhantomOptions,
  testCases: number,
  heldOut = 0,
  intensities: IntensitySettings = DEFAULT_INTENSITIES,
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
  const names = [...ids.keys()];
  const { train, validation } = holdOut(names.slice(0, options.cases - testCases), heldOut);
  return {
    name: 'phantom',
    train,
    test: names.slice(options.cases - testCases),
    validation,
    loadTraining: (labelled, withUnlabelled, loading) =>
      assemble(
        casesNeeded(train, labelled, withUnlabelled),
        labelled,
        (id, labelled, warn) => {
          const { label, ...rest } = normalised(make(id), warn, intensities);
          return Promise.resolve(labelled ? { ...rest, label } : hiddenLabels ? { ...rest, hiddenLabel: label } : rest);
        },
        loading,
      ),
    loadTest(id) {
      const header = newHeader(options.size, scalingAffine(options.spacing), options.spacing);
      return Promise.resolve({ case: normalised(make(id), undefined, intensities), header });
    },
  };
}
