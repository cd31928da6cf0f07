/** links/unresolved: a link, a reference or a footnote that leads nowhere in the document. */
import { keptOn, lazyByDocument } from '../../document/lazy.ts';
import { normalizeLabel } from '../../document/markdown.ts';
import { withoutCode } from '../../document/plain-text.ts';
import { type Range, shiftRange } from '../../document/range.ts';
import { slugOf } from '../../document/slug.ts';
import { leadingNowhere } from '../../document/trade-offs.ts';
import type { TraitsDocument } from '../../document/traits-document.ts';
import { documentIds } from '../document-ids.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { identified } from './heading-ids.ts';
import { didYouMean, NameFinder } from './nearest.ts';
import { ifAny, type Piece, readByPiece } from './pieces.ts';

interface Mention {
  readonly written: string;
  readonly range: Range;
}

/** What a piece of a document refers to, and what it gives others to refer to. What stands in code is still among it. */
interface Links {
  readonly anchors: readonly Mention[];
  /** `[text][label]` and `[label][]`. */
  readonly references: readonly Mention[];
  readonly footnotes: readonly (Mention & { readonly attached: boolean })[];
  /** Labels, normalised; those of footnotes begin with `^`. */
  readonly definitions: readonly string[];
}

const INLINE_ANCHOR = /\]\([ \t]*<?#([^)\s<>]{1,500})>?(?=[ \t)])/g;
const DEFINITION = /^[ \t>]{0,20}\[(\^?(?:[^[\]\\\r\n]|\\.){1,999})\]:[ \t]*(?:<?#([^\s<>]{1,500}))?/gm;
/** Not after a letter or another bracket: `rows[i][j]` is no reference. */
const REFERENCE = /(?<![\p{L}\p{N}\]\\)_!])\[((?:[^[\]\\\r\n]|\\.){1,500})\]\[((?:[^[\]\\\r\n]|\\.){0,200})\](?![[(:])/gu;
/** Not followed by what would make it part of a regular expression. */
const FOOTNOTE = /(?<![\\[])\[\^([^\s[\]\\^]{1,100})\](?![*+?{:[(])/g;
const HTML_ID = /<[A-Za-z][^<>]{0,200}?\b(?:id|name)[ \t]*=[ \t]*["']?([^\s"'<>]{1,200})/g;
const NESTED_HEADING = /^[ \t>*+\d.)-]{0,50}[>*+.)-][ \t]+#{1,6}[ \t]+([^\r\n]{1,500})/gm;

const links = readByPiece((text): Links | undefined => {
  if (!text.includes('[')) return undefined;
  const mention = (match: RegExpExecArray, written: string, at: number): Mention => ({ written, range: { start: match.index + at, end: match.index + at + written.length } });
  const definitions: string[] = [];
  const anchors: Mention[] = [];
  for (const match of text.includes(']:') ? text.matchAll(DEFINITION) : []) {
    definitions.push(normalizeLabel(match[1] ?? ''));
    if (match[2] !== undefined) anchors.push(mention(match, match[2], match[0].lastIndexOf(match[2])));
  }
  for (const match of text.includes('](') ? text.matchAll(INLINE_ANCHOR) : []) anchors.push(mention(match, match[1] ?? '', match[0].indexOf('#') + 1));
  const references: Mention[] = [];
  for (const match of text.includes('][') ? text.matchAll(REFERENCE) : []) {
    const [, shown = '', label = ''] = match;
    // Two numbers in brackets are sources, or indices.
    if (!/\p{L}/u.test(shown) || shown.startsWith('^')) continue;
    if (label === '') references.push(mention(match, shown, 1));
    else if (!label.startsWith('^') && label.trim() !== '') references.push(mention(match, label, match[0].length - label.length - 1));
  }
  const footnotes = Array.from(text.includes('[^') ? text.matchAll(FOOTNOTE) : [], (match) => ({
    written: `^${match[1] ?? ''}`,
    range: { start: match.index, end: match.index + match[0].length },
    attached: match.index > 0 && /\S/.test(text.charAt(match.index - 1)),
  }));
  return { anchors, references, footnotes, definitions };
});

/** Ids of HTML elements, and the slugs of headings in quotes and lists. Asked for only where an anchor is not known otherwise. */
const otherIds = readByPiece((text): readonly string[] | undefined => ifAny([
  ...Array.from(text.includes('<') ? text.matchAll(HTML_ID) : [], (match) => match[1] ?? ''),
  ...Array.from(text.includes('# ') ? text.matchAll(NESTED_HEADING) : [], (match) => slugOf((match[1] ?? '').trim())),
]));

const plainTexts = keptOn<Piece, string>();

/** Whether the piece has text from `start` on, and not code. Asked for only where something leads nowhere. */
function isText(piece: Piece, { start }: Range): boolean {
  let plain = plainTexts.get(piece);
  if (plain === undefined) plainTexts.set(piece, (plain = withoutCode(piece.text)));
  return plain.charAt(start) === piece.text.charAt(start);
}

/** With which ids all anchors were found to lead somewhere. */
const resolved = keptOn<Links, ReadonlySet<string>>();

/** From the slug that a heading would have to the id that it has instead. */
const insteadOfSlugs = lazyByDocument((document) => new Map(identified(document).toReversed().map(({ name, id }) => [slugOf(name), id])));

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'links/unresolved', summary: 'A link, a reference or a footnote that leads nowhere in the document', severity: 'warning' },
  check(document, report) {
    const all = links(document);
    const known = documentIds(document).all;
    const unknown: (Mention & { piece: Piece })[] = [];
    const definitions = new Set<string>();
    for (let index = 0; index < all.length; index += 1) {
      const found = all[index];
      if (found === undefined) continue;
      const { piece, value } = found;
      if (value.definitions.length > 0) for (const label of value.definitions) definitions.add(label);
      // Most edits change no id, and then what led somewhere does so still.
      if (resolved.get(value) === known) continue;
      const lost = value.anchors.filter(({ written }) => !known.has(written) && !leadsSomewhere(written, known));
      if (lost.length === 0) resolved.set(value, known);
      for (const anchor of lost) unknown.push({ ...anchor, piece });
    }
    if (unknown.length > 0) checkAnchors(document, unknown, report);
    // Most links lead to an anchor, and have been looked at.
    const others = all.filter(({ value }) => value.references.length > 0 || value.footnotes.length > 0);
    for (const { piece, value } of others) {
      for (const { written, range } of value.references) {
        if (definitions.has(normalizeLabel(written)) || !isText(piece, range)) continue;
        report({
          range: shiftRange(range, piece.start),
          message: `The reference “${written}” is defined nowhere: expected a line that begins with \`[${written}]:\`.`,
        });
      }
    }
    checkFootnotes(others, definitions, report);
  },
};

type Report = Parameters<DocumentRule['check']>[1];

function leadsSomewhere(anchor: string, ids: ReadonlySet<string>): boolean {
  const decoded = decode(anchor);
  return ids.has(decoded) || decoded.toLowerCase() === 'top';
}

function checkAnchors(document: TraitsDocument, unknown: readonly (Mention & { piece: Piece })[], report: Report): void {
  // What a trade-off names is the concern of trade-offs/unknown-trait.
  const named = new Set(leadingNowhere(document).flatMap(({ from, entry }) => (entry.target === undefined ? [] : [entry.target.range.end + from.range.start])));
  const left = unknown.filter(({ range, piece }) => !named.has(range.end + piece.start + 1));
  // A link anywhere in an entry may make it a trade-off with the trait that it leads to: what that would be is for its author to say.
  const inEntries = new Set(left.length === 0 ? [] : document.traits.flatMap(({ content, range }) => content.tradeOffs.flatMap(({ target }) => (target === undefined ? [] : [target.range.end + range.start]))));
  const others = new Set(left.length === 0 ? [] : otherIds(document).flatMap(({ value }) => value));
  const finder = left.length === 0 ? undefined : new NameFinder(documentIds(document).all);
  const plain = new Set<string>();
  for (const { id, name } of left.length === 0 ? [] : document.sections) plain.add(bare(id)).add(bare(name));
  for (const { written, range: inPiece, piece } of left) {
    const range = shiftRange(inPiece, piece.start);
    if (others.has(decode(written)) || !isText(piece, inPiece)) continue;
    const decoded = decode(written);
    const slugged = insteadOfSlugs(document).get(decoded);
    const meant = slugged === undefined ? finder?.nearest(decoded) : { name: slugged, certain: true };
    const newText = meant?.name.replaceAll(/[()<>\\%\s]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
    report({
      range: { start: range.start - 1, end: range.end },
      // Whoever publishes the document may make other anchors of headings than GitHub does.
      ...(plain.has(bare(decoded)) ? { severity: 'information' as const } : {}),
      message: `“#${written}” leads to no heading of this document: expected the id of one.${didYouMean(meant === undefined ? undefined : { ...meant, name: `#${meant.name}` })}`,
      ...(meant === undefined || newText === undefined || inEntries.has(range.end + 1)
        ? {}
        : { fixes: () => [{ title: `Change to #${meant.name}`, kind: meant.certain ? ('mend' as const) : ('scaffold' as const), edits: [{ range, newText }] }] }),
    });
  }
}

function checkFootnotes(all: ReturnType<typeof links>, definitions: ReadonlySet<string>, report: Report): void {
  const usesFootnotes = [...definitions].some((label) => label.startsWith('^'));
  const missing = all.flatMap(({ piece, value }) =>
    value.footnotes
      .filter(({ written, attached, range }) => !definitions.has(normalizeLabel(written)) && (attached || usesFootnotes) && isText(piece, range))
      .map(({ written, range }) => ({ written, range: shiftRange(range, piece.start) })),
  );
  const [first, ...rest] = missing;
  if (first === undefined) return;
  if (usesFootnotes || rest.length === 0) {
    for (const { written, range } of missing) report({ range, message: `The footnote “${written.slice(1)}” is written nowhere: expected a line that begins with \`[${written}]:\`.` });
    return;
  }
  // Where no footnote is written they were lost all at once: that is one thing to mend.
  report({
    range: first.range,
    message: `None of the ${missing.length} footnotes that the document refers to is written in it: expected for each a line such as \`[${first.written}]: …\`.`,
    related: rest.slice(0, 10).map(({ written, range }) => ({ range, message: `“${written.slice(1)}” is referred to here.` })),
  });
}

const bares = new Map<string, string>();

/** Its letters and digits, without regard to case; remembered, since headings change seldom. */
function bare(text: string): string {
  let known = bares.get(text);
  if (known === undefined) {
    if (bares.size > 20_000) bares.clear();
    bares.set(text, (known = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')));
  }
  return known;
}

function decode(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}

export const page: RulePage = {
  why: `A link that leads nowhere mostly names a section that was renamed or removed. Readers are sent astray, and the
generating model is shown a reference to something that is not in the document. A reference or a footnote without a definition is not
even a link: its brackets stand in the text.

An anchor may be the \`{#id}\` of a heading, the slug that GitHub makes of a heading without one, or the id of an HTML
element. Where the letters and digits are those of a heading, the finding is *information*: some sites make other anchors
than GitHub does. Links to other documents are not looked at. What a trade-off names is the concern of
[trade-offs/unknown-trait](trade-offs-unknown-trait.md).`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true. How that is put is another matter: see [Warm](#Warm).

## Warm {#warm}

Aster is glad to be of use.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true. How that is put is another matter: see [Warm](#warm).[^1]

## Warm {#warm}

Aster is glad to be of use.

[^1]: It is not the last word.
`,
  fix: 'changes an anchor to the one that is nearest, where one is near; by itself where only case or punctuation differs.',
};
