/** Reads a sample as it stands in a journal, whoever wrote it: what has another shape than ours is left out, and the rest is shown. */
import * as z from 'zod';
import { SCENARIO_KINDS, WHY_CHANNELS } from '../document/scenario-block.ts';
import { failureKindShape, journalledSampleShape } from '../engine/journal.ts';
import { PIPELINE_NAMES } from '../models/model.ts';
import { drawShape } from '../prompts/draw.ts';
import { GAP_PARTS } from '../prompts/judgement.ts';
import { planSchema } from '../prompts/plan.ts';
import type { Sample } from './sample.ts';

/** What is missing is missing, and so is what cannot be read. */
function optional<T extends z.ZodType>(shape: T): z.ZodCatch<z.ZodOptional<T>> {
  return shape.optional().catch(undefined);
}

const text = optional(z.string());
const verdict = z.enum(['pass', 'revise', 'fail']);
const judgement = optional(z.object({ quotes: z.array(z.string()).catch([]), axes: z.record(z.string(), z.object({ sentence: z.string(), verdict })), document_gap: optional(z.object({ missing: z.string(), part: z.enum(GAP_PARTS) })), verdict }));
const ratings = optional(z.record(z.string(), z.object({ reason: z.string(), holds: z.boolean() })));
const range = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
const ROLES_OF_PIECES = ['title', 'preamble', 'priorities', 'group', 'trait', 'related-statement', 'related-trade-off'] as const;
const quote = z.object({ text: z.string(), found: optional(z.object({ role: z.enum(ROLES_OF_PIECES), range })) });
const tokens = optional(z.object({ inputTokens: z.number(), outputTokens: z.number() }));

const TEXTS = ['entry', 'droppedBy', 'reason', 'duplicateOf', 'scenario', 'defaultResponse', 'prompt', 'draft', 'rewrite', 'response', 'rejectedDraft', 'rejected', 'documentType', 'unsuitable', 'document'] as const;

const shownShape = z.object({
  ...(Object.fromEntries(TEXTS.map((key) => [key, text])) as Record<(typeof TEXTS)[number], typeof text>),
  pipeline: z.enum(PIPELINE_NAMES).catch('chat'),
  kind: z.enum(SCENARIO_KINDS).catch('exhibit'),
  ordinal: z.int().nonnegative().catch(0),
  status: z.enum(['kept', 'dropped', 'unparsed', 'failed', 'cancelled']).catch('unparsed'),
  pinned: z.boolean().catch(false),
  rehearsed: z.boolean().catch(false),
  failure: optional(failureKindShape),
  similarity: optional(z.number()),
  draw: optional(drawShape),
  plan: optional(planSchema),
  whyChannel: optional(z.enum(WHY_CHANNELS)),
  scenarioCritique: optional(z.object({ problems: z.array(z.string()), generic_default: z.boolean().catch(false), decision: z.enum(['keep', 'rewrite']).catch('keep'), prompt: z.string().catch('') })),
  critique: judgement,
  remarks: optional(z.array(z.object({ run: z.string(), response: z.string(), text: z.string() }))),
  pairCritique: optional(z.object({ difference: z.string(), rejected_aligns: z.boolean(), decision: z.enum(['keep', 'rewrite', 'drop']), rejected: z.string() })),
  ratings,
  pairRatings: ratings,
  quotes: z.array(quote).catch([]),
  models: z.object({ generator: z.string().catch(''), critic: z.string().catch(''), judge: z.string().catch('') }).catch({ generator: '', critic: '', judge: '' }),
  usage: z.object({ generator: tokens, critic: tokens, judge: tokens }).catch({ generator: undefined, critic: undefined, judge: undefined }),
});

/** The sample that a line of a journal holds; undefined where it holds none. */
export function readSample(line: string): Sample | undefined {
  const value = parsed(line);
  const record = z.object({ type: z.literal('sample'), sample: journalledSampleShape }).safeParse(value);
  if (!record.success) return undefined;
  const { id, traitId, chunkHash } = record.data.sample;
  const { sample } = value as { readonly sample: unknown };
  return withoutUndefined({ id, traitId, chunkHash, ...shownShape.parse(sample) }) as Sample;
}

/** What nobody looks for in a sample. */
const UNSEARCHED: ReadonlySet<string> = new Set(['chunkHash', 'models', 'usage', 'status', 'kind', 'pipeline', 'verdict', 'role']);

/** The id and all texts of the sample that a line of a journal holds, a line for each; undefined where it holds none. */
export function textsOfSample(line: string): { readonly id: string; readonly text: string } | undefined {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || !('sample' in value)) return undefined;
  const { sample } = value;
  if (typeof sample !== 'object' || sample === null || !('id' in sample) || typeof sample.id !== 'string') return undefined;
  const texts: string[] = [];
  const gather = (one: unknown): void => {
    if (typeof one === 'string') texts.push(one);
    else if (Array.isArray(one)) one.forEach(gather);
    else if (typeof one === 'object' && one !== null) for (const [key, inner] of Object.entries(one)) if (!UNSEARCHED.has(key)) gather(inner);
  };
  gather(sample);
  return { id: sample.id, text: texts.join('\n') };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, withoutUndefined(one)]));
}
