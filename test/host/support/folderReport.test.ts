import { expect, it, vi } from 'vitest';
import type { CommandLine } from '../../../src/host/support/commandLine';
import { examineExperiment, examineFolder } from '../../../src/host/support/folderReport';

vi.mock('vscode', () => import('../../support/vscode'));

/** A command line that notes what it is asked and answers with an empty report. */
function noted(code = 0, stdout = '{"cases":[]}') {
  const calls: unknown[] = [];
  const run: CommandLine['run'] = (args, options) => {
    calls.push([args, options?.cwd]);
    return Promise.resolve({ code, stdout, stderr: 'it broke' });
  };
  return { calls, commandLine: { run } as CommandLine };
}

it("an experiment's data are looked at through its file, so that its lists, patients and links count", async () => {
  const { calls, commandLine } = noted();
  await examineExperiment(commandLine, '/volumes/heart/a.llmsegnet.json');
  await examineFolder(commandLine, '/volumes/heart/data');
  expect(calls).toEqual([
    [['doctor', '/volumes/heart/a.llmsegnet.json', '--json'], '/volumes/heart'],
    [['doctor', '/volumes/heart/data', '--json'], '/volumes/heart/data'],
  ]);
});

it('a report of problems is a report, whatever the exit code; without a report it throws', async () => {
  expect(await examineFolder(noted(3).commandLine, '/data')).toEqual({ cases: [] });
  await expect(examineFolder(noted(1, '').commandLine, '/data')).rejects.toThrow('it broke');
});
