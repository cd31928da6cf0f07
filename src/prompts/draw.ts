/** What a plan and a message begin from, as prompts say it: drawn from lists, since models left to themselves choose the same few. */
import * as z from 'zod';
import { block } from './stage.ts';

const text = z.string().exactOptional();

export const drawShape = z
  .object({
    domain: text.describe('A walk of life or a field.'),
    userType: text.describe('Who the user is, or, of a text, who writes it or whom it is about.'),
    tone: text.describe('How the message is written.'),
    length: text.describe('How long it is.'),
    names: z.array(z.string()).readonly().exactOptional().describe('For whoever has to be called something.'),
  })
  .readonly();
/** One of each list, and a few names. What was not drawn is not there. */
export type Draw = z.infer<typeof drawShape>;

/** For a plan: where it plays, and who is in it; undefined where neither was drawn. */
export function drawnForPlan(draw: Draw | undefined, who: string): string | undefined {
  const lines = [
    draw?.domain === undefined ? [] : [`field: ${draw.domain}`],
    draw?.userType === undefined ? [] : [`${who}: ${draw.userType}`],
    draw?.names === undefined ? [] : [`names, for whoever needs one: ${draw.names.join(', ')}`],
  ].flat();
  if (lines.length === 0) return undefined;
  return `Begin from this, which was drawn by lot so that the examples do not all come out alike:\n\n${block('drawn', lines.join('\n'))}\n\nIt is a place to start, and the trait comes first. Where the two do not meet without bending the situation, go to the nearest field or person with whom they do. Most people in a situation need no name; who does is called by one of these, and no other, in a form that fits where they live.`;
}

/** For a message: how it is written, and what people in it are called; undefined where none of it was drawn. */
export function drawnForMessage(draw: Draw | undefined): string | undefined {
  const lines = [
    draw?.tone === undefined ? [] : [`manner: ${draw.tone}`],
    draw?.length === undefined ? [] : [`length: ${draw.length}`],
    draw?.names === undefined ? [] : [`names, for whoever is called by one: ${draw.names.join(', ')}`],
  ].flat();
  if (lines.length === 0) return undefined;
  return `These were drawn by lot, so that the messages do not all come out alike:\n\n${block('drawn', lines.join('\n'))}\n\nKeep to the manner and the length as far as this person, in this situation, could have them; where they could not, take what is nearest. Call nobody by a name who would not be named, and use no other names than these and those of the situation.`;
}
