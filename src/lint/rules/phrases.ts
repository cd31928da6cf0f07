/** Finds words and phrases in prose: the lists of the rules beside it, and what users add to them in any language. */
import { phrasesPattern } from '../../document/phrase.ts';
import { isWithin, type Range, rangeAt } from '../../document/range.ts';
import type { TraitContent } from '../../document/trait-content.ts';

/**
 * A search for any of `known`, and of the words that a language or a user adds, written as `phrasesPattern` says. The
 * same added words give the same expression. It is global: use it with `matchAll`, `replaceAll` and `search`.
 */
export function phraseSearch(known: readonly string[]): (added?: readonly string[]) => RegExp {
  // Without Unicode classes an expression runs several times as fast; the lists of the rules are English.
  const plain = known.length === 0 ? /(?!)/g : new RegExp(`\\b(?:${anyOf(known.map((phrase) => phrase.split(' ')))})\\b`, 'gi');
  const made = new WeakMap<readonly string[], RegExp>();
  return (added = []) => {
    if (added.length === 0) return plain;
    let search = made.get(added);
    if (search === undefined) made.set(added, (search = new RegExp([plain.source, phrasesPattern(added) ?? []].flat().join('|'), 'giu')));
    return search;
  };
}

/** Phrases with the same first words share them, so that a long list takes no longer than its different beginnings. */
function anyOf(phrases: readonly (readonly string[])[]): string {
  const byFirst = new Map<string, (readonly string[])[]>();
  for (const [first = '', ...rest] of phrases) {
    const group = byFirst.get(first);
    if (group === undefined) byFirst.set(first, [rest]);
    else group.push(rest);
  }
  return [...byFirst]
    .map(([first, rests]) => {
      const longer = rests.filter((rest) => rest.length > 0);
      if (longer.length === 0) return literal(first);
      return `${literal(first)}(?:${BETWEEN}(?:${anyOf(longer)}))${longer.length < rests.length ? '?' : ''}`;
    })
    .join('|');
}

const BETWEEN = '\\s{1,8}';

function literal(phrase: string): string {
  return phrase.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s+/g, () => BETWEEN);
}

/** Whether an expression of `phraseSearch` matches anywhere. */
export function holds(search: RegExp, text: string): boolean {
  return text.search(search) !== -1;
}

/** Words shortly before a phrase that take it back: “not in every answer”, “rather than at every opportunity”. */
const TAKES_BACK = /\b(?:not|never|nor|no|nobody|nothing|without|rather than|instead of|avoids?|less|stops?|resists?|refrains? from|hardly|almost|nearly)\b|n['’]t\b/i;
/** Matches nothing before words are added. */
const negation = phraseSearch([]);
/** The option of the rules that look for what may be taken back. */
export const NEGATIONS_OPTION = {
  negations: { type: 'words' },
} as const;
/** What their pages say of it. */
export const NEGATIONS_SAID = 'More words that take such a phrase back when they stand shortly before it, as “not” does.';

/** In characters: how far before a phrase it may be taken back. */
const SHORTLY = 48;

/**
 * The first place in what a trait says of itself (its own text, What and How) at which `search` matches and is not
 * taken back, in English or by `negations`. Code does not count. The search must be of phrases whose match is the problem.
 */
export function firstSaid(content: TraitContent, search: RegExp, negations?: readonly string[]): Range | undefined {
  const { source } = content;
  const others = content.parts.filter(({ kind }) => kind !== 'what' && kind !== 'how');
  for (const { range, code } of content.prose) {
    // A trait may have thousands of parts, and a paragraph as many code spans.
    if (rangeAt(others, range.start) !== undefined) continue;
    const text = source.slice(range.start, range.end);
    if (text.search(search) === -1) continue;
    for (const match of text.matchAll(search)) {
      const start = range.start + match.index;
      if (isWithin(code, start)) continue;
      const before = text.slice(Math.max(0, match.index - SHORTLY), match.index);
      const clause = before.slice(before.search(/[^.;:!?。；：！？]*$/));
      if (TAKES_BACK.test(clause) || holds(negation(negations), clause)) continue;
      return { start, end: start + match[0].length };
    }
  }
  return undefined;
}

/** “None.”, “None that we know of.”, “There are no exceptions.”, and the like in some other languages. */
const NONE =
  /^[\s*_]*(?:(?:there\s+(?:are|is)\s+|it\s+has\s+)?(?:none|nothing|no\s+(?:known\s+)?(?:exceptions?|trade-?offs?))|n\/a|not\s+applicable|(?:es\s+gibt\s+)?keine?(?:\s+ausnahmen?)?|(?:il\s+n['’]y\s+a\s+)?aucune?(?:\s+exception)?|(?:no\s+hay\s+)?(?:ninguna?|ningún)(?:\s+excepci[oó]n)?|nessun[ao]|nenhum[a]?|(?:无|無|没有|沒有)(?:例外)?)[*_]*(?=\s*(?:$|[.,;:!。，；：！—–(-]|(?:that|with|known|so\s+far|yet|at\s+all|whatsoever|are|is|to)\b))/i;

/** Whether an entry says that there is nothing to enter. */
export function saysNone(text: string): boolean {
  return NONE.test(text);
}

/** Whether `text` has an entry yet to be written: a scaffold's, mostly. */
export function isToDo(text: string): boolean {
  return /^[\s*_]*TODO\b/.test(text);
}
