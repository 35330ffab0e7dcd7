/**
 * @huggingface/transformers, loaded when a text is to be embedded and not before: it brings 45 MB of native code that training never
 * needs. Where it is not installed (in the packaged extension) its bundle beside this program is used (scripts/textEncoderBundle.mjs).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Transformers = typeof import('@huggingface/transformers');

const BUNDLE = './text-encoder/index.mjs';

/** @throws Error that says what to install. */
export async function loadTransformers(): Promise<Transformers> {
  const bundle = new URL(BUNDLE, import.meta.url);
  try {
    const library = existsSync(fileURLToPath(bundle))
      ? ((await import(bundle.href)) as Transformers)
      : await import('@huggingface/transformers');
    // Files come from our own folder only: whatever is downloaded goes through hub.ts, which asks first.
    library.env.allowRemoteModels = false;
    library.env.allowLocalModels = true;
    return library;
  } catch (error) {
    throw new Error(
      'the text encoder does not load: install the package @huggingface/transformers, or use a prompt whose features are there already' +
        ` (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
      { cause: error },
    );
  }
}
