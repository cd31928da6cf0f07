/** The shapes that judgements of all stages are made of. Reasons stand before verdicts, because models write in this order. */
import * as z from 'zod';
import { block, filled, paragraphs } from './stage.ts';

export const verdictShape = z.enum(['pass', 'revise', 'fail']);

/** One line that something is judged along. */
export interface Axis {
  readonly sentence: string;
  readonly verdict: z.infer<typeof verdictShape>;
}

export function axis(about: string): z.ZodType<Axis> {
  return z.strictObject({ sentence: filled, verdict: verdictShape }).describe(about);
}

/** The parts of a trait that something can be missing in. */
export const GAP_PARTS = ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const;

/** What the document leaves open, so that no answer to it could be sure to be right. */
export interface DocumentGap {
  /** A sentence that says what it leaves open. */
  readonly missing: string;
  /** Where in the trait it would belong. */
  readonly part: (typeof GAP_PARTS)[number];
}

export const documentGapShape: z.ZodType<DocumentGap> = z.strictObject({ missing: filled, part: z.enum(GAP_PARTS) });

/** As a critic is asked for it: the key is always there, since strict modes know no other, and is null where the fault is the answer's alone. */
export const documentGapAsked: z.ZodType<DocumentGap | null> = documentGapShape
  .nullable()
  .default(null)
  .describe('What the document leaves open that the answer would have needed, and the part of the trait where it belongs; null where it leaves nothing open.');

/** A critique, whatever its axes. */
export interface Judgement {
  /** What it rests on, as the model says; only a string match makes a quote a quote. */
  readonly quotes: readonly string[];
  readonly axes: Readonly<Record<string, Axis>>;
  readonly verdict: z.infer<typeof verdictShape>;
  readonly document_gap?: DocumentGap | null;
}

/** A judgement as a sample keeps it: without a key that says that there is nothing. */
export function withoutNoGap<T extends Judgement>({ document_gap, ...judged }: T): Omit<T, 'document_gap'> & { readonly document_gap?: DocumentGap } {
  return document_gap === undefined || document_gap === null ? judged : { ...judged, document_gap };
}

/** What a person said against an answer. */
export interface Remark {
  /** The answer that they read. */
  readonly response: string;
  readonly text: string;
}

/** What people said, each with the answer that they read where that is not the first one; undefined where nobody said anything. */
export function remarksBlock(remarks: readonly Remark[] | undefined, draft: string): string | undefined {
  if (remarks === undefined || remarks.length === 0) return undefined;
  return paragraphs(
    'A person who knows the document read it too, and said this. Where the two differ, the person is right:',
    ...remarks.map(({ response, text }) => (response === draft ? block('person', text) : paragraphs(`Of an answer that was written in its place:`, block('later_answer', response), block('person', text)))),
  );
}

/** Passages that a judgement rests on. */
export const quotesShape = z.array(z.string()).describe('Passages of the document that the judgement rests on, copied character for character.');

/** The findings of a critique, for whoever writes anew: a line for each axis. */
export function findings({ axes }: Judgement): string {
  return Object.entries(axes)
    .map(([name, { verdict, sentence }]) => `- ${name}: ${verdict}. ${sentence}`)
    .join('\n');
}

/** One of the criteria that must all hold. */
export interface Criterion {
  readonly reason: string;
  readonly holds: boolean;
}

export function criterion(about: string): z.ZodType<Criterion> {
  return z.strictObject({ reason: filled, holds: z.boolean() }).describe(about);
}

/** What a judge says of each criterion, whatever they are. */
export type Ratings = Readonly<Record<string, Criterion>>;
