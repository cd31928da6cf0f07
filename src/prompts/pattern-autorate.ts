/** Patterns, stage 3, autorate: which of some patterns one sample has. */
import * as z from 'zod';
import { type DefinedPattern, ONLY_MATERIAL, type PatternPrompt, patternText, sampleText, type ShownSample } from './pattern.ts';
import { paragraphs } from './stage.ts';

export const MARKS = ['strict', 'broad', 'absent'] as const;

const markShape = z.strictObject({
  quote: z.string().describe('The words of the sample that decide it, copied character for character; empty where it is absent.'),
  mark: z.enum(MARKS),
});
export type PatternMark = z.infer<typeof markShape>;

/** One mark for each of so many patterns, by `p1`, `p2` and so on: none can be left out. */
export function patternMarksSchema(patterns: number): z.ZodType<Readonly<Record<string, PatternMark>>> {
  return z.strictObject(Object.fromEntries(Array.from({ length: patterns }, (_, index) => [markKey(index), markShape])));
}

/** Under what the mark of a pattern stands, by its index. */
export function markKey(index: number): string {
  return `p${index + 1}`;
}

export interface PatternAutorateInput {
  readonly patterns: readonly DefinedPattern[];
  readonly sample: ShownSample;
}

export const patternAutoratePrompt: PatternPrompt<PatternAutorateInput> = {
  stage: 'pattern-autorate',
  role: 'judge',
  version: 1,
  render({ patterns, sample }) {
    const several = patterns.length > 1;
    return {
      // What is the same in all calls stands first: providers charge less for an opening that they have seen.
      user: paragraphs(
        `You mark whether a sample of a dataset has ${several ? 'each of these patterns' : 'this pattern'}. ${ONLY_MATERIAL}`,
        ...patterns.map((pattern, index) => patternText(`Pattern ${markKey(index)}:`, pattern)),
        `The marks:
- strict: it is unambiguously there, as defined; nobody who read the definition would say otherwise.
- broad: it is there loosely: in part, in a weaker form, or so that two people might differ.
- absent: it is not there.`,
        `Go by the definition and not by the name, and by the answer or the text, never by the message of the user. Whether the pattern is good or bad here, called for or not, is no matter: a pattern that the message calls for is there all the same.${several ? ' Each pattern by itself: what one is marked says nothing about another.' : ''} What merely reminds of a pattern is absent, and so is what is talked about and not done.`,
        'Quote the words that decide it first, copied character for character from the answer or the text, thirty words at most; where the pattern is absent, leave the quote empty.',
        'This is the sample:',
        sampleText(sample),
        `Answer with JSON: {${patterns.map((_, index) => `"${markKey(index)}": {"quote", "mark"}`).join(', ')}}.`,
      ),
    };
  },
};
