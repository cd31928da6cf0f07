/** The shapes that judgements of all stages are made of. Reasons stand before verdicts, because models write in this order. */
import * as z from 'zod';
import { filled } from './stage.ts';

export const verdictShape = z.enum(['pass', 'revise', 'fail']);

/** One line that something is judged along. */
export interface Axis {
  readonly sentence: string;
  readonly verdict: z.infer<typeof verdictShape>;
}

export function axis(about: string): z.ZodType<Axis> {
  return z.strictObject({ sentence: filled, verdict: verdictShape }).describe(about);
}

/** A critique, whatever its axes. */
export interface Judgement {
  /** What it rests on, as the model says; only a string match makes a quote a quote. */
  readonly quotes: readonly string[];
  readonly axes: Readonly<Record<string, Axis>>;
  readonly verdict: z.infer<typeof verdictShape>;
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
