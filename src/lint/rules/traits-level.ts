/** traits/level: parts at heading depths that do not go together. */
import { DEFINING_PARTS, normalizePartName, type PartKind } from '../../document/parts.ts';
import { foldedInto, parentsOf } from '../../document/sections.ts';
import { parseTraitsDocument, type Section, type Trait, type TraitsDocument } from '../../document/traits-document.ts';
import { applyEdits } from '../edits.ts';
import { frontMatterLine } from '../front-matter-line.ts';
import type { DocumentFinding, DocumentRule, Fix, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'traits/level', summary: 'Parts at heading depths that do not go together', severity: 'warning' },
  check(document, report, _options, { expectsParts }) {
    const { form, sections, traits } = document;
    if (form !== 'sections') return;
    const swallowing: { trait: Trait; holders: readonly Section[] }[] = [];
    let last: Trait | undefined;
    /** Of the next trait: they stand in the order of their sections. */
    let next = 0;
    for (let index = 0; index < sections.length; index += 1) {
      const section = sections[index];
      const trait = traits[next];
      if (section === undefined) continue;
      if (trait?.section !== index) {
        if (last !== undefined && section.role === 'context') strayPart(document, section, last, report);
        continue;
      }
      last = trait;
      next += 1;
      // As in most traits of most documents.
      if (isEven(document, index)) continue;
      const { parts, holders } = partsUnder(document, index);
      if (holders.length > 0) swallowing.push({ trait, holders });
      else mixedDepths(document, trait, parts, report);
    }
    // Who says where the traits are has seen what stands below them.
    if (document.frontMatter.traitLevel !== undefined) return;
    if (swallowing.length > 0) swallowed(document, swallowing, report);
    else if (expectsParts) soleLabel(document, report);
  },
};

type Report = Parameters<DocumentRule['check']>[1];

/** Whether all sections below the trait at `index` stand at one depth, so that none of them is in another. */
function isEven({ sections }: TraitsDocument, index: number): boolean {
  const depth = sections[index]?.depth ?? 0;
  const below = sections[index + 1]?.depth ?? 0;
  for (let at = index + 1; at < sections.length; at += 1) {
    const own = sections[at]?.depth ?? 0;
    if (own <= depth) return true;
    if (own !== below) return false;
  }
  return true;
}

/** The part that the section's heading names, of those that define a trait. */
function partNamed({ vocabulary: { names } }: TraitsDocument, { depth, name }: Section): PartKind | undefined {
  const named = depth === 0 ? undefined : names.get(normalizePartName(name));
  return named !== undefined && DEFINING_PARTS.has(named) ? named : undefined;
}

/** The part headings that belong to the trait at `index`, and the sections below it that hold parts of their own. */
function partsUnder(document: TraitsDocument, index: number): { parts: readonly Section[]; holders: readonly Section[] } {
  const { sections } = document;
  const depth = sections[index]?.depth ?? 0;
  const parts: Section[] = [];
  const holders: Section[] = [];
  const open: { section: Section; kind: PartKind | undefined }[] = [];
  for (let at = index + 1; at < sections.length; at += 1) {
    const section = sections[at];
    if (section === undefined || section.depth <= depth) break;
    while ((open.at(-1)?.section.depth ?? 0) >= section.depth) open.pop();
    const kind = partNamed(document, section);
    const holder = open.find((above) => above.kind === undefined)?.section;
    if (kind !== undefined && holder === undefined) parts.push(section);
    else if (kind !== undefined && holder !== undefined && open.at(-1)?.kind === undefined) {
      const parent = open.at(-1)?.section ?? holder;
      if (holders.at(-1) !== parent) holders.push(parent);
    }
    open.push({ section, kind });
  }
  return { parts, holders };
}

/** Parts of one trait at several depths: whether one is a part of another cannot be told. */
function mixedDepths(document: TraitsDocument, trait: Trait, parts: readonly Section[], report: Report): void {
  const expected = usualDepth(parts);
  for (const part of parts) {
    if (expected === undefined || part.depth === expected) continue;
    report({
      range: part.nameRange,
      message: `“${part.name}” stands at heading depth ${part.depth}, and the other parts of “${trait.name}” at ${expected}: expected one depth for all of them.`,
      severity: 'information',
      ...deepen(document, part, expected),
    });
  }
}

/** The depth of most; of several the shallowest. */
function usualDepth(sections: readonly Section[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { depth } of sections) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  return [...counts].toSorted(([depthA, a], [depthB, b]) => b - a || depthA - depthB)[0]?.[0];
}

function deepen({ text }: TraitsDocument, { range }: Section, depth: number): Pick<DocumentFinding, 'fixes'> {
  const hashes = /^#+/.exec(text.slice(range.start, range.start + 7))?.[0].length;
  if (hashes === undefined) return {};
  const edits = [{ range: { start: range.start, end: range.start + hashes }, newText: '#'.repeat(depth) }];
  return { fixes: () => [{ title: `Change the heading to depth ${depth}`, kind: 'mend', edits }] };
}

/** A part beside the traits, where the trait before it lacks just that and others have it. */
function strayPart(document: TraitsDocument, section: Section, before: Trait, report: Report): void {
  const kind = partNamed(document, section);
  if (kind === undefined || section.depth !== document.level || before.content.parts.some((part) => part.kind === kind)) return;
  if (/\.context\b/.test(document.text.slice(section.nameRange.end, section.nameRange.end + 200).split(/[\r\n]/, 1)[0] ?? '')) return;
  const others = document.traits.flatMap(({ content }) => content.parts.filter((part) => part.kind === kind && part.form === 'heading'));
  if (others.length === 0) return;
  const parts = document.sections.filter(({ role }) => role === 'part');
  const depth = usualDepth(parts) ?? section.depth + 1;
  report({
    range: section.nameRange,
    message: `“${section.name}” stands beside the traits, at heading depth ${section.depth}, and belongs to none of them: expected depth ${depth}, as a part of “${before.name}”.`,
    ...deepen(document, section, depth),
  });
}

/** Sections below a trait that hold parts: they look like traits, and are read as text of the one that they stand in. */
function swallowed(document: TraitsDocument, found: readonly { trait: Trait; holders: readonly Section[] }[], report: Report): void {
  const holders = found.flatMap((one) => one.holders);
  const depths = new Set(holders.map(({ depth }) => depth));
  const withParts = document.traits.filter(({ content }) => content.parts.length > 0).length;
  const [depth] = depths;
  // Where more of them have parts than there are traits, it is the level that is wrong, and not they.
  const level = depths.size === 1 && holders.length > withParts && [3, 4, 5, 6].includes(depth ?? 0) ? depth : undefined;
  for (const { trait, holders: within } of found) {
    const [first, ...rest] = within;
    if (first === undefined) continue;
    report({
      range: first.nameRange,
      message:
        `“${first.name}”${rest.length > 0 ? ` and ${rest.length} more` : ''} at heading depth ${first.depth} ${rest.length > 0 ? 'have' : 'has'} parts of ${rest.length > 0 ? 'their' : 'its'} own, and ` +
        `the traits of this document stand at depth ${document.level ?? 2}: it is read as text of “${trait.name}”. Expected ` +
        `${level === undefined ? 'parts at one depth throughout' : `\`trait-level: ${level}\` in the front matter, or parts at one depth throughout`}.`,
      related: rest.slice(0, 10).map((section) => ({ range: section.nameRange, message: `“${section.name}” has parts of its own.` })),
      ...(level === undefined ? {} : { fixes: () => setLevel(document, level) }),
    });
  }
}

/** The one label of a document, where it settles the level and most sections that might be traits stand at another. */
function soleLabel(document: TraitsDocument, report: Report): void {
  const { sections, traits, level } = document;
  const isLabelled = ({ content }: Trait): boolean => content.parts.some(({ kind }) => DEFINING_PARTS.has(kind));
  const labelled = traits.find(isLabelled);
  const section = sections[labelled?.section ?? -1];
  if (labelled === undefined || traits.some((other) => other !== labelled && isLabelled(other)) || section === undefined || level === undefined) return;
  const { start } = labelled.range;
  const part = labelled.content.parts.find(({ kind, form, label }) => DEFINING_PARTS.has(kind) && (form === 'heading' || start + label.start < section.ownRange.end));
  const leaves = leavesOf(document);
  const elsewhere = leaves.filter(({ role }) => role !== 'trait');
  if (part === undefined || elsewhere.length < FEWEST_LEAVES || elsewhere.length * 2 <= leaves.length) return;
  report({
    range: { start: start + part.label.start, end: start + part.label.end },
    message:
      `This is the only labelled part, so the traits are the sections at heading depth ${level}, as “${labelled.name}” is, and ${elsewhere.length} others with text of their own ` +
      'are none: expected labelled parts in the traits, or `trait-level` in the front matter.',
    severity: 'information',
    related: elsewhere.slice(0, 10).map(({ name, nameRange }) => ({ range: nameRange, message: `“${name}” is no trait.` })),
    fixes: () => setLeaves(document, leaves),
  });
}

/** Fewer sections than this may well be what they are taken for. */
const FEWEST_LEAVES = 4;

/** The sections that would be traits without the label: with text of their own, and none below but parts and what goes by the same names in others. */
function leavesOf({ text, sections }: TraitsDocument): readonly Section[] {
  const around = parentsOf(sections);
  // Parts, of which the label may be one, tell nothing of what stands beside them.
  const parents = around.map((parent, index) => (sections[index]?.role === 'part' ? -1 : parent));
  const holders = new Set(parents);
  const folded = foldedInto(sections, parents, [...sections.keys()].map((index) => holders.has(index)));
  return sections.filter(({ role, depth, nameRange, ownRange }, index) => {
    if (depth < 2 || role === 'part' || role === 'title' || role === 'context') return false;
    if (holders.has(index) || folded.has(parents[index] ?? -1)) return folded.has(index);
    const body = text.slice(nameRange.end, ownRange.end);
    return /[\p{L}\p{N}]/u.test(body.slice(/^[^\r\n]*/.exec(body)?.[0].length));
  });
}

/** Where subsections are text of a section, or a heading is a subtitle, that ends when somebody sets the level. */
function setLeaves(document: TraitsDocument, leaves: readonly Section[]): readonly Fix[] {
  const expected = new Set<Section | undefined>(leaves);
  return setLevel(document, 'leaf').filter(({ edits }) => {
    const { traits } = parseTraitsDocument(applyEdits(document.text, edits), document.languages);
    return traits.every(({ section }) => expected.has(document.sections[section]));
  });
}

function setLevel(document: TraitsDocument, level: number | 'leaf'): readonly Fix[] {
  const edit = frontMatterLine(document, `trait-level: ${level}`);
  return edit === undefined ? [] : [{ title: `Set trait-level to ${level}`, kind: 'scaffold', edits: [edit] }];
}

export const page: RulePage = {
  why: `The traits are the sections at the shallowest depth at which one directly has a part. One *Why* too far up therefore
makes a group into a trait, and the traits in it into its text: a single chunk, and no samples for each. A part that stands
beside the traits instead of in one belongs to none and is in no chunk. Both are a *warning*.

In a document that is written in prose, without labels, the traits are the sections at the ends of the outline. The first
label that somebody adds changes that for the whole document. Where it is the only one, and leaves out most of the
sections that were traits without it, it is named, as *information*: that may be what its author wants.

Parts of one trait at several depths are read as its parts all the same; that it is better not to leave open whether
one belongs to another is judgement, and *information*.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

## Warm

Aster is glad to be of use.

## Why

People hear more from somebody who is on their side.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

## Warm

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.
`,
  fix: 'changes the depth of the heading; where most parts stand deeper, or there is only one, sets `trait-level`, unless that would make traits of what was none.',
};
