/** Patterns, stage 2, cluster: which of the scans' patterns are one and the same. How many scans found it is counted in code. */
import * as z from 'zod';
import { ONLY_MATERIAL, type PatternPrompt } from './pattern.ts';
import { block, filled, paragraphs } from './stage.ts';

export const patternClusterSchema = z.strictObject({
  clusters: z.array(
    z.strictObject({
      items: z.array(z.string()).describe('The ids of all items that are this pattern.'),
      name: filled.describe('Two to six words.'),
      definition: filled.describe('One or two sentences by which a stranger could tell whether a sample has it.'),
      positive_examples: z.array(z.string()).describe('What counts: quotes from the items.'),
      negative_examples: z.array(z.string()).describe('What comes near and does not count.'),
    }),
  ),
});
export type PatternClusters = z.infer<typeof patternClusterSchema>;

export interface PatternClusterInput {
  /** What the scans named. */
  readonly items: readonly { readonly id: string; readonly name: string; readonly definition: string; readonly quotes: readonly string[] }[];
  /** What was found by counting words and forms. */
  readonly candidates: readonly { readonly id: string; readonly description: string }[];
}

export const patternClusterPrompt: PatternPrompt<PatternClusterInput> = {
  stage: 'pattern-cluster',
  role: 'critic',
  version: 1,
  render({ items, candidates }) {
    return {
      user: paragraphs(
        `Several readers each looked at other samples of one dataset and named the patterns that they saw in it, without knowing of one another. You sort out which of their items are the same pattern. ${ONLY_MATERIAL}`,
        ...items.map(({ id, name, definition, quotes }) => `Item ${id}:\n${block('item', [name, definition, ...quotes.map((quote) => `Example: ${quote}`)].join('\n'))}`),
        ...(candidates.length === 0 ? [] : ['A program that counts words and forms found these as well:', ...candidates.map(({ id, description }) => `Item ${id}:\n${block('item', description)}`)]),
        `Put each item into one cluster, under its id, alone where nothing else is the same. Items are the same where a sample that has one has the other, whatever they are called. They are not where one is only broader, or where they merely occur together: “asks a question at the end” and “asks for clarification before it answers” are two.`,
        `For each cluster write a name, and a definition that holds for all of its items and for nothing else. A good definition says where in the sample to look and what has to be there, so that two people would agree: “The first or second sentence says that the user's feeling is valid or understandable”. A bad one needs a judgement of quality or of intention: “is overly supportive”. Give two to four positive examples, taken from the items, and one to three negative ones: what somebody might mistake for the pattern, such as “Names the user's situation without a word on how it feels”.`,
        'How frequent something is, and how many readers saw it, is none of your concern: that is counted elsewhere, by the ids.',
        'Answer with JSON: {"clusters": [{"items", "name", "definition", "positive_examples", "negative_examples"}]}.',
      ),
    };
  },
};
