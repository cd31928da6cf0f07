/** Finds the links of a document and the definitions that they refer to, with the ranges that an edit would write. */
import { lazyByDocument } from '../document/lazy.ts';
import { normalizeLabel } from '../document/markdown.ts';
import { type Range, shiftRange } from '../document/range.ts';
import { textRuns } from '../document/text-runs.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';

/** A link as written: `[text](url)`, `[text][label]`, `[label][]` or `[label]`. */
export interface LinkSyntax {
  readonly range: Range;
  /** What stands between the first brackets. */
  readonly text: Range;
  /** Of an inline link: the URL as written, without the angle brackets that may be around it. */
  readonly destination?: Range;
  /** Of a reference: the label, normalised as CommonMark compares labels. */
  readonly label?: string;
}

/** `[label]: url` */
export interface DefinitionSyntax {
  readonly range: Range;
  readonly label: string;
  readonly destination: Range;
}

interface Found {
  readonly links: readonly LinkSyntax[];
  readonly definitions: readonly DefinitionSyntax[];
}

/** A link that leads somewhere; a reference has the URL of its definition. Ranges count from the document's start. */
export interface Link extends LinkSyntax {
  readonly url: string;
}

const DEFINITION = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*\[((?!\^)(?:[^[\]\\\r\n]|\\.){1,999})\]:[ \t]*(?:<([^<>\r\n]*)>|([^\s<][^\s]*))[ \t]*(?:"[^"\r\n]*"|'[^'\r\n]*'|\([^()\r\n]*\))?[ \t]*$/d;

/** Links and definitions of one piece of Markdown that begins where a block does. Takes time linear in its length. */
export function findLinks(text: string): Found {
  const links: LinkSyntax[] = [];
  const definitions: DefinitionSyntax[] = [];
  if (!text.includes('[')) return { links, definitions };
  const readDefinition = (line: string, start: number): boolean => {
    const definition = line.includes(']:') ? DEFINITION.exec(line) : null;
    if (definition === null) return false;
    const destination = definition.indices?.[2] ?? definition.indices?.[3] ?? [0, 0];
    definitions.push({
      range: { start, end: start + line.length },
      label: normalizeLabel(definition[1] ?? ''),
      destination: { start: start + destination[0], end: start + destination[1] },
    });
    return true;
  };
  // Code spans and links do not reach out of their run.
  for (const { start, end } of textRuns(text, readDefinition)) {
    const run = text.slice(start, end);
    if (run.includes('[')) links.push(...linksInRun(run, start));
  }
  return { links, definitions };
}

const LABEL = /\[((?:[^[\]\\]|\\[\s\S]|\[(?:[^[\]\\]|\\[\s\S]){0,999}\]){0,999})\]/y;
const INLINE = /\([ \t]*(?:\r\n?|\n)?[ \t]*(?:<([^<>\r\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))(?:\s+(?:"[^"]{0,999}"|'[^']{0,999}'|\([^()]{0,999}\)))?\s*\)/dy;
const REFERENCE = /\[((?:[^[\]\\]|\\[\s\S]){0,999})\]/y;

function linksInRun(run: string, at: number): readonly LinkSyntax[] {
  const links: LinkSyntax[] = [];
  const special = /[\\`<[]/g;
  /** Lengths of backtick runs that nothing closes any more, and whether nothing closes a comment. */
  const unclosed = new Set<number>();
  let commentsEnd = true;
  for (let match = special.exec(run); match !== null; match = special.exec(run)) {
    const start = match.index;
    let next = start + 1;
    if (match[0] === '\\') next = start + 2;
    else if (match[0] === '<') {
      if (commentsEnd && run.startsWith('<!--', start)) {
        const end = run.indexOf('-->', start + 4);
        if (end === -1) commentsEnd = false;
        else next = end + 3;
      }
    } else if (match[0] === '`') {
      let length = 1;
      while (run[start + length] === '`') length += 1;
      next = start + length;
      if (!unclosed.has(length)) {
        const end = closingTicks(run, next, length);
        if (end === undefined) unclosed.add(length);
        else next = end;
      }
    } else {
      const link = linkAt(run, start);
      if (link !== undefined) {
        next = link.range.end;
        links.push(shiftLink(link, at));
        // An image may be the text of a link: what it shows leads elsewhere.
        if (run.slice(link.text.start, link.text.end).startsWith('![')) next = link.text.end;
      }
    }
    special.lastIndex = next;
  }
  return links;
}

function closingTicks(run: string, from: number, length: number): number | undefined {
  for (let at = run.indexOf('`', from); at !== -1; ) {
    let end = at;
    while (run[end] === '`') end += 1;
    if (end - at === length) return end;
    at = run.indexOf('`', end);
  }
  return undefined;
}

function linkAt(run: string, start: number): LinkSyntax | undefined {
  LABEL.lastIndex = start;
  const label = LABEL.exec(run);
  if (label === null || run[start + 1] === '^') return undefined;
  const text = { start: start + 1, end: LABEL.lastIndex - 1 };
  INLINE.lastIndex = LABEL.lastIndex;
  const inline = INLINE.exec(run);
  if (inline !== null) {
    const [from, to] = inline.indices?.[1] ?? inline.indices?.[2] ?? [0, 0];
    return { range: { start, end: INLINE.lastIndex }, text, destination: { start: from, end: to } };
  }
  REFERENCE.lastIndex = LABEL.lastIndex;
  const reference = REFERENCE.exec(run);
  const named = reference === null || reference[1] === '' ? (label[1] ?? '') : (reference[1] ?? '');
  if (named.includes('[')) return undefined;
  return { range: { start, end: reference === null ? text.end + 1 : REFERENCE.lastIndex }, text, label: normalizeLabel(named) };
}

function shiftLink(link: LinkSyntax, by: number): LinkSyntax {
  return {
    ...link,
    range: shiftRange(link.range, by),
    text: shiftRange(link.text, by),
    ...(link.destination === undefined ? {} : { destination: shiftRange(link.destination, by) }),
  };
}

const inTraits = new WeakMap<TraitContent, Found>();

function findInTrait(content: TraitContent): Found {
  let found = inTraits.get(content);
  if (found === undefined) {
    found = findLinks(content.source);
    inTraits.set(content, found);
  }
  return found;
}

/** The pieces of the text that belong to no trait, in document order. */
function besidesTraits({ text, frontMatter, sections, traits }: TraitsDocument): readonly Range[] {
  const pieces: Range[] = [];
  const items = new Map<number, Trait[]>();
  for (const trait of traits) {
    if (trait.content.form === 'item') items.set(trait.section, [...(items.get(trait.section) ?? []), trait]);
  }
  let traitEnd = frontMatter.bodyStart;
  for (const [index, { role, range, ownRange }] of sections.entries()) {
    if (role === 'trait') traitEnd = range.end;
    if (ownRange.start < traitEnd) continue;
    let from = ownRange.start;
    for (const item of items.get(index) ?? []) {
      pieces.push({ start: from, end: item.range.start });
      from = item.range.end;
    }
    pieces.push({ start: from, end: ownRange.end });
  }
  return pieces.filter(({ start, end }) => text.slice(start, end).trim() !== '');
}

const syntaxOf = lazyByDocument((document): Found => {
  const links: LinkSyntax[] = [];
  const definitions: DefinitionSyntax[] = [];
  const add = (found: Found, by: number): void => {
    for (const link of found.links) links.push(shiftLink(link, by));
    for (const definition of found.definitions) {
      definitions.push({ ...definition, range: shiftRange(definition.range, by), destination: shiftRange(definition.destination, by) });
    }
  };
  for (const { start, end } of besidesTraits(document)) add(findLinks(document.text.slice(start, end)), start);
  for (const { content, range } of document.traits) add(findInTrait(content), range.start);
  return { links: links.toSorted(byStart), definitions: definitions.toSorted(byStart) };
});

function byStart(a: { readonly range: Range }, b: { readonly range: Range }): number {
  return a.range.start - b.range.start;
}

/** All definitions of links, in document order; of equal labels the first counts. */
export function definitionsOf(document: TraitsDocument): readonly DefinitionSyntax[] {
  return syntaxOf(document).definitions;
}

/** All links that lead somewhere, in document order: brackets with no definition are plain text. */
export const linksOf = lazyByDocument((document): readonly Link[] => {
  const { links, definitions } = syntaxOf(document);
  const urls = new Map<string, string>();
  for (const { label, destination } of definitions) {
    if (!urls.has(label)) urls.set(label, unescapeUrl(document.text.slice(destination.start, destination.end)));
  }
  return links.flatMap((link): readonly Link[] => {
    const { destination, label } = link;
    const url = destination === undefined ? urls.get(label ?? '') : unescapeUrl(document.text.slice(destination.start, destination.end));
    return url === undefined ? [] : [{ ...link, url }];
  });
});

/** Takes away the backslashes before punctuation. */
function unescapeUrl(written: string): string {
  return written.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Where `#anchor` leads: a heading, or an item that is a trait. */
export interface Anchor {
  readonly id: string;
  /** The heading's name; empty where the heading is. */
  readonly nameRange: Range;
  readonly name: string;
  readonly trait?: Trait;
}

/** By id, those of traits and of the other headings. Of equal ids the first counts, and traits go first. */
export const anchorsOf = lazyByDocument(({ sections, traits }): ReadonlyMap<string, Anchor> => {
  const anchors = new Map<string, Anchor>();
  for (const trait of traits) {
    if (!anchors.has(trait.id)) anchors.set(trait.id, { id: trait.id, name: trait.name, nameRange: traitName(trait), trait });
  }
  for (const { id, name, nameRange } of sections) {
    if (id !== '' && !anchors.has(id)) anchors.set(id, { id, name, nameRange });
  }
  return anchors;
});

/** Where the trait's name stands in the document. */
export function traitName({ range, content }: Trait): Range {
  return shiftRange(content.nameRange, range.start);
}

/** The id that a link's URL asks for; undefined where it leads out of the document. */
export function anchorIn(url: string): string | undefined {
  if (!url.startsWith('#')) return undefined;
  try {
    return decodeURIComponent(url.slice(1));
  } catch {
    return url.slice(1);
  }
}

/** The trait that a link leads to. */
export function linkedTrait(document: TraitsDocument, link: Link): Trait | undefined {
  const id = anchorIn(link.url);
  return id === undefined ? undefined : anchorsOf(document).get(id)?.trait;
}
