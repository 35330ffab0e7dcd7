import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Pooling } from '../../../core/text/pooling';
import { POOLINGS } from '../../../core/text/pooling';
import { modelCache, openEncoder } from '../../../text/encoder/open';
import { embedPrompt } from '../../../text/features/embed';
import type { PromptTexts } from '../../../text/features/prompt';
import { readPromptTexts } from '../../../text/features/prompt';
import { featurePath, readFeature, writeFeature } from '../../../text/features/store';
import { textGroup } from './group';

interface EmbedFlags {
  readonly model: string;
  readonly pooling: Pooling | 'all';
  readonly allowDownload?: boolean;
  readonly offline?: boolean;
  readonly force?: boolean;
}

/** Whether the feature on disk is of these very responses. A damaged one is made again. */
async function isFresh(prompt: PromptTexts, encoder: string, pooling: Pooling): Promise<boolean> {
  const path = featurePath(prompt.path, { encoder, pooling });
  if (!existsSync(path)) return false;
  const feature = await readFeature(path).catch(() => null);
  return feature?.textHash === prompt.textHash && feature.pooling === pooling;
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

async function embed(file: string, flags: EmbedFlags): Promise<void> {
  const prompt = await readPromptTexts(file);
  const wanted = flags.pooling === 'all' ? POOLINGS : [flags.pooling];
  const missing: Pooling[] = [];
  for (const pooling of wanted) if (flags.force || !(await isFresh(prompt, flags.model, pooling))) missing.push(pooling);
  for (const pooling of wanted.filter((one) => !missing.includes(one)))
    console.log(`${featurePath(prompt.path, { encoder: flags.model, pooling })}: up to date`);
  if (missing.length === 0) return;

  const encoder = await openEncoder(flags.model, {
    host: process.env['HF_ENDPOINT'],
    cache: modelCache(process.env),
    offline: flags.offline === true || process.env['LLMSEGNET_OFFLINE'] === '1',
    consent: () => flags.allowDownload === true,
    onProgress: progressPrinter(),
  });
  try {
    for (const [pooling, { feature, embeddings }] of await embedPrompt(encoder, prompt, missing)) {
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
    .action(async (file: string, flags: EmbedFlags) => {
      await embed(file, flags);
    });
}
