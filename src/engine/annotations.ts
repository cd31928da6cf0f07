/** The annotations of a document: what people decided about its samples, line by line, in `.traits/<document>/annotations.jsonl`. */
import * as z from 'zod';

export const ANNOTATIONS_VERSION = 1;

const headerShape = z
  .object({ type: z.literal('header'), version: z.literal(ANNOTATIONS_VERSION).describe('The version of this format.'), tool: z.string() })
  .readonly()
  .meta({ id: 'header', description: 'The first line.' });

const about = {
  at: z.iso.datetime().describe('ISO 8601, in UTC.'),
  run: z.string().describe('The run that made the sample, as its journal is named.'),
  sample: z.string().describe('The id of the sample in that run.'),
  chunkHash: z.string().min(1).describe('Of the chunk that the sample was made from: whether what was decided is about today’s text.'),
};

const acceptedShape = z
  .object({ type: z.literal('accepted'), ...about })
  .readonly()
  .meta({ id: 'accepted', description: 'It is kept, whatever a model said.' });

const rejectedShape = z
  .object({ type: z.literal('rejected'), ...about, reason: z.string().exactOptional() })
  .readonly()
  .meta({ id: 'rejected', description: 'It is left out, whatever a model said.' });

const commentShape = z
  .object({ type: z.literal('comment'), ...about, text: z.string().min(1) })
  .readonly()
  .meta({ id: 'comment', description: 'What somebody remarked; it decides nothing.' });

const pinnedShape = z
  .object({ type: z.literal('pinned'), ...about })
  .readonly()
  .meta({ id: 'pinned', description: 'Its scenario was written into the document.' });

const rewrittenShape = z
  .object({ type: z.literal('rewritten'), ...about, prompt: z.string().min(1).exactOptional(), response: z.string().min(1).exactOptional() })
  .readonly()
  .meta({ id: 'rewritten', description: 'Somebody wrote the prompt, the response or both anew; what is missing stays as the run made it.' });

const withdrawnShape = z
  .object({ type: z.literal('withdrawn'), ...about })
  .readonly()
  .meta({ id: 'withdrawn', description: 'What was decided about the sample until here no longer counts; comments stay.' });

const scoredShape = z
  .object({
    type: z.literal('scored'),
    ...about,
    value: z
      .union([z.literal(0), z.literal(1), z.literal(2), z.enum(['fired', 'not-fired', 'as-documented', 'otherwise', 'no-conflict'])])
      .describe('What the person says of what a judge judged: how well a point matches a trait, whether a trait shows, or which way an answer gave.'),
  })
  .readonly()
  .meta({ id: 'scored', description: 'What somebody says of a verdict of an eval. `run` is the run whose subject answered, and `sample` the id of the verdict; of several the last one counts.' });

/**
 * Each line of the file. Lines are only ever added. Of `accepted` and `rejected` the later one counts, and of two
 * rewritings as well. Who decided is not recorded. Keys that are not named here are allowed.
 */
export const annotationRecordShape = z.discriminatedUnion('type', [
  headerShape,
  acceptedShape,
  rejectedShape,
  commentShape,
  pinnedShape,
  rewrittenShape,
  withdrawnShape,
  scoredShape,
]);

export type AnnotationRecord = z.infer<typeof annotationRecordShape>;

/** What somebody decided about a sample. */
export type Annotation = Exclude<AnnotationRecord, { type: 'header' }>;
