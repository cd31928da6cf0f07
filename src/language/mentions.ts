/** Finds where a document speaks of a trait: its heading, the links to it, and its name in trade-offs. */
import { lazyByDocument } from '../document/lazy.ts';
import { type Range, rangeAt, shiftRange } from '../document/range.ts';
import { tradeOffs } from '../document/trade-offs.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { anchorIn, anchorsOf, definitionsOf, linkedTrait, linksOf, traitName } from './links.ts';

/** One place that leads to a trait; ranges count from the document's start. */
export interface Mention {
  readonly trait: Trait;
  /** `name` is one without a link, in a trade-off; `definition` is the `[label]: #id` of references. */
  readonly kind: 'link' | 'name' | 'definition';
  readonly range: Range;
  /** The words: a link's text, or the name. */
  readonly words?: Range;
  /** The URL, where it is written here. */
  readonly destination?: Range;
}

const byPlace = lazyByDocument((document): { readonly sorted: readonly Mention[]; readonly byTrait: ReadonlyMap<Trait, readonly Mention[]> } => {
  const mentions: Mention[] = [];
  const links = linksOf(document);
  for (const link of links) {
    const trait = linkedTrait(document, link);
    if (trait === undefined) continue;
    const { range, text, destination } = link;
    mentions.push({ trait, kind: 'link', range, words: text, ...(destination === undefined ? {} : { destination }) });
  }
  for (const { range, destination } of definitionsOf(document)) {
    const id = anchorIn(document.text.slice(destination.start, destination.end));
    const trait = id === undefined ? undefined : anchorsOf(document).get(id)?.trait;
    if (trait !== undefined) mentions.push({ trait, kind: 'definition', range, destination });
  }
  for (const { from, entry, to, named, target } of tradeOffs(document)) {
    if (to === undefined || (named !== undefined && target?.url !== undefined)) continue;
    const place = named ?? nameInSentence(from.content, entry.range, to.name);
    if (place === undefined) continue;
    // In brackets that are no link the name is what stands between them.
    const range = shiftRange(place, from.range.start);
    const bracketed = document.text[range.start] === '[' && document.text[range.end - 1] === ']';
    const words = bracketed ? { start: range.start + 1, end: range.end - 1 } : range;
    if (overlapping(links, range) === undefined) mentions.push({ trait: to, kind: 'name', range, words });
  }
  const sorted = mentions.toSorted((a, b) => a.range.start - b.range.start);
  const byTrait = new Map<Trait, Mention[]>();
  for (const mention of sorted) {
    const known = byTrait.get(mention.trait);
    if (known === undefined) byTrait.set(mention.trait, [mention]);
    else known.push(mention);
  }
  return { sorted, byTrait };
});

function overlapping(links: readonly { readonly range: Range }[], { start, end }: Range): unknown {
  const found = rangeAt(links, end);
  return found !== undefined && found.range.end > start ? found : undefined;
}

/** Where a sentence has the words of a name, whatever stands between them; code is no sentence. */
function nameInSentence({ source, prose }: TraitContent, within: Range, name: string): Range | undefined {
  const words = name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.length === 0) return undefined;
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${words.join('[^\\p{L}\\p{M}\\p{N}]+')}(?![\\p{L}\\p{M}\\p{N}])`, 'giu');
  for (const { index, 0: written } of source.slice(within.start, within.end).matchAll(pattern)) {
    const start = within.start + index;
    const inCode = prose.some(({ code }) => code.some((span) => span.start <= start && start < span.end));
    // One word alone is a name only where it is written as one.
    if (!inCode && (words.length > 1 || name.includes(written))) return { start, end: start + written.length };
  }
  return undefined;
}

/** All mentions of all traits, in document order. */
export function mentionsIn(document: TraitsDocument): readonly Mention[] {
  return byPlace(document).sorted;
}

/** The mentions of one trait, in document order; its own heading is none of them. */
export function mentionsOf(document: TraitsDocument, trait: Trait): readonly Mention[] {
  return byPlace(document).byTrait.get(trait) ?? [];
}

/** The mention that holds `offset`, or ends at it. */
export function mentionAt(document: TraitsDocument, offset: number): Mention | undefined {
  return rangeAt(mentionsIn(document), offset);
}

/** The trait that holds `offset`, or ends at it. */
export function traitAt(document: TraitsDocument, offset: number): Trait | undefined {
  return document.traits.findLast(({ range }) => range.start <= offset && offset <= range.end);
}

/** The id in `{#id}`, with its range in the document; undefined where the trait's heading states none. */
export function statedId({ range, content }: Trait): { readonly id: string; readonly range: Range } | undefined {
  const { heading, source } = content;
  if (heading?.id === undefined || heading.attributesRange === undefined) return undefined;
  const { start, end } = heading.attributesRange;
  // The last one counts, and what stands between quotes is a value.
  const written = [...source.slice(start, end).matchAll(/"[^"]*"|'[^']*'|(?<=[\s{}]|[^\s{}"'])#([^\s#{}=]+)/g)].findLast((match) => match[1] === heading.id);
  if (written === undefined) return undefined;
  const from = range.start + start + written.index + 1;
  return { id: heading.id, range: { start: from, end: from + heading.id.length } };
}

/** The trait whose heading, its attributes included, or whose name as an item holds `offset`. */
export function traitNamedAt(document: TraitsDocument, offset: number): Trait | undefined {
  const trait = traitAt(document, offset);
  if (trait === undefined) return undefined;
  const start = traitName(trait).start;
  const attributes = trait.content.heading?.attributesRange;
  const end = attributes === undefined ? traitName(trait).end : trait.range.start + attributes.end;
  return start <= offset && offset <= end ? trait : undefined;
}

/** The trait that `offset` is about: by its heading, or by a mention. */
export function traitMeantAt(document: TraitsDocument, offset: number): { readonly trait: Trait; readonly range: Range } | undefined {
  const mention = mentionAt(document, offset);
  if (mention !== undefined) return { trait: mention.trait, range: mention.range };
  const named = traitNamedAt(document, offset);
  return named === undefined ? undefined : { trait: named, range: traitName(named) };
}

/** A range without the white space at its ends. */
export function trimmed(text: string, { start, end }: Range): Range {
  const inside = text.slice(start, end);
  if (inside.trim() === '') return { start, end: start };
  return { start: start + (inside.length - inside.trimStart().length), end: start + inside.trimEnd().length };
}

/** The line that holds `offset`, without its line ending. */
export function lineRange(text: string, offset: number): Range {
  let start = Math.min(Math.max(0, offset), text.length);
  let end = start;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { start, end };
}

/** The name as it stands between the markers that make an item's name bold, and without the colon that ends it. */
export function plainName({ range, content }: Trait): { readonly range: Range; readonly source: string } {
  const { start, end } = content.nameRange;
  const written = content.source.slice(start, end);
  const bold = content.form === 'item' ? /^(\*\*|__)([\s\S]+)\1$/.exec(written) : null;
  const [marker = '', inside = written] = bold === null ? [] : [bold[1], bold[2]];
  const name = bold === null ? inside : inside.replace(/ ?[.:：。]$/, '');
  const from = range.start + start + marker.length;
  return { range: { start: from, end: from + name.length }, source: name };
}
