/** A sample: one unit of generated data, with everything that led to it. Plain data, as it stands in a journal. */
import * as z from 'zod';
import { SCENARIO_KINDS, WHY_CHANNELS } from '../document/scenario-block.ts';
import { failureKindShape } from '../engine/journal.ts';
import type { Usage } from '../models/model.ts';
import { ratingsSchema } from '../prompts/autorate.ts';
import { critiqueSchema } from '../prompts/critique.ts';
import { documentRatingsSchema } from '../prompts/document-autorate.ts';
import { documentCritiqueSchema } from '../prompts/document-critique.ts';
import { drawShape } from '../prompts/draw.ts';
import { documentGapShape, type Judgement, type Ratings } from '../prompts/judgement.ts';
import { pairRatingsSchema } from '../prompts/pair-autorate.ts';
import { pairCritiqueSchema } from '../prompts/pair-critique.ts';
import { planSchema } from '../prompts/plan.ts';
import { scenarioCritiqueSchema } from '../prompts/scenario-critique.ts';

const text = z.string().exactOptional();
const offset = z.int().nonnegative();

const quoteShape = z
  .object({
    text: z.string(),
    found: z
      .object({
        role: z.enum(['title', 'preamble', 'priorities', 'group', 'trait', 'related-statement', 'related-trade-off']),
        range: z.object({ start: offset, end: offset }).readonly().describe('UTF-16 offsets into the document as it was when the run began.'),
      })
      .readonly()
      .exactOptional()
      .describe('Where the words stand in the document; absent where they do not.'),
  })
  .readonly();

/** A passage that a critique quoted. Only a string match in the chunk makes it `found`; a model's word never does. */
export type Quote = z.infer<typeof quoteShape>;

const STATUSES = {
  running: 'it is being made; never in a journal',
  kept: 'all criteria hold',
  dropped: 'a critique, a criterion or a check was against it',
  unparsed: 'an answer could not be read, twice',
  failed: 'a call came to nothing',
  cancelled: 'the run was stopped before it was done, or, where `failure` is `budget`, its budget was used up',
} as const;

export type SampleStatus = keyof typeof STATUSES;

const JOURNALLED = Object.entries(STATUSES).filter(([status]) => status !== 'running');

const usageShape: z.ZodType<Usage> = z.object({ inputTokens: z.number(), outputTokens: z.number() });
const usage = usageShape.exactOptional();

/** What samples of all pipelines have. */
const common = {
  id: z.string().describe('`trait/kind/ordinal`; unique in its run. Where two lines have the same one, the later counts.'),
  traitId: z.string(),
  kind: z.enum(SCENARIO_KINDS),
  ordinal: offset.describe('Counts the samples of this trait and kind, from 0.'),
  chunkHash: z.string().min(1).describe('SHA-256 of what the models were shown of the document; where today’s is another, the sample is stale.'),
  entry: text.describe('The document’s own exception or trade-off that the plan was made from.'),
  draw: drawShape.exactOptional().describe('What was drawn from the lists for the plan to begin from.'),
  pinned: z.boolean().describe('The plan is a scenario that is pinned in the document.'),
  plan: planSchema.readonly().exactOptional(),
  quotes: z.array(quoteShape).readonly().describe('What the critique quotes.'),
  status: z.enum(Object.keys(STATUSES) as readonly SampleStatus[]),
  failure: failureKindShape.exactOptional().describe('What kind of failure ended it.'),
  droppedBy: text.describe('Of a sample that was dropped: the stage or the check that was against it.'),
  reason: text.describe('Why it is not kept, in a sentence.'),
  duplicateOf: text.describe('Of a sample that was dropped for it: the sample that it is too like.'),
  similarity: z.number().exactOptional().describe('How like that one: a cosine, or the share of what is written alike.'),
  models: z.object({ generator: z.string(), critic: z.string(), judge: z.string() }).readonly().describe('`provider/model` by role.'),
  rehearsed: z.boolean().describe('True where one of its models is the rehearsal model, whose answers were written beforehand.'),
  usage: z
    .object({ generator: usage, critic: usage, judge: usage })
    .readonly()
    .describe('Tokens by role, of every try of every call that was made for it; not of answers that came from the cache.'),
};

/** What somebody said in reply to an answer. */
const remarkShape = z
  .object({ run: z.string().describe('The run that made what they read.'), response: z.string().describe('What they read.'), text: z.string().min(1) })
  .readonly();

/** What the stages of the chat pipeline make. */
const answered = {
  scenario: text.describe('The user’s message as it was first written.'),
  defaultResponse: text.describe('What a model with no system prompt answered to it.'),
  scenarioCritique: scenarioCritiqueSchema.readonly().exactOptional(),
  prompt: text.describe('The message that counts: the scenario, or its rewrite.'),
  draft: text.describe('What was written first.'),
  critique: critiqueSchema.extend({ document_gap: documentGapShape.exactOptional() }).readonly().exactOptional(),
  remarks: z.array(remarkShape).readonly().exactOptional().describe('What a person said against the answer, the oldest first: the rewrite was written with it.'),
  rewrite: text,
  response: text.describe('The answer that counts: the rewrite, or the draft where nothing was to be mended. Of a preference pair, the chosen one.'),
  ratings: ratingsSchema.readonly().exactOptional(),
};

/** What the preference pipeline adds to them. */
const paired = {
  rejectedDraft: text.describe('What the same model answered without the document.'),
  pairCritique: pairCritiqueSchema.readonly().exactOptional(),
  rejected: text.describe('The rejected answer that counts: that one, or the critic’s in its place.'),
  pairRatings: pairRatingsSchema.readonly().exactOptional(),
};

/** What the stages of the document pipeline make. */
const written = {
  documentType: text.describe('Which type of text it is to be.'),
  whyChannel: z.enum(WHY_CHANNELS).exactOptional().describe('How the reason for what the model does comes to be seen in it.'),
  unsuitable: text.describe('Why this type does not suit the trait; nothing is written then.'),
  draft: answered.draft,
  critique: documentCritiqueSchema.readonly().exactOptional(),
  rewrite: answered.rewrite,
  document: text.describe('The text that counts.'),
  ratings: documentRatingsSchema.readonly().exactOptional(),
};

const journalled = { ...common, status: z.enum(JOURNALLED.map(([status]) => status) as readonly SampleStatus[]).describe(JOURNALLED.map(([status, meaning]) => `${status}: ${meaning}.`).join(' ')) };

/** A sample as it stands in a journal, by pipeline. Keys that are not named here are allowed. */
export const sampleShape = z.union([
  z.object({ ...journalled, pipeline: z.literal('chat'), ...answered }).describe('A chat example.'),
  z.object({ ...journalled, pipeline: z.literal('document'), ...written }).describe('A text for midtraining.'),
  z.object({ ...journalled, pipeline: z.literal('preference'), ...answered, ...paired }).describe('A preference pair.'),
]);

/** A sample of the one or the other pipeline. */
export type ChatSample = Readonly<Extract<z.infer<typeof sampleShape>, { pipeline: 'chat' }>>;
export type DocumentSample = Readonly<Extract<z.infer<typeof sampleShape>, { pipeline: 'document' }>>;
export type PreferenceSample = Readonly<Extract<z.infer<typeof sampleShape>, { pipeline: 'preference' }>>;

/** What any sample may have, under way or finished. What a critique and a judge say is by the names that their stage gives. */
const anySampleShape = z
  .object({ ...common, pipeline: z.enum(['chat', 'document', 'preference']), ...written, ...answered, ...paired })
  .omit({ critique: true, ratings: true })
  .readonly();

export type Sample = z.infer<typeof anySampleShape> & { readonly critique?: Judgement; readonly ratings?: Ratings };
