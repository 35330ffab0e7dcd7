import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseExperiment } from '../../src/core/config/experiment';
import { costShape } from '../../src/core/study/cost';
import { knownPeak } from '../../src/study/measure';

const runs = mkdtempSync(join(tmpdir(), 'llmsegnet-costs-'));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const small = { experiment: parseExperiment({ patch: [32, 32, 32] }) };
const large = { experiment: parseExperiment({ patch: [64, 64, 64] }) };
const costOf = (peakBytes: number) => ({
  loadSeconds: 1,
  stepSeconds: 1,
  caseSeconds: 1,
  testCases: 1,
  validationCases: 0,
  peakBytes,
});

it('the memory of a study is the most that any kind of its runs took, and unknown while one was not measured', async () => {
  expect(await knownPeak({ runs }, [small])).toBeNull();
  const known = {
    [`here cpu 2 ${costShape(small.experiment)}`]: costOf(300),
    [`there cpu 4 ${costShape(small.experiment)}`]: costOf(500),
  };
  writeFileSync(join(runs, 'costs.json'), JSON.stringify(known));
  expect(await knownPeak({ runs }, [small, small])).toBe(500);
  expect(await knownPeak({ runs }, [small, large])).toBeNull();
  writeFileSync(
    join(runs, 'costs.json'),
    JSON.stringify({ ...known, [`here cpu 2 ${costShape(large.experiment)}`]: costOf(900) }),
  );
  expect(await knownPeak({ runs }, [small, large])).toBe(900);
  expect(await knownPeak({ runs }, [])).toBeNull();
});
