/** What an eval saves: its journal's samples are the report's answers, without what people say of them. */
import * as z from 'zod';
import type { EvalHeader, JournalSample } from '../engine/journal.ts';
import type { EvalAnswer, EvalCost, EvalReport, EvalVerdict, ShownPrompt, Trouble, Troubles } from './report.ts';

export type SavedVerdict = Omit<EvalVerdict, 'person'>;
export type SavedAnswer = Omit<EvalAnswer, 'verdicts'> & { readonly verdicts: readonly SavedVerdict[] };

/** All that a report is made of, besides what people scored. */
export interface EvalData {
  readonly header: EvalHeader;
  readonly answers: readonly SavedAnswer[];
  readonly prompts: readonly ShownPrompt[];
  readonly cost: EvalCost;
  readonly ended: EvalReport['ended'];
  readonly problems: readonly string[];
}

export const TROUBLES = ['blocked', 'refused', 'truncated', 'empty', 'failed', 'unparsed', 'missing'] as const satisfies readonly Trouble[];

export function countTroubles(troubles: readonly (Trouble | null)[]): Troubles {
  const count = (which: Trouble): number => troubles.filter((trouble) => trouble === which).length;
  return { blocked: count('blocked'), refused: count('refused'), truncated: count('truncated'), empty: count('empty'), failed: count('failed'), unparsed: count('unparsed'), missing: count('missing') };
}

export const verdictValueShape = z.union([z.literal(0), z.literal(1), z.literal(2), z.enum(['fired', 'not-fired', 'as-documented', 'otherwise', 'no-conflict'])]);
const range = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
const trouble = z.enum(TROUBLES).nullable();

/** Any program may have written to a journal. */
const savedAnswerShape: z.ZodType<SavedAnswer> = z.object({
  id: z.string(),
  side: z.int().min(0).max(1),
  probe: z.string(),
  kind: z.enum(['question', 'exception', 'everyday', 'trade-off']),
  traitId: z.string().nullable(),
  otherTraitId: z.string().nullable(),
  entry: z.string().nullable(),
  expected: z.object({ traitId: z.string(), by: z.enum(['precedence', 'reading']) }).nullable(),
  prompt: z.string().nullable(),
  answer: z.string().nullable(),
  trouble,
  reason: z.string(),
  split: z.object({ by: z.enum(['code', 'model']), form: z.enum(['numbered', 'bullets', 'table', 'free']), trouble }).nullable(),
  verdicts: z.array(
    z.object({
      id: z.string(),
      traitId: z.string().nullable(),
      value: verdictValueShape.nullable(),
      trouble,
      reason: z.string(),
      range: range.nullable(),
      isQuoteMissing: z.boolean(),
    }),
  ),
});

/** A journal's samples have a trait each: what is about none has the empty id. */
export function sampleOf(answer: SavedAnswer, ordinal: number, chunkHash: string): JournalSample {
  const { traitId, ...rest } = answer;
  const sample = { ...rest, traitId: traitId ?? '', ordinal, chunkHash, status: statusOf(answer) };
  return { type: 'sample', sample };
}

/** Undefined where the sample is no answer of an eval. */
export function answerOf(sample: JournalSample['sample']): SavedAnswer | undefined {
  const read = savedAnswerShape.safeParse({ ...sample, traitId: sample.traitId === '' ? null : sample.traitId });
  return read.success ? read.data : undefined;
}

/** What failed or was not asked is made again when the run is gone on with; all else came to its end. */
function statusOf({ trouble: own, split, verdicts }: SavedAnswer): string {
  const troubles = own === null ? [split?.trouble ?? null, ...verdicts.map((verdict) => verdict.trouble)] : [own];
  if (troubles.includes('missing')) return 'cancelled';
  return troubles.find((one) => one === 'failed') ?? troubles.find((one) => one !== null) ?? 'judged';
}
