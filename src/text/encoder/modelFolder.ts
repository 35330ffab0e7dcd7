import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asFileError, FileError } from '../../io/fileError';
import type { TextFileKind } from '../../io/textFile';
import { readTextFile } from '../../io/textFile';

/** A folder that holds a model: where its parts are and what it says of itself. */
export interface ModelFolder {
  readonly path: string;
  /** Subfolder of model.onnx: 'onnx' as the hub has it, '' as exporters write it. */
  readonly subfolder: 'onnx' | '';
  readonly onnx: string;
  readonly size: number;
  readonly vocabulary: number;
  readonly mostTokens: number;
  readonly kind: string;
}

/** What a model consists of, relative to its folder. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const;
export const ONNX_FILE = 'onnx/model.onnx';

const EXPORT =
  'Export it with: optimum-cli export onnx --model NAME --task feature-extraction FOLDER (Python), and name that FOLDER.';

const CONFIG: TextFileKind = { what: 'configuration of a model', mostBytes: 2 ** 20, fix: EXPORT };

const config = z.looseObject({
  model_type: z.string(),
  hidden_size: z.int().min(1).optional(),
  dim: z.int().min(1).optional(),
  vocab_size: z.int().min(1),
  max_position_embeddings: z.int().min(3),
});

/** Reads a model's folder. Throws FileError: the library's own errors for missing files do not name them. */
export async function openModelFolder(path: string): Promise<ModelFolder> {
  if (!existsSync(path)) throw new FileError(path, 'model', 'there is no such folder.', 'Check the path.');
  for (const name of MODEL_FILES) {
    if (!existsSync(join(path, name))) throw new FileError(path, 'model', `${name} is missing.`, EXPORT);
  }
  const subfolder = existsSync(join(path, ONNX_FILE)) ? 'onnx' : '';
  const onnx = join(path, subfolder, 'model.onnx');
  if (!existsSync(onnx)) throw new FileError(path, 'model', `${ONNX_FILE} is missing.`, EXPORT);
  const file = join(path, 'config.json');
  const text = await readTextFile(file, CONFIG);
  try {
    const { model_type, hidden_size, dim, vocab_size, max_position_embeddings } = config.parse(JSON.parse(text));
    const size = hidden_size ?? dim;
    if (size === undefined) throw new Error('hidden_size is missing');
    return { path, subfolder, onnx, size, vocabulary: vocab_size, mostTokens: max_position_embeddings, kind: model_type };
  } catch (error) {
    const problem =
      error instanceof z.ZodError ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` : String(error);
    throw new FileError(file, 'content', `${problem}.`, 'Is this a model of the BERT family?', { cause: error });
  }
}

/** sha256 over all that decides a model's numbers: weights, tokenizer, configuration. */
export async function hashModel({ path, onnx }: ModelFolder): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [...MODEL_FILES.map((name) => join(path, name)), onnx]) {
    const one = createHash('sha256');
    try {
      for await (const block of createReadStream(file)) one.update(block as Buffer);
    } catch (error) {
      throw asFileError(file, error);
    }
    hash.update(one.digest());
  }
  return hash.digest('hex');
}
