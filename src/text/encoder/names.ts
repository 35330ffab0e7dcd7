interface KnownModel {
  readonly id: string;
  /** Roughly what a download is: weights in float32 and vocabulary. For the person who is asked. */
  readonly megabytes: number;
}

/** Names that stand for models on the hub. Those without an ONNX export there need one made first (docs/text.md). */
export const KNOWN_MODELS: Readonly<Record<string, KnownModel>> = {
  minilm: { id: 'sentence-transformers/all-MiniLM-L6-v2', megabytes: 91 },
  'bert-base-uncased': { id: 'google-bert/bert-base-uncased', megabytes: 440 },
  biobert: { id: 'dmis-lab/biobert-base-cased-v1.2', megabytes: 435 },
  clinicalbert: { id: 'emilyalsentzer/Bio_ClinicalBERT', megabytes: 435 },
};

const ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** The hub id that a name means, or null when it can only be a folder. */
export function hubId(name: string): string | null {
  const known = Object.hasOwn(KNOWN_MODELS, name) ? KNOWN_MODELS[name] : undefined;
  if (known !== undefined) return known.id;
  return ID.test(name) && !name.split('/').includes('..') ? name : null;
}

/** A model's name as a part of file names: a folder's last part, 'owner--name' for a hub id. */
export function modelSlug(name: string): string {
  const parts = name.split(/[\\/]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const text = hubId(name) === null ? (parts.at(-1) ?? 'model') : parts.join('--');
  return text.replace(/[^\w.-]/g, '_');
}
