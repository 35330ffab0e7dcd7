/**
 * Runs one contender in a process of its own. A worker gets its settings as one JSON argument and prints one line of JSON for
 * every step: {step, seconds, loss, peakMegabytes}; step 0 warms up and is not counted. Other JSON lines describe the worker.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// So that 'exit' fires, which ends the running worker: an orphan would disturb whatever is measured next.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

/**
 * @returns {Promise<{steps: object[], about: object, problem?: string}>} steps as printed; problem: why there are none or fewer of
 * them. The worker is ended after `limit` seconds.
 */
export function runWorker({ command, environment = {} }, settings, limit) {
  return new Promise((resolve) => {
    const [program, ...parameters] = command;
    const child = spawn(program, [...parameters, JSON.stringify(settings)], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    const result = { steps: [], about: {} };
    let errors = '';
    const timer = setTimeout(() => {
      result.problem = `ended after ${limit} s`;
      end();
    }, limit * 1000);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const record = parseRecord(line);
      if ('step' in record) result.steps.push(record);
      else Object.assign(result.about, record);
    });
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', (error) => {
      errors += error.message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.off('exit', end);
      if (code !== 0) result.problem ??= lastLine(errors) || `ended with ${signal ?? `exit code ${code}`}`;
      resolve(result);
    });
  });
}

/** Python writes numbers that JSON has not (a loss that is NaN) as words: null here. */
export const parseRecord = (line) => JSON.parse(line.replace(/(?<=":\s*)-?(NaN|Infinity)\b/g, 'null'));

/** The line that names the error: Python's last one, or Node's first one that starts with a kind of error. */
function lastLine(text) {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /^(\w*Error|\w+Problem)\b/.test(line)) ?? lines.at(-1) ?? '').trim();
}

/** Counted step times: without the one that warms up. */
export const countedSeconds = (result) => result.steps.filter(({ step }) => step > 0).map(({ seconds }) => seconds);

export const peakMegabytes = (result) => Math.max(0, ...result.steps.map((step) => step.peakMegabytes));
