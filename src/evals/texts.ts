/** The document as those who are asked are shown it: whole to a subject, trait by trait to a judge. */
import { substitute } from '../document/chunk.ts';
import { lineStart, type Range, shiftRange } from '../document/range.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { EvalAnswerInput } from '../prompts/eval-answer.ts';

/**
 * The whole document, without its front matter and its pinned scenarios: those say what an answer is to do, and a subject
 * that has read them is not asked any more.
 */
export function documentForSubject({ text, frontMatter, traits }: TraitsDocument): NonNullable<EvalAnswerInput['document']> {
  const pinned = traits.flatMap(({ content, range }) => content.pinned.map((own) => shiftRange(own, range.start)));
  const shown = without(text, pinned, { start: frontMatter.bodyStart, end: text.length });
  return { text: substitute(shown, frontMatter.variables).text.trim(), modelName: frontMatter.variables.get('model')?.trim() || 'the assistant' };
}

/**
 * What a trait is and how it shows: its text without its trade-offs, exceptions and pinned scenarios. Those would tell a
 * judge whether the trait is wanted in the case at hand.
 */
export function traitForJudge({ frontMatter }: TraitsDocument, { content }: Trait): string {
  const { source, parts, pinned } = content;
  const told = parts.filter(({ kind }) => kind === 'trade-offs' || kind === 'exceptions' || kind === 'scenarios').map(({ range }) => ({ start: lineStart(source, range.start), end: range.end }));
  return substitute(without(source, [...told, ...pinned], { start: 0, end: source.length }), frontMatter.variables).text.trim();
}

function without(text: string, ranges: readonly Range[], { start, end }: Range): string {
  let from = start;
  let kept = '';
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    if (range.start > from) kept += text.slice(from, range.start);
    from = Math.max(from, range.end);
  }
  return `${kept}${text.slice(from, end)}`.replaceAll(/\n{3,}/g, '\n\n');
}
