/** traits/overlap: two traits that say nearly the same. */
import type { TraitContent } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { isTraitsDocument } from './pieces.ts';

/** Words that say nothing of what a text is about, in documents about a model. */
const EMPTY_WORDS = new Set(
  (
    'a about above after all also an and any are as assistant at be been before being below between both but by can could did do does doing each even every ' +
    'ever for from had has have having he her here his how i if in into is it its just least made make makes many may me might model more most much must my never no nor ' +
    'not of on one only or other our out over own people person rather s same shall she should so some somebody someone something such t than that the their them then ' +
    'there these they thing things this those through to too under unless until up us use used user users very was way we well were what when where whether which while who whom whose why will with within ' +
    'without would yet you your'
  ).split(' '),
);

const FEWEST_WORDS = 5;
/** A word that so many traits begin their list of rare words with is not rare; they are not compared for its sake. */
const MOST_WITH_A_WORD = 50;

/** The words of a trait that say what it is about: numbers that stand for them, ascending. */
let known = new WeakMap<TraitContent, readonly number[]>();
/** Of words as they are written, and of what is left without their endings. */
let numbers = new Map<string, number>();
let stems = new Map<string, number>();
/** A long day meets no more words than a language has; where one does, it begins anew. */
const MOST_WORDS = 500_000;

/** The content words of each trait's name and statement, without their endings. Equal words are equal numbers, among the traits of one call. */
function contentWords(traits: readonly Trait[]): readonly (readonly number[])[] {
  if (numbers.size > MOST_WORDS) {
    numbers = new Map();
    stems = new Map();
    known = new WeakMap();
  }
  return traits.map(({ content }) => {
    let words = known.get(content);
    if (words === undefined) known.set(content, (words = readWords(content)));
    return words;
  });
}

/** Letters and digits of all scripts, roughly: classes of Unicode would take longer to be made ready than to be used. */
const WORD = /[a-z0-9\u00aa-\u1fff\u2c00-\u2fef\u3005-\uff00\uff10-\uffef]+/g;

function readWords({ name, source, statement }: TraitContent): readonly number[] {
  const said = statement === undefined ? '' : source.slice(statement.start, Math.min(statement.end, statement.start + LONGEST_STATEMENT));
  const written = `${name} ${said.replaceAll(/\]\([^)\s]{0,500}\)/g, '] ')}`.normalize('NFC').toLowerCase();
  const words = new Set<number>();
  for (const [word] of written.matchAll(WORD)) {
    if (EMPTY_WORDS.has(word)) continue;
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
      percent: { type: 'number', description: 'From which share of common words on, in percent, names and statements count as nearly the same.', default: 60, minimum: 20, maximum: 100 },
    },
  },
  check(document, report, options) {
    const share = (options.numbers['percent'] ?? 100) / 100;
    const pairs = keptPairs(document.traits, share);
    if (pairs.length === 0 || !isTraitsDocument(document)) return;
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

/** Of the last document: most edits are in no name and no statement. */
let last: { readonly sets: readonly (readonly number[])[]; readonly share: number; readonly pairs: readonly Pair[] } | undefined;

function keptPairs(traits: readonly Trait[], share: number): readonly { first: Trait; second: Trait; alike: number }[] {
  const sets = contentWords(traits);
  const same = last?.share === share && last.sets.length === sets.length && last.sets.every((words, index) => sameWords(words, sets[index] ?? []));
  const pairs = same && last !== undefined ? last.pairs : similarPairs(sets, share);
  last = { sets, share, pairs };
  return pairs.flatMap(({ first, second, alike }) => {
    const [one, other] = [traits[first], traits[second]];
    return one === undefined || other === undefined ? [] : [{ first: one, second: other, alike }];
  });
}

function sameWords(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((word, index) => word === b[index]));
}

/**
 * For each trait the earlier one that it is most like, where it is alike enough. By prefix filtering: of two sets with
 * so large a share in common, the rarest words of the one hold one of the rarest of the other, so only traits that
 * have one of those in common are compared.
 */
function similarPairs(sets: readonly (readonly number[])[], share: number): readonly Pair[] {
  const frequency = new Uint32Array(stems.size);
  for (const words of sets) for (const word of words) frequency[word] = (frequency[word] ?? 0) + 1;
  const byWord = new Map<number, number[]>();
  return sets.flatMap((words, index) => {
    if (words.length < FEWEST_WORDS) return [];
    // A word of this trait alone is not common to two: it only counts in the size. The others come by how rare they are.
    const common = words.filter((word) => (frequency[word] ?? 0) > 1);
    const prefix = common.length - Math.ceil(share * words.length) + 1;
    if (prefix <= 0) return [];
    common.sort((a, b) => (frequency[a] ?? 0) - (frequency[b] ?? 0) || a - b);
    const candidates = new Set<number>();
    for (const word of common.slice(0, prefix)) {
      const holders = byWord.get(word);
      if (holders === undefined) byWord.set(word, [index]);
      else {
        for (const holder of holders) candidates.add(holder);
        if (holders.length < MOST_WITH_A_WORD) holders.push(index);
      }
    }
    let best: Pair | undefined;
    for (const first of candidates) {
      const alike = jaccard(words, sets[first] ?? []);
      // Of those that are equally alike the first: the order of the candidates depends on what was read before.
      if (alike >= share && (best === undefined || alike > best.alike || (alike === best.alike && first < best.first))) best = { first, second: index, alike };
    }
    return best === undefined ? [] : [best];
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
words such as *should* and *user*. Two traits of one family may well share many of them.`,
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
