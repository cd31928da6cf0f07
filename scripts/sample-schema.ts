/** The shape of a chat sample as it stands in a journal, for the published JSON Schema. */
import * as z from 'zod';
import type { Quote, Sample, SampleStatus } from '../src/generation/sample.ts';
import type { FailureKind } from '../src/models/model.ts';
import { ratingsSchema } from '../src/prompts/autorate.ts';
import { critiqueSchema } from '../src/prompts/critique.ts';
import { planSchema } from '../src/prompts/plan.ts';
import { scenarioCritiqueSchema } from '../src/prompts/scenario-critique.ts';

const STATUSES: Readonly<Record<Exclude<SampleStatus, 'running'>, string>> = {
  kept: 'all criteria hold',
  dropped: 'a critique or a criterion was against it',
  unparsed: 'an answer could not be read, twice',
  failed: 'a call came to nothing',
  cancelled: 'the run was stopped before it was done',
};

const text = z.string().exactOptional();
const offset = z.int().nonnegative();
const quote: z.ZodType<Quote> = z.object({
  text: z.string(),
  found: z
    .object({
      role: z.enum(['title', 'preamble', 'priorities', 'group', 'trait', 'related-statement', 'related-trade-off']),
      range: z.object({ start: offset, end: offset }).describe('UTF-16 offsets into the document as it was when the run began.'),
    })
    .exactOptional()
    .describe('Where the words stand in the document; absent where they do not.'),
});
const usage = z.object({ inputTokens: z.number(), outputTokens: z.number() }).exactOptional();

const keys = {
  id: z.string().describe('`trait/kind/ordinal`; unique in its run. Where two lines have the same one, the later counts.'),
  traitId: z.string(),
  kind: z.enum(['exhibit', 'exception', 'trade-off']),
  ordinal: offset.describe('Counts the samples of this trait and kind, from 0.'),
  chunkHash: z.string().min(1).describe('SHA-256 of what the models were shown of the document; where today’s is another, the sample is stale.'),
  entry: text.describe('The document’s own exception or trade-off that the plan was made from.'),
  pinned: z.boolean().describe('The plan is a scenario that is pinned in the document.'),
  plan: planSchema.exactOptional(),
  scenario: text.describe('The user’s message as it was first written.'),
  defaultResponse: text.describe('What a model with no system prompt answered to it.'),
  scenarioCritique: scenarioCritiqueSchema.exactOptional(),
  prompt: text.describe('The message that counts: the scenario, or its rewrite.'),
  draft: text,
  critique: critiqueSchema.exactOptional(),
  rewrite: text,
  ratings: ratingsSchema.exactOptional(),
  response: text.describe('The answer that counts: the rewrite, or the draft where nothing was to be mended.'),
  quotes: z.array(quote).describe('What the critique quotes.'),
  status: z
    .enum(Object.keys(STATUSES) as (keyof typeof STATUSES)[])
    .describe(Object.entries(STATUSES).map(([status, meaning]) => `${status}: ${meaning}.`).join(' ')),
  failure: (z.string() as unknown as z.ZodType<FailureKind>).exactOptional().describe('What kind of failure ended it.'),
  reason: text.describe('Why it is not kept, in a sentence.'),
  models: z.object({ generator: z.string(), critic: z.string(), judge: z.string() }).describe('`provider/model` by role.'),
  rehearsed: z.boolean().describe('True where answers were written beforehand and no model was called for them.'),
  usage: z.object({ generator: usage, critic: usage, judge: usage }).describe('Tokens by role.'),
} satisfies Readonly<Record<keyof Sample, z.ZodType>>;

/** Keys that are not named here are allowed. */
export const chatSampleShape: z.ZodType<Sample> = z.object(keys).describe('All that led to it. A key is missing where the sample did not come so far.');
