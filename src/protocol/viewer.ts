/**
 * Messages between the extension host and a slice viewer's page. The page names runs by keys and cases by their ids, never a path;
 * the host alone decides which file that is. Voxels come as ArrayBuffers, labels deflated.
 */
import * as z from 'zod/mini';

/** Label volumes that come whole. */
const MASK_LAYERS = ['truth', 'first', 'second', 'mean'] as const;
/**
 * Made from saved probabilities, slice by slice as they are looked at. Probability of any foreground and uncertainty (the entropy of
 * the mean of both models) in 255ths; sets of the Unified Segmentation Loss as in src/core/view/regions.ts.
 */
export const MAP_LAYERS = ['first-probability', 'second-probability', 'uncertainty', 'first-regions', 'second-regions'] as const;
export type MapLayer = (typeof MAP_LAYERS)[number];

const VIEW_LAYERS = ['image', ...MASK_LAYERS, ...MAP_LAYERS] as const;
const viewLayer = z.enum(VIEW_LAYERS);
export type ViewLayer = z.infer<typeof viewLayer>;

const plane = z.enum(['axial', 'coronal', 'sagittal']);
const voxelType = z.enum(['uint8', 'int16', 'uint16', 'float32']);
export type VoxelType = z.infer<typeof voxelType>;

const count = z.number().check(z.int(), z.minimum(0));
const triple = z.tuple([z.number(), z.number(), z.number()]);
const row = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const key = z.string().check(z.minLength(1), z.maxLength(200));

/** Whose mask a panel shows. */
const maskChoice = z.object({ run: key, model: z.string().check(z.minLength(1), z.maxLength(40)), iteration: count });
export type MaskChoice = z.infer<typeof maskChoice>;

/** One case of one run, and the two masks to hold against each other. */
export const viewChoice = z.object({
  run: key,
  caseId: z.string().check(z.minLength(1), z.maxLength(200)),
  first: maskChoice,
  second: z.nullable(maskChoice),
});
export type ViewChoice = z.infer<typeof viewChoice>;

/** Page to host. */
export const viewerRequest = z.discriminatedUnion('kind', [
  /** `choice` is what the page remembers from before a reload. */
  z.object({ kind: z.literal('ready'), choice: z.nullable(viewChoice) }),
  z.object({ kind: z.literal('open'), choice: viewChoice }),
  /** A slice that has not come yet and is looked at now. */
  z.object({ kind: z.literal('slice'), generation: count, layer: viewLayer, plane, index: count }),
  /** Bytes of slabs that were taken in: the host sends only so many ahead. */
  z.object({ kind: z.literal('received'), generation: count, bytes: count }),
]);
export type ViewerRequest = z.infer<typeof viewerRequest>;

const runEntry = z.object({
  key,
  name: z.string(),
  state: z.string(),
  cases: z.array(z.object({ id: z.string(), role: z.string() })),
  /** Iterations with masks, newest first, and whose masks. */
  predictions: z.array(z.object({ iteration: count, models: z.array(z.string()), cases: z.array(z.string()) })),
});
export type RunEntry = z.infer<typeof runEntry>;

const number = z.nullable(z.number());
const caseScore = z.object({ model: z.string(), label: count, dice: number, jaccard: number, hd95: number, asd: number });
export type CaseScore = z.infer<typeof caseScore>;

const shares = z.object({ confident: z.number(), complement: z.number(), uncertain: z.number() });

const thresholds = z.object({ t1: z.number(), t2: z.number() });

/** What is known of a case without reading its volumes. */
const caseFacts = z.object({
  title: z.string(),
  role: z.string(),
  /** Names of labels 1, 2, ... */
  classNames: z.array(z.string()),
  layers: z.array(viewLayer),
  names: z.object({ first: z.string(), second: z.string() }),
  /** Thresholds of the run's Unified Segmentation Loss; null where it is trained with another. */
  thresholds: z.nullable(thresholds),
  /** Whose numbers follow, where masks of another run are on screen too. */
  numbersOf: z.nullable(z.string()),
  unit: z.string(),
  scores: z.array(caseScore),
  /** Who teaches whom and how much, at the last logged iteration. */
  teaching: z.nullable(z.object({ iteration: count, A: shares, B: shares })),
  /** Dice by what text the networks get at test time. */
  textEffect: z.array(z.object({ text: z.string(), dice: z.number() })),
});
export type CaseFacts = z.infer<typeof caseFacts>;

const statistics = z.object({
  least: z.number(),
  most: z.number(),
  percentiles: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});
const buffer = z.instanceof(ArrayBuffer);
const of = { generation: count, layer: viewLayer };

/** Host to page. */
export const viewerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('catalogue'), runs: z.array(runEntry) }),
  /** A new case: everything of an older generation is to be forgotten. */
  z.object({
    kind: z.literal('case'),
    generation: count,
    choice: z.nullable(viewChoice),
    facts: caseFacts,
    /** Where to go as soon as the masks are compared. */
    jump: z.nullable(z.enum(['errors', 'difference'])),
  }),
  /** The same case again, with newer numbers. */
  z.object({ kind: z.literal('facts'), generation: count, facts: caseFacts }),
  /** The image's canonical grid. Without an affine nothing is known of the body. */
  z.object({
    kind: z.literal('grid'),
    generation: count,
    size: triple,
    spacing: triple,
    affine: z.nullable(z.tuple([row, row, row])),
  }),
  z.object({ kind: z.literal('statistics'), generation: count, statistics }),
  z.object({ kind: z.literal('slice'), ...of, plane, index: count, type: voxelType, data: buffer }),
  /** Voxels from index `start` on, x fastest. */
  z.object({ kind: z.literal('slab'), ...of, start: count, type: voxelType, deflated: z.boolean(), data: buffer, bytes: count }),
  z.object({ kind: z.literal('complete'), ...of }),
  z.object({ kind: z.literal('problem'), generation: count, layer: z.nullable(viewLayer), text: z.string() }),
]);
export type ViewerMessage = z.infer<typeof viewerMessage>;
