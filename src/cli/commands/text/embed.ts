import { basename } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Pooling } from '../../../core/text/pooling';
import { POOLINGS } from '../../../core/text/pooling';
import { missingModel, modelCache } from '../../../text/encoder/cache';
import { openEncoder } from '../../../text/encoder/open';
import { embedPrompt } from '../../../text/features/embed';
import type { PromptTexts } from '../../../text/features/prompt';
import { readPromptTexts } from '../../../text/features/prompt';
import type { FeatureKey } from '../../../text/features/store';
import { featurePath, hasFreshFeature, shippedFeature, writeFeature } from '../../../text/features/store';
import { environmentFetch } from '../../../text/proxyFetch';
import { untilStopped } from '../../untilStopped';
import { textGroup } from './group';

interface EmbedFlags {
  readonly model: string;
  readonly pooling: Pooling | 'all';
  readonly allowDownload?: boolean;
  readonly offline?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

type State = 'up to date' | 'shipped' | 'to be made';

interface Planned {
  readonly path: string;
  readonly pooling: Pooling;
  readonly state: State;
}

async function planOf(prompt: PromptTexts, { model, pooling, force }: EmbedFlags): Promise<Planned[]> {
  const stateOf = async (key: FeatureKey): Promise<State> => {
    if (force === true) return 'to be made';
    if (await hasFreshFeature(prompt, key)) return 'up to date';
    return (await shippedFeature(prompt, key)) === null ? 'to be made' : 'shipped';
  };
  const wanted = pooling === 'all' ? POOLINGS : [pooling];
  return Promise.all(
    wanted.map(async (one) => {
      const key = { encoder: model, pooling: one };
      return { path: featurePath(prompt.path, key), pooling: one, state: await stateOf(key) };
    }),
  );
}

/** The features, and what would be fetched first, as --dry-run tells them; the extension asks its user with the JSON. */
function showPlan(plan: readonly Planned[], { model, json }: EmbedFlags): void {
  const isNeeded = plan.some(({ state }) => state === 'to be made');
  const download = isNeeded ? missingModel(model, modelCache(process.env)) : null;
  if (json === true) {
    console.log(JSON.stringify({ features: plan, download }));
    return;
  }
  for (const { path, state } of plan) console.log(`${path}: ${state}`);
  if (download === null) return;
  const size = download.megabytes === null ? 'size not known' : `about ${download.megabytes} MB`;
  console.log(`${download.id} (${size}) would be fetched from the hub into ${download.folder}.`);
}

/** A line on the terminal for every tenth of a file. */
function progressPrinter(): (progress: { file: string; bytes: number; total: number | null }) => void {
  let said = '';
  return ({ file, bytes, total }) => {
    if (total === null) return;
    const line = `${file} ${10 * Math.floor((10 * bytes) / total)} %`;
    if (line !== said) console.error(line);
    said = line;
  };
}

async function compute(prompt: PromptTexts, poolings: readonly Pooling[], flags: EmbedFlags, signal: AbortSignal): Promise<void> {
  const encoder = await openEncoder(flags.model, {
    host: process.env['HF_ENDPOINT'],
    cache: modelCache(process.env),
    fetch: await environmentFetch(process.env),
    offline: flags.offline === true || process.env['LLMSEGNET_OFFLINE'] === '1',
    consent: () => flags.allowDownload === true,
    onProgress: progressPrinter(),
    signal,
  });
  try {
    for (const [pooling, { feature, embeddings }] of await embedPrompt(encoder, prompt, poolings)) {
      const path = featurePath(prompt.path, { encoder: flags.model, pooling });
      await writeFeature(path, feature);
      const tokens = Math.max(...embeddings.map((one) => one.tokens.length));
      console.log(`${path}: ${feature.responses.length} responses x ${feature.size}, ${tokens} tokens at most`);
      for (const [i, one] of embeddings.entries()) {
        if (one.cut) console.log(`Warning: response ${i + 1} is longer than ${encoder.mostTokens} tokens; its end is not used.`);
      }
    }
    console.log(
      `Model ${encoder.model.name}, sha256 ${encoder.model.hash}; responses of ${basename(prompt.path)} ${prompt.textHash}`,
    );
  } finally {
    await encoder.dispose();
  }
}

async function embed(file: string, flags: EmbedFlags): Promise<void> {
  const prompt = await readPromptTexts(file);
  const plan = await planOf(prompt, flags);
  if (flags.dryRun === true) {
    showPlan(plan, flags);
    return;
  }
  for (const { path, pooling, state } of plan) {
    if (state === 'up to date') console.log(`${path}: up to date`);
    const shipped = state === 'shipped' ? await shippedFeature(prompt, { encoder: flags.model, pooling }) : null;
    if (shipped === null) continue;
    await writeFeature(path, shipped);
    console.log(`${path}: as it ships for these responses`);
  }
  const missing = plan.filter(({ state }) => state === 'to be made').map(({ pooling }) => pooling);
  if (missing.length > 0) await untilStopped((signal) => compute(prompt, missing, flags, signal));
}

/** `llm-segnet text embed FILE` */
export function registerEmbed(program: Command): void {
  textGroup(program)
    .command('embed')
    .description(
      'Turn the responses of a prompt file into the feature that training uses (needs no network once the model is there)',
    )
    .argument('<file>', 'a .segprompt.md file, or the name of a bundled prompt')
    .option('--model <folder or id>', 'model folder, known name or hub id', 'minilm')
    .addOption(new Option('--pooling <name>', 'from tokens to a vector').choices([...POOLINGS, 'all']).default('mean'))
    .option('--allow-download', 'agree to fetching the model from the hub if it is not on this machine')
    .option('--offline', 'make every network call an error (or LLMSEGNET_OFFLINE=1)')
    .option('--force', 'compute it again although it is up to date')
    .option('--dry-run', 'show what would be written and what would be fetched, and do neither')
    .option('--json', 'with --dry-run: print JSON')
    .action(async (file: string, flags: EmbedFlags) => {
      await embed(file, flags);
    });
}
