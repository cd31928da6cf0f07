/** Settles which trait each trade-off names, over the whole document. */
import { keptOn, lazyByDocument } from './lazy.ts';
import type { Range } from './range.ts';
import type { Precedence, TradeOffEntry, TradeOffTarget, TraitContent } from './trait-content.ts';
import type { Trait, TraitsDocument } from './traits-document.ts';

export interface TradeOff {
  readonly from: Trait;
  readonly entry: TradeOffEntry;
  readonly precedence: Precedence;
  /** What of the entry refers to the trait; absent for a mention inside a sentence. */
  readonly target: TradeOffTarget | undefined;
  /** The trait that is named; absent when it names one that the document does not have. */
  readonly to: Trait | undefined;
  /** Where it is named, counted as in `entry`: the link, or just the name; absent for a mention inside a sentence. */
  readonly named: Range | undefined;
}

/** All trade-offs that name a trait or try to. Entries without a lead-in count, as `with`, where they do name one. */
export const tradeOffs = lazyByDocument((document): readonly TradeOff[] => {
  const { traits } = document;
  const { byTrait: settled } = meanings(document);
  const all: TradeOff[] = [];
  for (let index = 0; index < traits.length; index += 1) {
    const from = traits[index];
    if (from !== undefined) for (const one of settled[index] ?? NOTHING) all.push(place(from, one, traits));
  }
  return all;
});

/**
 * The same by trait, as settled for the traits as they are called, and without the objects of `tradeOffs`, of which there
 * would be thousands anew after a keystroke.
 */
export function settledByTrait(document: TraitsDocument): readonly (readonly Settled[])[] {
  return meanings(document).byTrait;
}

/** Each key by itself: to spread them takes several times as long, and there are thousands after every keystroke. */
function place(from: Trait, { entry, precedence, target, named, to }: Settled, traits: readonly Trait[]): TradeOff {
  return { from, entry, precedence, target, to: to === undefined ? undefined : traits[to.index], named };
}

/** One of `tradeOffs`, without the others. */
export function tradeOffAt(document: TraitsDocument, index: number): TradeOff | undefined {
  const { byTrait, firsts } = meanings(document);
  // By binary search, the last trait whose trade-offs begin at the index or before it; those before it may have none.
  let [low, high] = [0, firsts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((firsts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const [from, resolved] = [document.traits[low], byTrait[low]?.[index - (firsts[low] ?? 0)]];
  return from && resolved && place(from, resolved, document.traits);
}

/**
 * Remembers what was worked out of the trade-offs of a document for as long as they are about the same traits in the
 * same way, wherever they stand by then: so `derive` gives indices into `tradeOffs`, say, and nothing that holds an
 * offset. What it depends on besides is what `read` gives of each; only those of traits that changed are read again.
 */
export function keptByTradeOffs<T extends object>(derive: (document: TraitsDocument) => T, read: ReadTradeOff = () => ''): (document: TraitsDocument) => T {
  const known = keptOn<object, { readonly of: Meanings; readonly value: T }>();
  return (document) => {
    const of = meanings(document);
    const before = known.get(of.targets);
    if (before?.of === of) return before.value;
    const value = before !== undefined && sameWhereChanged(before.of, of, read) ? before.value : derive(document);
    known.set(of.targets, { of, value });
    return value;
  };
}

/** Something of a trade-off of the trait with this content. */
export type ReadTradeOff = (tradeOff: Pick<TradeOff, 'entry' | 'named'>, content: TraitContent) => string | number;

/** Those that are to name a trait and name none that the document has. */
export function leadingNowhere(document: TraitsDocument): readonly TradeOff[] {
  return nowhere(document).flatMap((index) => tradeOffAt(document, index) ?? []);
}

const nowhere = keptByTradeOffs((document): readonly number[] => {
  const found: number[] = [];
  const all = settledByTrait(document);
  let index = 0;
  for (let from = 0; from < all.length; from += 1) {
    const entries = all[from] ?? NOTHING;
    for (let at = 0; at < entries.length; at += 1) if (entries[at]?.to === undefined) found.push(index + at);
    index += entries.length;
  }
  return found;
});

/** A trait by what others refer to it, and its place among all. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly index: number;
}

/** A trade-off of a trait, in a document whose traits have certain names. */
export type Settled = Omit<TradeOff, 'from' | 'to'> & { readonly to: Named | undefined };

interface Names {
  readonly traits: readonly Named[];
  readonly find: TraitFinder;
  /** Stands for these names, with what was resolved by them. */
  readonly key: object;
  /** The names before, where a few of the traits were called otherwise. */
  readonly earlier?: { readonly key: object; readonly renamed: ReadonlySet<number>; readonly ids: ReadonlySet<string> };
  last?: Meanings;
}

/** `by` is the key of the names with which it holds. */
const resolved = keptOn<TraitContent, { readonly index: number; readonly found: readonly Settled[]; by: object }>();

interface Meanings {
  readonly byTrait: readonly (readonly Settled[])[];
  /** For each trait the index of its first trade-off among all. */
  readonly firsts: readonly number[];
  readonly contents: readonly TraitContent[];
  /** The same object for as long as they are about the same traits in the same way. */
  readonly targets: object;
}

/** Of the last document: most edits change no name, and then only the trait that changed is resolved again. */
let lastNames: Names | undefined;

function namesOf(traits: readonly Trait[]): Names {
  const before = lastNames;
  const isSame = ({ id, name }: Named, index: number): boolean => id === traits[index]?.id && name === traits[index]?.name;
  const comparable = before !== undefined && before.traits.length === traits.length ? before : undefined;
  if (comparable?.traits.every(isSame) === true) return comparable;
  const named = traits.map(({ id, name }, index) => ({ id, name, index }));
  const names: Names = { traits: named, find: traitFinder(named), key: {} };
  lastNames = names;
  if (comparable === undefined) return names;
  // While the name of one trait is typed, most trade-offs go on to lead where they led.
  const renamed = new Set(comparable.traits.flatMap((one, index) => (isSame(one, index) ? [] : [index])));
  const ids = new Set([...renamed].flatMap((index) => named[index]?.id ?? []));
  lastNames = { ...names, earlier: { key: comparable.key, renamed, ids }, ...(comparable.last === undefined ? {} : { last: comparable.last }) };
  return lastNames;
}

/** Traits that say the same may share their content, but are not each other. */
function resolveAll({ content }: Trait, index: number, { traits, find, key, earlier }: Names): readonly Settled[] {
  if (content.tradeOffs.length === 0) return NOTHING;
  const known = resolved.get(content);
  if (known?.index === index) {
    const isEarlier = known.by === earlier?.key && !earlier.renamed.has(index);
    if (isEarlier && leadsByAnchors(content, known.found, earlier.renamed, earlier.ids)) known.by = key;
    if (known.by === key) return known.found;
  }
  const from = traits[index];
  const found = from === undefined ? NOTHING : content.tradeOffs.flatMap((entry) => resolve(content, from, entry, find));
  resolved.set(content, { index, found, by: key });
  return found;
}

/** Whether each entry leads by its anchor to a trait that is none of those that were renamed, and is not called as one of them is now. */
function leadsByAnchors(content: TraitContent, found: readonly Settled[], renamed: ReadonlySet<number>, ids: ReadonlySet<string>): boolean {
  let entries = 0;
  let last: TradeOffEntry | undefined;
  for (const { entry, target, to, named } of found) {
    if (to === undefined || named === undefined || target?.url?.startsWith('#') !== true || renamed.has(to.index) || ids.has(to.id)) return false;
    if (entry !== last) entries += 1;
    last = entry;
  }
  return entries === content.tradeOffs.length;
}

const NOTHING: readonly Settled[] = [];

/** The trade-offs by trait, and an object that is the same for as long as they are about the same. */
const meanings = lazyByDocument(({ traits }): Meanings => {
  const names = namesOf(traits);
  const byTrait = traits.map((trait, index) => resolveAll(trait, index, names));
  let all = 0;
  const firsts = byTrait.map(({ length }) => (all += length) - length);
  const before = names.last;
  const now = { byTrait, firsts, contents: traits.map(({ content }) => content), targets: {} };
  names.last = before !== undefined && sameWhereChanged(before, now, readTarget) ? { ...now, targets: before.targets } : now;
  return names.last;
});

/** Which trait a trade-off is about, and how. */
function readTarget({ entry, precedence, target, to, named }: Settled): string {
  return `${precedence} ${entry.precedence === undefined} ${to?.index} ${target === undefined} ${named === undefined}`;
}

type ReadResolved = (tradeOff: Settled, content: TraitContent) => string | number;

/** Whether of each trait the same is read as before. Most are the same, and not looked at. */
function sameWhereChanged(before: Meanings, now: Meanings, read: ReadResolved): boolean {
  if (before.byTrait.length !== now.byTrait.length) return false;
  for (let index = 0; index < now.byTrait.length; index += 1) {
    if (before.byTrait[index] !== now.byTrait[index] && readOf(before, index, read) !== readOf(now, index, read)) return false;
  }
  return true;
}

function readOf({ byTrait: all, contents }: Meanings, index: number, read: ReadResolved): string {
  const content = contents[index];
  return content === undefined ? '' : JSON.stringify(all[index]?.map((tradeOff) => read(tradeOff, content)));
}

const byTrait = lazyByDocument((document): ReadonlyMap<Trait, readonly TradeOff[]> => {
  const found = new Map<Trait, TradeOff[]>();
  const add = (trait: Trait, tradeOff: TradeOff): void => {
    const known = found.get(trait);
    if (known === undefined) found.set(trait, [tradeOff]);
    else known.push(tradeOff);
  };
  for (const tradeOff of tradeOffs(document)) {
    add(tradeOff.from, tradeOff);
    if (tradeOff.to !== undefined && tradeOff.to !== tradeOff.from) add(tradeOff.to, tradeOff);
  }
  return found;
});

/** The trade-offs that `trait` has, and those that name it, in document order. */
export function tradeOffsOf(document: TraitsDocument, trait: Trait): readonly TradeOff[] {
  return byTrait(document).get(trait) ?? [];
}

function resolve(content: TraitContent, from: Named, entry: TradeOffEntry, find: TraitFinder): readonly Settled[] {
  const { besides = [], precedence = 'with' } = entry;
  const others = besides.map((target) => toward(entry, precedence, target, find));
  return [settle(content, from, entry, find) ?? [], ...others].flat();
}

function toward(entry: TradeOffEntry, precedence: Precedence, target: TradeOffTarget, find: TraitFinder): Settled {
  const trait = find.byTarget(target);
  return { entry, precedence, target, to: trait, named: trait === undefined ? undefined : target.range };
}

/** What the entry's first target, or else its text, refers to. */
function settle({ source }: TraitContent, from: Named, entry: TradeOffEntry, find: TraitFinder): Settled | undefined {
  const { target, precedence = 'with' } = entry;
  if (target !== undefined) {
    const exact = toward(entry, precedence, target, find);
    // Without a lead-in a link to the trait itself is a cross-reference.
    if (exact.to !== undefined && (exact.to !== from || entry.precedence !== undefined)) return exact;
    if (entry.precedence !== undefined && target.url === undefined) {
      const start = find.atStart(source.slice(target.range.start, entry.range.end));
      const named = { start: target.range.start, end: target.range.start + (start?.length ?? 0) };
      if (start !== undefined) return { entry, precedence, target, to: start.trait, named };
    }
    if (entry.precedence !== undefined && looksLikeName(target)) return exact;
  }
  // "With no regard to…" begins like a lead-in and is none: like any entry without one, it may still mention a trait.
  const mentioned = find.byMention(entry.text, from);
  return mentioned === undefined ? undefined : { entry, precedence: 'with', target: undefined, to: mentioned, named: undefined };
}

/** Whether it is meant to name a trait, although no trait is called that: an anchor, or what is set apart and begins as a name does. */
function looksLikeName({ text, url, apart, range }: TradeOffTarget): boolean {
  if (url !== undefined) return url.startsWith('#');
  const bracketed = range.end - range.start > text.length;
  return apart === true && (bracketed || (/^[\p{Lu}\p{Lo}]/u.test(text) && text.split(/\s+/).length <= 6));
}

interface TraitFinder {
  /** By the anchor of a link, or by a name or an id. */
  byTarget(target: { readonly text: string; readonly url?: string }): Named | undefined;
  /** The trait with whose name `text` begins, and how much of the text the name is. */
  atStart(text: string): { readonly trait: Named; readonly length: number } | undefined;
  /** The trait that a sentence mentions by name; of several the one with the longest name. */
  byMention(text: string, except: Named): Named | undefined;
}

interface FoldedName {
  readonly whole: string;
  /** Its words alone, and how many they are. */
  readonly words: string;
  readonly count: number;
}

const foldedNames = new Map<string, FoldedName>();

/** Remembered, since names change seldom. */
function foldName(name: string): FoldedName {
  let known = foldedNames.get(name);
  if (known === undefined) {
    if (foldedNames.size > 20_000) foldedNames.clear();
    const words = wordsOf(name).map(({ folded }) => folded);
    foldedNames.set(name, (known = { whole: fold(name), words: words.join(' '), count: words.length }));
  }
  return known;
}

/** Finds traits as writers refer to them. */
function traitFinder(traits: readonly Named[]): TraitFinder {
  const byId = new Map<string, Named>();
  const byName = new Map<string, Named>();
  /** By the words of a name alone, so that looking a text up takes no longer for a document with many traits. */
  const byWords = new Map<string, Named>();
  let mostWords = 0;
  for (const trait of traits) {
    const { whole, words: key, count } = foldName(trait.name);
    mostWords = Math.max(mostWords, Math.min(count, LONGEST_NAME));
    if (!byId.has(trait.id)) byId.set(trait.id, trait);
    if (!byName.has(whole)) byName.set(whole, trait);
    if (!byWords.has(key)) byWords.set(key, trait);
  }
  const namedAt = (words: readonly Word[], at: number, except?: Named): { trait: Named; last: Word } | undefined => {
    for (let length = Math.min(mostWords, words.length - at); length > 0; length -= 1) {
      const candidate = words.slice(at, at + length);
      const trait = byWords.get(candidate.map(({ folded }) => folded).join(' '));
      const [first] = candidate;
      const last = candidate.at(-1);
      if (trait === undefined || trait === except || first === undefined || last === undefined) continue;
      // A name of one word must be written as a name is, so that "kind" in a sentence is not the trait "Kind".
      if (length > 1 || trait.name.includes(first.written)) return { trait, last };
    }
    return undefined;
  };
  return {
    byTarget({ text, url }) {
      if (url !== undefined) return url.startsWith('#') ? byId.get(decode(url.slice(1))) : undefined;
      return byName.get(fold(text)) ?? byId.get(text.trim());
    },
    atStart(text) {
      const words = wordsOf(text.slice(0, 500));
      const found = /^[\p{L}\p{N}]/u.test(text) ? namedAt(words, 0) : undefined;
      return found && { trait: found.trait, length: found.last.at + found.last.written.length };
    },
    byMention(text, except) {
      const words = wordsOf(text);
      let longest: Named | undefined;
      for (const at of words.keys()) {
        const found = namedAt(words, at, except)?.trait;
        if (found !== undefined && found.name.length > Math.max(SHORTEST_MENTION, longest?.name.length ?? 0)) longest = found;
      }
      return longest;
    },
  };
}

/** Names of more words than this are found by links alone. */
const LONGEST_NAME = 12;
/** Names no longer than this are too likely to be something else in a sentence. */
const SHORTEST_MENTION = 3;

interface Word {
  readonly at: number;
  readonly written: string;
  readonly folded: string;
}

function wordsOf(text: string): readonly Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ index, 0: written }) => ({ at: index, written, folded: fold(written) }));
}

function fold(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function decode(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}
