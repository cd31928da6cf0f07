/** Finds the parts that a document written without this format has all the same: by other names, or as whole paragraphs. */
import { followsBlank, lineBreakOf } from '../document/lines.ts';
import { normalizePartName, PART_KINDS, PART_TITLES, type PartKind, type PartNames } from '../document/parts.ts';
import { ENGLISH_SIGNALS, searchable } from '../document/prose-signals.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Edit } from './edit.ts';

/** What writers call a part where they give it a heading or a label of its own. Each can hardly mean anything else. */
const OTHER_NAMES: readonly (readonly [PartKind, readonly string[]])[] = [
  ['what', ['what it means', 'what this means', 'meaning']],
  ['how', ['how it shows', 'how this shows', 'what it looks like', 'what this looks like', 'in practice']],
  ['why', ['rationale', 'reason', 'reasons', 'reasoning', 'why it matters', 'why this matters', 'why we want this']],
  ['trade-offs', ['tensions', 'conflicts', 'trade-offs and tensions']],
  ['exceptions', ['when it does not apply', 'when this does not apply', "when it doesn't apply", "when this doesn't apply", 'where it does not apply', 'when not to']],
];

const OTHER_KINDS: PartNames = new Map(OTHER_NAMES.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));

/** Names of parts for `sections:` in the front matter, as the document writes them. */
export type AddedNames = readonly (readonly [PartKind, readonly string[]])[];

/** The names that the traits of a document have for their parts, besides those that are known. None where the front matter sets some. */
export function addedNames({ text, form, sections, traits, frontMatter, preamble }: TraitsDocument): AddedNames {
  if (frontMatter.keys.some(({ key }) => key === 'sections')) return [];
  const found = new Map<string, string>();
  const add = (written: string): void => {
    const name = normalizePartName(written);
    if (OTHER_KINDS.has(name) && !found.has(name)) found.set(name, written.replace(/[\s.:：。?？]+$/, '').trim());
  };
  const depths: number[] = [];
  for (const { depth, name } of sections) {
    while (depths.length > 0 && (depths.at(-1) ?? 0) >= depth) depths.pop();
    // A rationale of the whole document is no part of a trait.
    if ((depths.at(-1) ?? 0) >= 2) add(name);
    depths.push(depth);
  }
  for (const { content } of traits) {
    for (const { bold, range } of content.prose) {
      const written = content.source.slice(range.start, range.end);
      if (bold !== undefined && (/[.:：。]$/.test(bold.text.trim()) || /^[ \t]?[.:：。—–]/.test(content.source.slice(bold.range.end, range.end)))) add(bold.text);
      for (const [, name = ''] of written.matchAll(LABELLED_LINE)) add(name);
    }
  }
  // Lines that are not known to be traits yet.
  if (form === 'none') for (const [, name = ''] of text.slice(preamble.start, preamble.end).matchAll(LABELLED_LINE)) add(name);
  return OTHER_NAMES.flatMap(([kind]) => {
    const names = [...found].flatMap(([name, written]) => (OTHER_KINDS.get(name) === kind ? [written] : []));
    return names.length === 0 ? [] : [[kind, names] as const];
  });
}

/** A line that begins with a name and a colon. */
const LABELLED_LINE = /^(\p{Lu}[^:：\r\n]{1,39}?)[ \t]*(?::(?=[ \t]+\S)|：)/gmu;

type SaidPart = 'why' | 'trade-offs' | 'exceptions';

/** What a paragraph opens with that is that part from its first word. English, like the signals. */
const OPENINGS: readonly (readonly [SaidPart, RegExp])[] = [
  [
    'why',
    opening(
      '(?:(?:this|that|it) (?:is|matters|is important|is so) |we (?:want|ask for|do|value) (?:this|it) )?because',
      '(?:the|one|our|another|a) (?:(?:main|key|first|second|other) )?reasons? (?:for (?:this|it|that)|behind (?:this|it)|why|is|are)',
      '(?:this|it) matters',
      'the (?:point|purpose|aim|goal) (?:of (?:this|it) |here )?is',
    ),
  ],
  [
    'exceptions',
    opening(
      '(?:except|excepting|unless) (?:when|where|if|in|for|it|the|a|an|that|this|somebody|someone)',
      '(?:the|an|one|some|the only|other|further|notable|two|three|possible) exceptions?',
      'exceptions? (?:is|are|include|includes|apply|applies|to this)',
      'there (?:is|are) (?:(?:one|an|some|few|a few|two|three|several) )?exceptions?',
      "(?:this|it|none of this|(?:the|this) (?:trait|rule|principle)) (?:does not|doesn['’]t|need not) (?:apply|hold)",
    ),
  ],
  [
    'trade-offs',
    opening(
      '(?:when|where|if) (?:this|it|these|they|the two)(?: (?:trait|rule|principle|value)s?)? (?:(?:conflicts?|collides?|clash(?:es)?) with|(?:is|are|comes?) (?:in|into) (?:conflict|tension))',
      'in (?:case of (?:a )?|any |a )conflicts?',
      '(?:this|it)(?: (?:trait|rule|principle|value))? (?:takes? (?:precedence|priority) over|prevails over|yields to|gives way to|defers to|outweighs)',
    ),
  ],
];

function opening(...phrases: readonly string[]): RegExp {
  return new RegExp(`^(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

/** What says that a paragraph asks for something, besides giving a reason or a case. */
const ASKS = /(?<![\p{L}\p{N}])(?:should|must|shall|ought)(?![\p{L}\p{N}])/iu;

export interface ProseLabel {
  readonly kind: PartKind;
  readonly edit: Edit;
}

/**
 * Labels for the paragraphs that are certainly one part, in traits that have no such part. A part goes on to the next
 * label or heading, so only paragraphs with nothing but such paragraphs after them get one.
 */
export function labelsForProse(document: TraitsDocument): readonly ProseLabel[] {
  return document.traits.flatMap((trait) => (trait.content.form === 'section' ? labelsIn(document, trait) : []));
}

/** A paragraph, or a line of one with a label of its own; ranges count from the trait's start. */
interface Unit {
  readonly start: number;
  readonly end: number;
  readonly kind: PartKind | undefined;
  /** As far as it is written as one already, but for the asterisks. */
  readonly label?: string;
  /** An entry of the list that stands below a paragraph. */
  readonly listed: boolean;
}

function labelsIn(document: TraitsDocument, { range, content, section }: Trait): readonly ProseLabel[] {
  const { source, parts } = content;
  const own = (document.sections[section]?.ownRange.end ?? range.end) - range.start;
  const end = parts.reduce((first, part) => Math.min(first, part.label.start), own);
  const units = unitsOf(content, end, document.vocabulary.names);
  const taken = new Set(parts.map(({ kind }) => kind));
  const labels: ProseLabel[] = [];
  let after = end;
  let below: PartKind | undefined;
  for (let index = units.length - 1; index > 0; index -= 1) {
    const unit = units[index];
    if (unit === undefined || !isBlank(source.slice(unit.end, after), after === end ? parts.length > 0 : units[index + 1]?.listed === true)) break;
    after = unit.start;
    if (unit.listed) continue;
    const { kind, label } = unit;
    const introduces = units[index + 1]?.listed !== true || /[:：]\s*$/.test(source.slice(unit.start, unit.end));
    const inOrder = parts.every((part) => kind === undefined || PART_KINDS.indexOf(kind) < PART_KINDS.indexOf(part.kind));
    if (kind === undefined || !introduces || !inOrder || (taken.has(kind) && kind !== below)) break;
    // Of several paragraphs that are the same part only the first has its label.
    if (kind === below) labels.pop();
    below = kind;
    taken.add(kind);
    const at = range.start + unit.start;
    const lineBefore = followsBlank(source, unit.start) ? '' : lineBreakOf(document.text);
    const edit: Edit =
      label === undefined
        ? { range: { start: at, end: at }, newText: `${lineBefore}**${PART_TITLES[kind]}:** ` }
        : { range: { start: at, end: at + label.length }, newText: `${lineBefore}**${label.replace(/[ \t]*[:：]$/, '')}:**` };
    labels.push({ kind, edit });
  }
  return labels.toReversed();
}

/** Whether there is nothing between two texts, but for the markers of a list. */
function isBlank(between: string, markers: boolean): boolean {
  return (markers ? /^[\s\-+*\d.)]*$/ : /^\s*$/).test(between);
}

function unitsOf({ source, prose }: TraitContent, end: number, names: PartNames): readonly Unit[] {
  const units: Unit[] = [];
  for (const run of prose) {
    const { range } = run;
    if (range.start >= end) continue;
    const beginsLine = range.start === 0 || source[range.start - 1] === '\n' || source[range.start - 1] === '\r';
    if (!beginsLine) {
      units.push({ ...range, kind: undefined, listed: true });
      continue;
    }
    const written = source.slice(range.start, range.end);
    const starts = Array.from(written.matchAll(LABELLED_LINE)).flatMap(({ 0: label, 1: name = '', index: at }) => {
      const kind = names.get(normalizePartName(name));
      return kind === undefined || kind === 'scenarios' || kind === 'examples' ? [] : [{ at, label, kind }];
    });
    const [first] = starts;
    if (first === undefined || first.at > 0) {
      const stop = range.start + (first?.at ?? written.length);
      const kind = kindOf(searchable(source, run).text.slice(0, stop - range.start));
      units.push({ start: range.start, end: range.start + source.slice(range.start, stop).trimEnd().length, kind, listed: false });
    }
    for (const [index, { at, label, kind }] of starts.entries()) {
      const stop = starts[index + 1]?.at ?? written.length;
      units.push({ start: range.start + at, end: range.start + written.slice(0, stop).trimEnd().length, kind, label, listed: false });
    }
  }
  return units;
}

/** The part that a paragraph certainly is: by what it opens with, and by the lack of all that points elsewhere. */
function kindOf(text: string): SaidPart | undefined {
  for (const [kind, opens] of OPENINGS) {
    const rest = text.replace(opens, '');
    if (rest.length === text.length) continue;
    const points = OPENINGS.some(([other]) => other !== kind && ENGLISH_SIGNALS[other]?.test(rest) === true);
    return points || ASKS.test(rest) ? undefined : kind;
  }
  return undefined;
}
