/** Cuts a document's text into sentences: of paragraphs, list items and names, each with where it stands. */
import { parseSegment, type Prose } from './markdown.ts';
import { sentenceEnds } from './prose-signals.ts';
import { type Range, shiftRange } from './range.ts';
import { cutSegments, segmentEnd } from './segments.ts';
import { proseIn, type TraitContent } from './trait-content.ts';

export interface Sentence {
  readonly range: Range;
  /** It names what stands below or after it, and says nothing by itself. */
  readonly isName: boolean;
}

/** The sentences of a text, in order, without the white space between them. All of the text but white space is in one. */
export function sentencesIn(text: string): readonly Range[] {
  const ranges: Range[] = [];
  let from = 0;
  for (const end of [...sentenceEnds(text), text.length]) {
    const written = text.slice(from, end);
    const start = from + (written.length - written.trimStart().length);
    const stop = from + written.trimEnd().length;
    if (start < stop) ranges.push({ start, end: stop });
    from = end;
  }
  return ranges;
}

/** The sentences of a trait, in order: its name, and all its text, parts included. Ranges count from its start. */
export function sentencesOfTrait({ source, nameRange, prose }: Pick<TraitContent, 'source' | 'nameRange' | 'prose'>): readonly Sentence[] {
  const said = prose.flatMap((run) => sentencesOfProse(source, run));
  // The first words of an item without a name are its name, and they are said.
  const isApart = nameRange.start < nameRange.end && !said.some((range) => range.start < nameRange.end && nameRange.start < range.end);
  const sentences = said.map((range): Sentence => ({ range, isName: false }));
  if (isApart) sentences.push({ range: nameRange, isName: true });
  return sentences.toSorted((a, b) => a.range.start - b.range.start);
}

/** The sentences of a passage of Markdown that is no trait, a preamble say. Ranges count from its start; headings are left out. */
export function sentencesOfPassage(markdown: string): readonly Sentence[] {
  const { cuts } = cutSegments(markdown);
  return cuts.flatMap(({ start }, index) => {
    const source = markdown.slice(start, segmentEnd(markdown, cuts, index));
    const { blocks } = parseSegment(source, '');
    return proseIn(blocks).flatMap((run) => sentencesOfProse(source, run).map((range): Sentence => ({ range: shiftRange(range, start), isName: false })));
  });
}

/** What is no text, an address or a code span say, ends no sentence; where there is nothing else, there is none. */
function sentencesOfProse(source: string, { range, notProse }: Prose): readonly Range[] {
  let text = '';
  let from = range.start;
  for (const span of notProse) {
    text += source.slice(from, span.start) + '_'.repeat(span.end - span.start);
    from = span.end;
  }
  text += source.slice(from, range.end);
  return sentencesIn(text)
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)))
    .map((sentence) => shiftRange(sentence, range.start));
}
