/** Tables for people: the same text goes to the terminal and to RESULTS.md. */
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vnetStepOperations } from './statistics.mjs';

const resultsFile = fileURLToPath(new URL('../RESULTS.md', import.meta.url));

export const formatShape = (shape) => shape.join('x');

export function formatTable(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

const seconds = (value) => (value < 1 ? value.toFixed(3) : value.toFixed(2));

/** Whether a contender's training came to something that is no number: its times are no use to anybody. */
const diverged = ({ losses }) => losses.some((loss) => typeof loss !== 'number' || !Number.isFinite(loss));
const lossText = (loss) => (typeof loss === 'number' && Number.isFinite(loss) ? loss.toFixed(4) : 'diverged');

/**
 * Times and memory of one shape. GFLOPS (of the V-Net step) are left out for other workloads; their share is of the fp32 peak, and above
 * 100 % where an algorithm needs fewer operations than the direct one they are counted for.
 */
export function formatTimes(shape, summaries, { filters, workload, peak }) {
  const operations = workload === 'vnet' ? vnetStepOperations(shape, filters) : undefined;
  const header = [
    'contender',
    'median s',
    'best s',
    'steps',
    ...(operations ? ['GFLOPS (of fp32 peak)'] : []),
    'peak MB',
    'loss first, last',
  ];
  const rows = summaries.map((summary) => {
    const { name, layout, problem, steps, peak, losses } = summary;
    const title = layout === 'channels_last' ? `${name} (channels_last)` : name;
    if (problem !== undefined) return [name, problem, ...header.slice(2).map(() => '')];
    const rate = operations ? [rateText(operations / summary.median / 1e9, peak)] : [];
    const ends = `${lossText(losses[0])}, ${lossText(losses.at(-1))}`;
    return [title, seconds(summary.median), seconds(summary.best), steps, ...rate, peak.toFixed(0), ends];
  });
  return formatTable(header, rows);
}

const rateText = (gflops, peak) => `${gflops.toFixed(0)} (${((100 * gflops) / peak).toFixed(0)} %)`;

/** How many times faster each of ours is than each peer, by medians, and our peak memory as a share of theirs. */
export function formatRatios(summaries) {
  const measured = summaries.filter(({ problem }) => problem === undefined);
  const ours = measured.filter(({ engine, baseline }) => engine === 'native' && !baseline);
  const peers = measured.filter(({ engine, baseline }) => engine !== 'native' || baseline);
  if (ours.length === 0 || peers.length === 0) return '';
  const rows = ours.flatMap((own) =>
    peers.map((peer) => {
      const memory = (100 * own.peak) / peer.peak;
      const peerName = diverged(peer) ? `${peer.name} (diverged)` : peer.name;
      return [`${own.name} against ${peerName}`, `${(peer.median / own.median).toFixed(2)}x`, `${memory.toFixed(0)} %`];
    }),
  );
  return formatTable(['ratio of medians', 'faster', 'of its peak memory'], rows);
}

/** What our engine ran on, as it said itself. */
export function formatEngine(summaries) {
  const about = summaries.find(({ engine, problem }) => engine === 'native' && problem === undefined)?.about;
  return about === undefined ? '' : `native: ${about.isa} kernels, oneDNN ${about.onednn}, ${about.threads} threads.`;
}

/** The higher of two measurements, kind by kind: a busy moment lowers one, nothing raises it. */
export function highestPeaks(a, b) {
  return Object.fromEntries(Object.keys(a).map((key) => [key, Math.max(a[key], b[key])]));
}

export function formatPeaks({ threads, fp32, bf16, read, copy, stream }) {
  const half = bf16 > 0 ? `bf16 ${bf16.toFixed(0)} GFLOPS` : 'no bf16 instructions';
  const memory = `read ${read} GB/s, copy ${copy} GB/s (non-temporal ${stream})`;
  return `Peaks with ${threads} threads: fp32 FMA ${fp32.toFixed(0)} GFLOPS, ${half}, ${memory}.`;
}

export function appendResults(text) {
  appendFileSync(resultsFile, `\n${text.trim()}\n`);
}
