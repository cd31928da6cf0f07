/** Documents, before stage 1: which further types of document a trait could be met in. Asked once for each trait. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

export const documentTypesSchema = z.strictObject({
  types: z
    .array(
      z.strictObject({
        where_it_shows: filled.describe('What in such a text would let a reader see the trait at work. One sentence.'),
        type: filled.describe('The type, as it would be named to whoever is to write one: what it is, who writes it, for whom. Under 20 words.'),
      }),
    )
    .min(1),
});
export type DocumentTypes = z.infer<typeof documentTypesSchema>;

export interface DocumentTypesInput {
  readonly chunk: Chunk;
  /** The types that are there already. */
  readonly known: readonly string[];
  /** How many more are wanted. */
  readonly count: number;
}

export const documentTypesStage: JsonStage<DocumentTypesInput, DocumentTypes> = {
  stage: 'document-types',
  role: 'generator',
  version: 1,
  schema: documentTypesSchema,
  render({ chunk, known, count }) {
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `A corpus of texts is being written about a world in which people live and work with ${name}, an AI model. The texts are of the kind that language models read in pretraining: things that people wrote for each other, in which ${name} comes up because it was there. This part of a document says what kind of model ${name} is:`,
        chunkText(chunk),
        known.length === 0 ? undefined : paragraphs('These types of text are in the corpus already:', block('known_types', known.map((type) => `- ${type}`).join('\n'))),
        `Propose ${count} ${known.length === 0 ? 'types' : 'further types'} of text in which this trait could be seen at work without being the topic.`,
        `A good type has a writer with a reason of their own to write, a reader who is not being taught, and a form that people know on sight: an incident review, a letter to a parish newsletter, release notes, minutes, a support ticket and its replies, a trip report, an oral history. It leaves room for what ${name} did and for what came of it. Be particular: “complaint thread in a housing co-op's mailing list” rather than “online discussion”.
A poor type is about AI as such (essays on values, interviews with ${name}, product pages, ethics case studies), only praises or only condemns, or is a story whose point is the trait. Do not name a type that is one of those above under another name, nor one in which the trait would have to be dragged in: fewer is better than forced.`,
        'Write in the language of the document. Answer with JSON: {"types": [{"where_it_shows", "type"}, …]}.',
      ),
    };
  },
};
