/** The parts of a trait: their kinds, the names they go by, and how a labelled one is recognised. */
import type { Prose } from './markdown.ts';
import type { Range } from './range.ts';

export const PART_KINDS = ['what', 'how', 'why', 'trade-offs', 'exceptions', 'scenarios', 'examples'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** The name that a part is called by in messages and written with in scaffolds. */
export const PART_TITLES: Readonly<Record<PartKind, string>> = {
  what: 'What',
  how: 'How',
  why: 'Why',
  'trade-offs': 'Trade-offs',
  exceptions: 'Exceptions',
  scenarios: 'Scenarios',
  examples: 'Examples',
};

const DEFAULT_NAMES: Readonly<Record<PartKind, readonly string[]>> = {
  what: ['what'],
  how: ['how'],
  why: ['why'],
  'trade-offs': ['trade-offs', 'trade-off', 'tradeoffs', 'tradeoff', 'trade offs'],
  exceptions: ['exceptions', 'exception'],
  scenarios: ['scenarios', 'scenario'],
  examples: ['examples', 'example'],
};

/**
 * Parts that make a section a trait. Scenarios and examples stand under many headings of documents that know
 * nothing of traits, so they say nothing about where traits are.
 */
export const DEFINING_PARTS: ReadonlySet<PartKind> = new Set(['what', 'how', 'why', 'trade-offs', 'exceptions']);

/** From a name, normalised, to the part it labels. */
export type PartNames = ReadonlyMap<string, PartKind>;

/** Names as they are compared: white space and dashes folded, case and a closing colon, full stop or question mark set aside, also those of Chinese and Japanese. */
export function normalizePartName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ ?[.:：。?？]$/, '')
    .toLowerCase();
}

/** Names by the part that they label. */
export type NamesOfParts = Readonly<Partial<Record<PartKind, readonly string[]>>>;

/** The default names, and those that a language, a user and a document add; later ones go before earlier ones. */
export function partNames(...added: readonly NamesOfParts[]): PartNames {
  const names = new Map<string, PartKind>();
  for (const set of [DEFAULT_NAMES, ...added]) {
    for (const kind of PART_KINDS) {
      for (const name of set[kind] ?? []) names.set(normalizePartName(name), kind);
    }
  }
  return names;
}

export interface Label {
  readonly kind: PartKind;
  /** The label itself with its asterisks and its colon. */
  readonly range: Range;
}

/**
 * The label that a run of text begins with: `**Why.** …`, `**Why:** …`, `**Why**: …`, and `Why: …` where
 * `plainAllowed`, that is at the start of a list item.
 */
export function labelOf(prose: Prose, source: string, names: PartNames, plainAllowed: boolean): Label | undefined {
  const { bold } = prose;
  if (bold !== undefined) {
    const kind = names.get(normalizePartName(bold.text));
    if (kind === undefined) return undefined;
    const after = /^[ \t]*[.:：。—–]?/.exec(source.slice(bold.range.end, prose.range.end))?.[0] ?? '';
    const punctuated = /[.:：。?？]$/.test(bold.text.trim()) || after.trim() !== '';
    const alone = source.slice(bold.range.end, prose.range.end).trim() === '';
    if (!punctuated && !alone) return undefined;
    return { kind, range: { start: bold.range.start, end: bold.range.end + after.trimEnd().length } };
  }
  if (!plainAllowed) return undefined;
  const plain = /^([^\s:：][^:：\n]{0,39}?)[ \t]*(?::(?=\s|$)|：)/.exec(source.slice(prose.range.start, prose.range.end));
  const kind = plain === null ? undefined : names.get(normalizePartName(plain[1] ?? ''));
  if (plain === null || kind === undefined) return undefined;
  return { kind, range: { start: prose.range.start, end: prose.range.start + plain[0].length } };
}

/** What is left of a run of text after its label; undefined when nothing is. */
export function afterLabel(prose: Prose, label: Range, source: string): Prose | undefined {
  const rest = source.slice(label.end, prose.range.end);
  const start = label.end + (rest.length - rest.trimStart().length);
  if (start >= prose.range.end) return undefined;
  return {
    range: { start, end: prose.range.end },
    text: prose.text.slice(textLength(prose, label, source)).trimStart(),
    links: prose.links.filter((link) => link.range.start >= start),
    code: prose.code.filter((code) => code.start >= start),
    notProse: prose.notProse.filter((span) => span.start >= start),
  };
}

/** How much of the plain text the label makes up: its source without asterisks. */
function textLength(prose: Prose, label: Range, source: string): number {
  if (prose.bold === undefined) return label.end - label.start;
  return prose.bold.text.length + source.slice(prose.bold.range.end, label.end).length;
}
