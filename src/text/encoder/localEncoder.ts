/** A model of the BERT family in a local folder, run by onnxruntime through @huggingface/transformers. */
import { resolve } from 'node:path';
import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import type { Embedding, TextEncoder } from '../../core/text/encoder';
import type { Pooling } from '../../core/text/pooling';
import { meanOfRows } from '../../core/text/pooling';
import { FileError } from '../../io/fileError';
import type { Transformers } from './library';
import { loadTransformers } from './library';
import type { ModelFolder } from './modelFolder';
import { hashModel, openModelFolder } from './modelFolder';
import { modelSlug } from './names';
import { readWordEmbeddings } from './wordTable';

/** Texts a forward pass. */
const BATCH = 8;

interface Loaded {
  readonly library: Transformers;
  readonly folder: ModelFolder;
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: PreTrainedModel;
}

interface Tokens {
  readonly ids: readonly number[];
  readonly cut: boolean;
}

/** The ids of [CLS] and [SEP], whatever the model calls them: what the tokenizer makes of no text. */
function frame({ tokenizer, folder }: Loaded): readonly [start: number, end: number] {
  const [start, end, more] = tokenizer.encode('');
  if (start === undefined || end === undefined || more !== undefined) {
    throw new FileError(folder.path, 'tokenizer', 'it does not put a text between [CLS] and [SEP].', 'Use a BERT-family model.');
  }
  return [start, end];
}

/** [CLS], as much of the text as fits, [SEP]. The library's own truncation cuts the [SEP] away; the reference keeps it. */
function tokensOf(loaded: Loaded, text: string): Tokens {
  const [start, end] = frame(loaded);
  const words = loaded.tokenizer.encode(text, { add_special_tokens: false });
  const room = loaded.folder.mostTokens - 2;
  return { ids: [start, ...words.slice(0, room), end], cut: words.length > room };
}

type Outputs = Readonly<Record<string, Tensor | undefined>>;

async function forward({ library, model, tokenizer }: Loaded, batch: readonly Tokens[], width: number): Promise<Outputs> {
  const padding = tokenizer.pad_token_id ?? 0;
  const matrix = (cell: (ids: readonly number[], place: number) => number): Tensor =>
    new library.Tensor(
      'int64',
      BigInt64Array.from({ length: batch.length * width }, (_, i) =>
        BigInt(cell(batch[Math.floor(i / width)]?.ids ?? [], i % width)),
      ),
      [batch.length, width],
    );
  const inputs = {
    input_ids: matrix((ids, place) => ids[place] ?? padding),
    attention_mask: matrix((ids, place) => (place < ids.length ? 1 : 0)),
    token_type_ids: matrix(() => 0),
  };
  return (await model(inputs)) as Outputs;
}

/** States [texts, width, size] flat of one output, or null where the model does not give it. */
function statesOf(outputs: Outputs, name: string): Float32Array | null {
  const data: unknown = outputs[name]?.data;
  return data instanceof Float32Array ? data : null;
}

function lastHiddenState(outputs: Outputs, { folder }: Loaded): Float32Array {
  const states = statesOf(outputs, 'last_hidden_state');
  if (states !== null) return states;
  throw new FileError(
    folder.onnx,
    'outputs',
    `it gives ${Object.keys(outputs).join(', ') || 'nothing'} and no last_hidden_state.`,
    'Export the model with --task feature-extraction.',
  );
}

async function embedBatch(loaded: Loaded, texts: readonly string[], poolings: readonly Pooling[]): Promise<Embedding[]> {
  const batch = texts.map((text) => tokensOf(loaded, text));
  const width = Math.max(...batch.map(({ ids }) => ids.length));
  const outputs = await forward(loaded, batch, width);
  const { folder } = loaded;
  const { size } = folder;
  const words = statesOf(outputs, 'word_embeddings');
  return batch.map(({ ids, cut }, index) => {
    const rows = (states: Float32Array): Float32Array => states.subarray(index * width * size, (index + 1) * width * size);
    const pool: Record<Pooling, () => Float32Array> = {
      mean: () => meanOfRows(rows(lastHiddenState(outputs, loaded)), ids.length, size),
      cls: () => rows(lastHiddenState(outputs, loaded)).slice(0, size),
      'word-embeddings': () => meanOfRows(words === null ? readWordEmbeddings(folder, ids) : rows(words), ids.length, size),
    };
    return { tokens: ids, cut, vectors: new Map(poolings.map((pooling) => [pooling, pool[pooling]()])) };
  });
}

/** Loads a model folder. @param name how to call it in features; the folder's own name without. @throws FileError, Error. */
export async function loadLocalEncoder(path: string, name?: string): Promise<TextEncoder> {
  const folder = await openModelFolder(resolve(path));
  const library = await loadTransformers();
  const hash = await hashModel(folder);
  let loaded: Loaded;
  try {
    const tokenizer = await library.AutoTokenizer.from_pretrained(folder.path);
    const model = await library.AutoModel.from_pretrained(folder.path, { dtype: 'fp32', subfolder: folder.subfolder });
    loaded = { library, folder, tokenizer, model };
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new FileError(
      folder.path,
      'model',
      `it does not load (${problem}).`,
      'Is this an unquantised BERT-family model in ONNX?',
      {
        cause: error,
      },
    );
  }
  return {
    model: { name: name ?? modelSlug(folder.path), hash },
    size: folder.size,
    mostTokens: folder.mostTokens,
    async embed(texts, poolings) {
      const results: Embedding[] = [];
      for (let first = 0; first < texts.length; first += BATCH) {
        results.push(...(await embedBatch(loaded, texts.slice(first, first + BATCH), poolings)));
      }
      return results;
    },
    async dispose() {
      await loaded.model.dispose();
    },
  };
}
