/** traits/overlap: two traits that say nearly the same. */
import { type Kept, keptOn } from '../../document/lazy.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { EMPTY_WORDS } from './part-text.ts';
import { isToDo } from './phrases.ts';
import { isTraitsDocument } from './pieces.ts';

/** Words that say nothing of what a text is about, in documents about a model. */
const IGNORED = new Set([...EMPTY_WORDS, ...'above below between least people person rather s shall t under unless until use used user users yet'.split(' ')]);

const NONE_ADDED: readonly string[] = [];
const FEWEST_WORDS = 5;
/** In a document of very many traits, a word that so many begin their list of rare words with is not rare; they are not compared for its sake. */
const MOST_WITH_A_WORD = 50;

/** By the empty words that a user or a language adds: the words of a trait that say what it is about, as numbers that stand for them, ascending. */
let known = new WeakMap<readonly string[], Kept<TraitContent, readonly number[]>>();
/** Of words as they are written, and of what is left without their endings. */
let numbers = new Map<string, number>();
let stems = new Map<string, number>();
/** A long day meets no more words than a language has; where one does, it begins anew. */
const MOST_WORDS = 500_000;

/** The content words of each trait's name and statement, without their endings and without the words of `added`. Equal words are equal numbers, among the traits of one call. */
function contentWords(traits: readonly Trait[], added: readonly string[]): readonly (readonly number[])[] {
  if (numbers.size > MOST_WORDS) {
    numbers = new Map();
    stems = new Map();
    known = new WeakMap();
    last = undefined;
  }
  let read = known.get(added);
  if (read === undefined) known.set(added, (read = keptOn()));
  const empty = new Set(added.map(normalized));
  return traits.map(({ content }) => {
    let words = read.get(content);
    if (words === undefined) read.set(content, (words = readWords(content, empty)));
    return words;
  });
}

/** Letters and digits of all scripts, roughly: classes of Unicode would take longer to be made ready than to be used. */
const WORD = /[a-z0-9\u00aa-\u1fff\u2c00-\u2fef\u3005-\uff00\uff10-\uffef]+/g;

const SECTION_NUMBER = /^\s*\d{1,3}(?:\.\d{1,3}){0,5}[.):]?\s/;
/** Where a link leads, and tags of HTML, an anchor's for one. */
const NO_WORDS = /(?<=\])\([^)\s]{0,500}\)|<\/?[a-z][^<>]{0,500}>/gi;

function normalized(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function readWords({ name, source, statement }: TraitContent, empty: ReadonlySet<string>): readonly number[] {
  const said = statement === undefined ? '' : source.slice(statement.start, Math.min(statement.end, statement.start + LONGEST_STATEMENT));
  // What is still to be written asks the same in every trait.
  if (isToDo(said)) return [];
  const written = normalized(`${isToDo(name) ? '' : name.replace(SECTION_NUMBER, '')} ${said.replaceAll(NO_WORDS, ' ')}`);
  const words = new Set<number>();
  for (const [word] of written.matchAll(WORD)) {
    if (IGNORED.has(word) || empty.has(word)) continue;
    words.add(numbers.get(word) ?? numberOf(word));
  }
  return [...words].sort((a, b) => a - b);
}

function numberOf(word: string): number {
  const stemmed = stem(word);
  const number = stems.get(stemmed) ?? stems.size;
  stems.set(stemmed, number);
  numbers.set(word, number);
  return number;
}

/** In characters: what comes later says more than what the trait is. */
const LONGEST_STATEMENT = 1000;

/** Takes off the commonest endings of English, so that “asks” and “asking” are one word; others are left as they are. */
function stem(word: string): string {
  if (word.length < 5) return word.length === 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  return word.replace(/(?:ing|ed|es|ly|(?<!s)s|e)$/, '');
}

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'traits/overlap',
    summary: 'Two traits that say nearly the same',
    severity: 'information',
    options: {
      percent: { type: 'number', default: 60, minimum: 20, maximum: 100 },
      'stop-words': { type: 'words' },
    },
  },
  check(document, report, options, run) {
    const share = (options.numbers['percent'] ?? 100) / 100;
    const pairs = keptPairs(document.traits, share, options.words['stop-words'] ?? NONE_ADDED);
    if (pairs.length === 0 || !isTraitsDocument(document, run)) return;
    for (const { first, second, alike } of pairs) {
      report({
        range: nameRange(second),
        message: `“${second.name}” says nearly what “${first.name}” says: ${Math.round(alike * 100)}% of the words that carry their names and statements are common to both. Expected traits that can be told apart.`,
        related: [{ range: nameRange(first), message: `“${first.name}” stands here.` }],
      });
    }
  },
};

function nameRange({ range, content }: Trait): { start: number; end: number } {
  return { start: range.start + content.nameRange.start, end: range.start + content.nameRange.end };
}

/** By the places of two traits among all. */
interface Pair {
  readonly first: number;
  readonly second: number;
  /** The share of the words of either that are in both. */
  readonly alike: number;
}

type Words = readonly number[];
/** For each trait the earlier one that it is most like, where it is alike enough. */
type Likes = readonly (Pair | undefined)[];

/** Of the last document: most edits are in no name and no statement, and then in few. */
let last: { readonly sets: readonly Words[]; readonly share: number; readonly likes: Likes } | undefined;
/** Where there are more traits, or more have changed, all are compared anew. */
const MOST_TRAITS = 1000;
const MOST_CHANGED = 8;

function keptPairs(traits: readonly Trait[], share: number, stopWords: readonly string[]): readonly { first: Trait; second: Trait; alike: number }[] {
  const sets = contentWords(traits, stopWords);
  const likes = last?.share === share && last.sets.length === sets.length ? likesAfter(last.likes, last.sets, sets, share) : likesOf(sets, share);
  last = { sets, share, likes };
  return likes.flatMap((pair) => {
    if (pair === undefined) return [];
    const [one, other] = [traits[pair.first], traits[pair.second]];
    return one === undefined || other === undefined ? [] : [{ first: one, second: other, alike: pair.alike }];
  });
}

/** What `likesOf` gives, where it gave `likes` of the sets `before`. */
function likesAfter(likes: Likes, before: readonly Words[], sets: readonly Words[], share: number): Likes {
  const changed: number[] = [];
  for (let index = 0; index < sets.length; index += 1) if (!sameWords(before[index] ?? NONE, sets[index] ?? NONE)) changed.push(index);
  if (changed.length === 0) return likes;
  if (changed.length > MOST_CHANGED || sets.length > MOST_TRAITS) return likesOf(sets, share);
  return sets.map((_words, index) => {
    const like = likes[index];
    const anew = changed.includes(index) || (like !== undefined && changed.includes(like.first));
    return anew ? mostAlike(sets, index, Array(index).keys(), share) : mostAlike(sets, index, changed.filter((first) => first < index), share, like);
  });
}

/** Of traits before the one at `index` the first that is most like it, unless `like` is more so. */
function mostAlike(sets: readonly Words[], index: number, candidates: Iterable<number>, share: number, like?: Pair): Pair | undefined {
  const words = sets[index] ?? [];
  let best = like;
  if (words.length < FEWEST_WORDS) return undefined;
  for (const first of candidates) {
    const others = sets[first] ?? [];
    if (others.length < FEWEST_WORDS) continue;
    const alike = jaccard(words, others);
    if (alike >= share && (best === undefined || alike > best.alike || (alike === best.alike && first < best.first))) best = { first, second: index, alike };
  }
  return best;
}

const NONE: Words = [];

function sameWords(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((word, index) => word === b[index]));
}

/**
 * By prefix filtering: of two sets with so large a share in common, the rarest words of the one hold one of the rarest
 * of the other, so only traits that have one of those in common are compared.
 */
function likesOf(sets: readonly Words[], share: number): Likes {
  const mostWithAWord = sets.length > MOST_TRAITS ? MOST_WITH_A_WORD : Infinity;
  const frequency = new Uint32Array(stems.size);
  for (const words of sets) for (const word of words) frequency[word] = (frequency[word] ?? 0) + 1;
  const byWord = new Map<number, number[]>();
  return sets.map((words, index) => {
    if (words.length < FEWEST_WORDS) return undefined;
    // A word of this trait alone is not common to two: it only counts in the size. The others come by how rare they are.
    const common = words.filter((word) => (frequency[word] ?? 0) > 1);
    const prefix = common.length - Math.ceil(share * words.length - 1e-9) + 1;
    if (prefix <= 0) return undefined;
    common.sort((a, b) => (frequency[a] ?? 0) - (frequency[b] ?? 0) || a - b);
    const candidates = new Set<number>();
    for (const word of common.slice(0, prefix)) {
      const holders = byWord.get(word);
      if (holders === undefined) byWord.set(word, [index]);
      else {
        for (const holder of holders) candidates.add(holder);
        if (holders.length < mostWithAWord) holders.push(index);
      }
    }
    return mostAlike(sets, index, candidates, share);
  });
}

/** The share of the words of either that are in both; each ascending. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  let both = 0;
  for (let inA = 0, inB = 0; inA < a.length && inB < b.length; ) {
    const difference = (a[inA] ?? 0) - (b[inB] ?? 0);
    if (difference === 0) both += 1;
    if (difference <= 0) inA += 1;
    if (difference >= 0) inB += 1;
  }
  return both / (a.length + b.length - both);
}

export const page: RulePage = {
  why: `Two traits that say nearly the same are generated twice: the behaviour gets double weight, and a reason given in one
is missing from half the data. Mostly one was copied to begin the other, or both should be one trait.

This is judgement, by a rough measure: the words that carry the names and the statements, without endings and without
words such as *should* and *user*. Two traits of one family may well share many of them. Statements that are still to be
written are not compared. The list of words without content is English and can be added to.`,
  options: {
    percent: 'From which share of common words on, in percent, names and statements count as nearly the same.',
    'stop-words': 'Words that say nothing by themselves, beside the English ones that are known: they do not count.',
  },
  fails: `# How Aster treats people

## Honest under pressure

Aster says what it believes to be true, also where somebody would rather hear something comforting.

### Why

People act on what they are told.

## Honest when pressed

Aster says what it believes to be true, even where somebody would rather hear something comforting.

### Why

Pressure is no evidence.
`,
  passes: `# How Aster treats people

## Honest under pressure

Aster says what it believes to be true, also where somebody would rather hear something comforting.

### Why

People act on what they are told.

## Open about doubt

Aster tells apart what it knows, what it has read somewhere and what it only infers.

### Why

Doubt that is not shown cannot be allowed for.
`,
};
