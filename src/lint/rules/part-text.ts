/** What the rules about the text of parts share: whether a part says anything, which parts stand together, and words. */
import type { Block } from '../../document/markdown.ts';
import type { Range } from '../../document/range.ts';
import { PART_KINDS, type PartKind } from '../../document/parts.ts';
import type { Part, TraitContent } from '../../document/trait-content.ts';

/** From the first block of a part to the end of its last; undefined where it has none. */
export function bodyOf({ blocks, range }: Part): Range | undefined {
  const first = blocks[0];
  return first === undefined ? undefined : { start: first.range.start, end: range.end };
}

/** Whether there is nothing to read in blocks. A comment is nothing; a table, a picture or code is something. */
export function isBlank(blocks: readonly Block[], source: string): boolean {
  return blocks.every((block) => {
    switch (block.type) {
      case 'paragraph':
      case 'html':
        return isComment(source, block.range);
      case 'list':
        return block.items.every(({ prose, blocks: inner }) => (prose === undefined || isComment(source, prose.range)) && isBlank(inner, source));
      case 'quote':
      case 'footnote':
        return isBlank(block.blocks, source);
      case 'break':
      case 'definition':
        return true;
      default:
        return false;
    }
  });
}

function isComment(source: string, { start, end }: Range): boolean {
  return source.startsWith('<!--', start) && isCommentOnly(source.slice(start, end));
}

/** Whether a text is white space, or comments and white space. */
export function isCommentOnly(text: string): boolean {
  let rest = text.trim();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4);
    if (end === -1) return true;
    rest = rest.slice(end + 3).trimStart();
  }
  return rest === '';
}

const FORMS = ['heading', 'lead-in', 'item'] as const;

/** Whether parts of the form `outer` can have parts of the form `inner` in them. */
export function isFiner(inner: Part['form'], outer: Part['form']): boolean {
  return FORMS.indexOf(inner) > FORMS.indexOf(outer);
}

/**
 * The parts of a trait in the groups that its writer reads as one set: a heading that names no part begins another,
 * as in a trait with several cases, each with its own Why.
 */
export function partGroups({ parts, source }: TraitContent): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  let last: Part | undefined;
  for (const part of parts) {
    const group = groups.at(-1);
    if (last === undefined || group === undefined || holdsHeading(between(source, last, part))) groups.push([part]);
    else group.push(part);
    last = part;
  }
  return groups;
}

/** The text after one part and before the line of the next one's label. */
export function between(source: string, { range }: Part, next: Part): string {
  return source.slice(range.end, Math.max(range.end, lineStartOf(source, next.label.start)));
}

const HEADING = /(?:^|[\r\n]) {0,3}(?:#{1,6}[ \t]|=+[ \t]*(?:[\r\n]|$)|-+[ \t]*(?:[\r\n]|$))/;

function holdsHeading(text: string): boolean {
  // What follows a label on its own line, attributes say, is not in its part when that is empty.
  return text.trim() !== '' && HEADING.test(text);
}

/** The offset at which the line of `at` begins. */
export function lineStartOf(source: string, at: number): number {
  let start = at;
  while (start > 0 && source[start - 1] !== '\n' && source[start - 1] !== '\r') start -= 1;
  return start;
}

/** The rest of the line of `at`, white space at its end left out. */
export function lineRest(source: string, at: number): string {
  return /^[^\r\n]*/.exec(source.slice(at))?.[0].trimEnd() ?? '';
}

/** Whether a line with text on it follows the line of `at`: what is inserted between must end with a blank line. */
export function isFollowed(source: string, at: number): boolean {
  return /^[^\r\n]*(?:\r\n?|\n)[ \t]*[^ \t\r\n]/.test(source.slice(at));
}

const DEFINING: ReadonlySet<PartKind> = new Set(PART_KINDS.filter((kind) => kind !== 'scenarios' && kind !== 'examples'));

/** Scenarios and examples may stand anywhere, and as often as their writer likes. */
export function isDefining(kind: PartKind): boolean {
  return DEFINING.has(kind);
}

/** In words: a name as long as this is a statement itself. */
export const SENTENCE = 6;

/** English words that say nothing of what a text is about. */
export const EMPTY_WORDS: readonly string[] = (
  'a about after all also an and any are as assistant at be been before being both but by can could did do does doing each even every ever for from had ' +
  'has have having he her here his how i if in into is it its just made make makes many may me might model more most much must my never no nor not of on ' +
  'one only or other our out over own same she should so some somebody someone something such than that the their them then there these they thing things ' +
  'this those through to too up us very was way we well were what when where whether which while who whom whose why will with within without would you ' +
  'your'
).split(' ');

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** The words of a text one after the other, as they are written. */
export function* wordsIn(text: string): Generator<string, void, undefined> {
  for (const [word] of text.matchAll(WORD)) yield word;
}

/** Scripts that write words without spaces between them. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/gu;

/** How many words there are, counted no further than `limit`; where words are not spaced, two characters count as one. */
export function countWords(text: string, limit: number): number {
  let count = 0;
  for (const _ of wordsIn(text)) {
    count += 1;
    if (count >= limit) return limit;
  }
  return Math.min(limit, Math.max(count, (text.match(UNSPACED)?.length ?? 0) / 2));
}
