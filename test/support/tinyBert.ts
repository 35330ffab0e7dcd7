/**
 * A model folder made without Python: an ONNX graph written by hand that gathers word embeddings and, for the last hidden state, puts a
 * linear layer on them. For tests of what happens around a model where no real one is at hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TINY_WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'left', 'atrium', 'is', 'thin', '##walled', 'a'];
export const TINY_SIZE = 4;
export const TINY_TOKENS = 8;

/** Row `token` of the embeddings, and the linear layer [from, to]. */
export const tinyEmbedding = (token: number): number[] =>
  Array.from({ length: TINY_SIZE }, (_, i) => (token + 1) * (i + 1) * 0.125);
export const TINY_LINEAR = Array.from({ length: TINY_SIZE }, (_, i) =>
  Array.from({ length: TINY_SIZE }, (_, j) => (i === j ? 1 : 0) + 0.25 * (i - j)),
);

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
type Bytes = readonly number[];
const number = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];
const block = (field: number, content: Bytes | string): Bytes => {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
};

const FLOAT = 1;
const INT64 = 7;

function floats(values: readonly number[]): Bytes {
  return [...Buffer.from(Float32Array.from(values).buffer)];
}

const tensor = (name: string, shape: readonly number[], values: readonly number[]): Bytes => [
  ...shape.flatMap((extent) => number(1, extent)),
  ...number(2, FLOAT),
  ...block(8, name),
  ...block(9, floats(values)),
];
const node = (type: string, inputs: readonly string[], output: string): Bytes => [
  ...inputs.flatMap((input) => block(1, input)),
  ...block(2, output),
  ...block(4, type),
];
const value = (name: string, type: number, axes: readonly (string | number)[]): Bytes => {
  const shape = axes.flatMap((axis) => block(1, typeof axis === 'string' ? block(2, axis) : number(1, axis)));
  return [...block(1, name), ...block(2, block(1, [...number(1, type), ...block(2, shape)]))];
};

function graph(withWords: boolean): Bytes {
  const tokens = ['batch', 'tokens'];
  const states = [...tokens, TINY_SIZE];
  const rows = TINY_WORDS.flatMap((_, token) => tinyEmbedding(token));
  const table = 'embeddings.word_embeddings.weight';
  return [
    ...block(1, node('Gather', [table, 'input_ids'], 'word_embeddings')),
    ...block(1, node('MatMul', ['word_embeddings', 'linear'], 'last_hidden_state')),
    ...block(2, 'tiny'),
    ...block(5, tensor(table, [TINY_WORDS.length, TINY_SIZE], rows)),
    ...block(5, tensor('linear', [TINY_SIZE, TINY_SIZE], TINY_LINEAR.flat())),
    ...['input_ids', 'attention_mask', 'token_type_ids'].flatMap((name) => block(11, value(name, INT64, tokens))),
    ...block(12, value('last_hidden_state', FLOAT, states)),
    ...(withWords ? block(12, value('word_embeddings', FLOAT, states)) : []),
  ];
}

function onnx(withWords: boolean): Buffer {
  const opset = [...block(1, ''), ...number(2, 14)];
  return Buffer.from([...number(1, 8), ...block(7, graph(withWords)), ...block(8, opset)]);
}

const special = (content: string) => ({
  id: TINY_WORDS.indexOf(content),
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

const template = [
  { SpecialToken: { id: '[CLS]', type_id: 0 } },
  { Sequence: { id: 'A', type_id: 0 } },
  { SpecialToken: { id: '[SEP]', type_id: 0 } },
];

const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: TINY_WORDS.slice(0, 5).map(special),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: template,
    pair: template,
    special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [TINY_WORDS.indexOf(id)], tokens: [id] }])),
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(TINY_WORDS.map((word, id) => [word, id])),
  },
};

/** The files of the model, by their names in its folder. @param withWords whether it gives the word embeddings as an output, too. */
export function tinyBertFiles(withWords = true): Record<string, string | Buffer> {
  const config = {
    model_type: 'bert',
    hidden_size: TINY_SIZE,
    vocab_size: TINY_WORDS.length,
    max_position_embeddings: TINY_TOKENS,
    num_hidden_layers: 1,
    num_attention_heads: 1,
  };
  return {
    'config.json': JSON.stringify(config),
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': JSON.stringify({
      tokenizer_class: 'BertTokenizer',
      model_max_length: TINY_TOKENS,
      do_lower_case: true,
    }),
    'onnx/model.onnx': onnx(withWords),
  };
}

export function writeTinyBert(folder: string, withWords = true): string {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const [name, content] of Object.entries(tinyBertFiles(withWords))) writeFileSync(join(folder, name), content);
  return folder;
}
