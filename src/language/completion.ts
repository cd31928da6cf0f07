/** Proposes what can be written at a place: parts, traits, keys and values, placeholders, rules. */
import { PART_KINDS, PART_TITLES, type PartKind } from '../document/parts.ts';
import { MODEL_ROLES, SEVERITIES } from '../document/front-matter.ts';
import { PROSE_PARTS } from '../document/prose-signals.ts';
import type { Range } from '../document/range.ts';
import { SCENARIO_KEYS } from '../document/scenario-block.ts';
import { leadInOf, type Part } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import {
  DIRECTIVES,
  FRONT_MATTER_PURPOSES,
  MODEL_ROLE_PURPOSES,
  PART_PURPOSES,
  PART_QUESTIONS,
  type RuleNote,
  SCENARIO_PURPOSES,
  SCENARIO_VALUES,
  TRAIT_LEVELS,
} from './guide.ts';
import { anchorsOf } from './links.ts';
import { lineRange, traitAt } from './mentions.ts';

export interface Completion {
  readonly kind: 'part' | 'trait' | 'anchor' | 'key' | 'value' | 'placeholder' | 'rule' | 'trade-off';
  readonly label: string;
  readonly detail?: string;
  /** Plain text that says more. */
  readonly documentation?: string;
  /** What is replaced: on one line, and holding the offset that was asked about. */
  readonly range: Range;
  /** A snippet, in the syntax of the Language Server Protocol. */
  readonly snippet: string;
  /** What the text in `range` is compared with, where that is not the label. */
  readonly filter?: string;
}

/** In the order in which they are to be shown. Never throws. */
export function complete(document: TraitsDocument, offset: number, rules: readonly RuleNote[]): readonly Completion[] {
  const at = Math.min(Math.max(0, offset), document.text.length);
  const place = placeOf(document, at);
  if (at < document.frontMatter.bodyStart) return inFrontMatter(place, rules);
  const scenario = scenarioKeys(place);
  if (scenario !== undefined) return scenario;
  for (const propose of [placeholders, directives, traitLinks, tradeOffTargets, tradeOffLeadIns, parts]) {
    const found = propose(place, rules);
    if (found.length > 0) return found;
  }
  return [];
}

interface Place {
  readonly document: TraitsDocument;
  readonly at: number;
  /** Where the line begins. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The trait that the lines before this one are in: what is being typed may look like a new section. */
  readonly trait: Trait | undefined;
}

function placeOf(document: TraitsDocument, at: number): Place {
  const line = lineRange(document.text, at);
  const own = traitAt(document, at);
  const trait = own !== undefined && own.range.start < line.start ? own : traitAt(document, Math.max(0, line.start - 1));
  return { document, at, line: line.start, before: document.text.slice(line.start, at), after: document.text.slice(at, line.end), trait };
}

/** The last `length` characters before the place, and as much after it as `pattern` takes. */
function replacing({ at, after }: Place, length: number, pattern?: RegExp): Range {
  return { start: at - length, end: at + (pattern?.exec(after)?.[0].length ?? 0) };
}

// Front matter

function inFrontMatter(place: Place, rules: readonly RuleNote[]): readonly Completion[] {
  const { document, before, line } = place;
  const { range } = document.frontMatter;
  if (line <= range.start || document.text.startsWith('---', line)) return [];
  const written = document.text.slice(range.start, line).split(/\r\n?|\n/).slice(1);
  const indent = /^ */.exec(before)?.[0].length ?? 0;
  const parent = indent === 0 ? undefined : written.findLast((above) => /^\S/.test(above))?.match(/^([\w-]+)[ \t]*:/)?.[1];
  const value = /^( *)(["']?)([\w/-]+)\2:[ \t]+(\S*)$/.exec(before);
  if (value !== null) {
    const [, , , key = '', typed = ''] = value;
    const valueRange = replacing(place, typed.length, /^[\w-]*/);
    if (parent === undefined && key === 'trait-level') return TRAIT_LEVELS.map((level) => plainValue(level, valueRange));
    if (parent === undefined && key === 'language') return [...new Set(['en', ...Object.keys(document.languages)])].map((tag) => plainValue(tag, valueRange));
    if (parent === undefined && key === 'traits') return [plainValue('1', valueRange)];
    if (parent === 'lint' && (key.includes('/') || key === 'severity')) return SEVERITIES.map((severity) => plainValue(severity, valueRange));
    return [];
  }
  const typed = /^ *([\w/-]*)$/.exec(before)?.[1];
  if (typed === undefined) return [];
  const keyRange = replacing(place, typed.length, /^[\w/-]*:?/);
  const block = document.text.slice(range.start, range.end);
  const there = new Set([...block.matchAll(/^ *(?:"([^"\r\n]*)"|'([^'\r\n]*)'|([\w/-]+))[ \t]*:/gm)].map((match) => match[1] ?? match[2] ?? match[3]));
  there.delete(/^[\w/-]*/.exec(typed + place.after)?.[0]);
  if (indent === 0) {
    return Object.entries(FRONT_MATTER_PURPOSES)
      .filter(([key]) => !there.has(key))
      .map(([key, documentation]) => ({ kind: 'key', label: key, documentation, range: keyRange, snippet: FRONT_MATTER_SNIPPETS[key] ?? `${key}: $0` }));
  }
  if (parent === 'sections') {
    return PART_KINDS.map((kind) => ({ kind: 'key', label: kind, documentation: `Other names for ${PART_TITLES[kind]}.`, range: keyRange, snippet: `${kind}: [$0]` }));
  }
  if (parent === 'signals') {
    return PROSE_PARTS.map((kind) => ({ kind: 'key', label: kind, documentation: `Phrases by which ${PART_TITLES[kind]} is recognised in prose.`, range: keyRange, snippet: `${kind}: [$0]` }));
  }
  if (parent === 'models') {
    return MODEL_ROLES.filter((role) => !there.has(role)).map((role) => ({ kind: 'key', label: role, documentation: MODEL_ROLE_PURPOSES[role], range: keyRange, snippet: `${role}: $0` }));
  }
  if (parent === 'lint') {
    const above = written.findLast((earlier) => earlier.trim() !== '' && (/^ */.exec(earlier)?.[0].length ?? 0) < indent)?.match(/^ *["']?([\w/-]+)["']?[ \t]*:/)?.[1];
    const rule = rules.find(({ id }) => id === above);
    if (rule !== undefined) {
      return ['severity', ...rule.options].map((key) => ({ kind: 'key', label: key, range: keyRange, snippet: key === 'severity' ? `severity: \${1|${SEVERITIES.join(',')}|}` : `${key}: $0` }));
    }
    if (above !== 'lint') return [];
    return rules
      .filter(({ id }) => !there.has(id))
      .map(({ id, summary, severity }) => ({ kind: 'rule', label: id, detail: severity, documentation: summary, range: keyRange, snippet: `${id}: \${1|${SEVERITIES.join(',')}|}` }));
  }
  return [];
}

const FRONT_MATTER_SNIPPETS: Readonly<Record<string, string>> = {
  traits: 'traits: 1',
  'trait-level': `trait-level: \${1|${TRAIT_LEVELS.join(',')}|}`,
  sections: 'sections:\n  $0',
  signals: 'signals:\n  $0',
  lint: 'lint:\n  $0',
  models: 'models:\n  $0',
};

function plainValue(value: string, range: Range): Completion {
  return { kind: 'value', label: value, range, snippet: value };
}

// Scenario blocks

/** Undefined where the place is in no scenario block: there nothing else is proposed. */
function scenarioKeys(place: Place): readonly Completion[] | undefined {
  const { document, before } = place;
  const trait = traitAt(document, place.at);
  const from = trait?.range.start ?? 0;
  const block = trait?.content.scenarios.find(({ range, content }) => from + content.start <= place.line && place.line < from + range.end);
  if (trait === undefined || block === undefined) return undefined;
  if (/^[ \t>]*(?:`{3,}|~{3,})/.test(before + place.after)) return [];
  const [, key = '', typed = ''] = /^[ \t>]*([\w-]+):[ \t]+(\S*)$/.exec(before) ?? [];
  const known = SCENARIO_KEYS.find((name) => name === key);
  if (known !== undefined) {
    const range = replacing(place, typed.length, /^[\w-]*/);
    return (SCENARIO_VALUES[known] ?? []).map((value) => plainValue(value, range));
  }
  const start = /^[ \t>]*([\w-]*)$/.exec(before)?.[1];
  if (start === undefined) return [];
  const there = trait.content.source.slice(block.content.start, block.content.end);
  const range = replacing(place, start.length, /^[\w-]*:?/);
  return SCENARIO_KEYS.filter((name) => !new RegExp(`^[ \\t>]*${name}[ \\t]*:`, 'm').test(there)).map((name) => ({
    kind: 'key',
    label: name,
    documentation: SCENARIO_PURPOSES[name].replaceAll('`', ''),
    range,
    snippet: SCENARIO_VALUES[name] === undefined ? `${name}: $0` : `${name}: \${1|${SCENARIO_VALUES[name].join(',')}|}`,
  }));
}

// Inside text

function placeholders(place: Place): readonly Completion[] {
  const typed = /(?<![${])\{\{[ \t]*([\w-]*)$/.exec(place.before)?.[1];
  if (typed === undefined) return [];
  const range = replacing(place, typed.length, /^[\w-]*[ \t]*\}{0,2}/);
  return [...place.document.frontMatter.variables].map(([name, value]) => ({ kind: 'placeholder', label: name, detail: value.slice(0, 80), range, snippet: `${escapeSnippet(name)}}}` }));
}

/** `<!-- traits-disable rule… -->` */
function directives(place: Place, rules: readonly RuleNote[]): readonly Completion[] {
  const open = /<!--[ \t]*((?:(?!-->).)*)$/.exec(place.before)?.[1];
  if (open === undefined) return [];
  if (/^[\w-]*$/.test(open)) {
    const range = replacing(place, open.length);
    const close = place.after.includes('-->') ? '' : ' -->';
    return Object.entries(DIRECTIVES).map(([name, documentation]) => ({ kind: 'key', label: name, documentation, range, snippet: `${name} $0${close}` }));
  }
  if (!/^traits-(?:disable(?:-next-line|-file)?|enable)[ \t,]/.test(open) || /\s(?:-+|[—–])\s/.test(open)) return [];
  const typed = /[\w/-]*$/.exec(open)?.[0] ?? '';
  return rules.map(({ id, summary, severity }) => ({ kind: 'rule', label: id, detail: severity, documentation: summary, range: replacing(place, typed.length, /^[\w/-]*/), snippet: id }));
}

/** `[…](#` and, in a trade-off, `[`. */
function traitLinks(place: Place): readonly Completion[] {
  const { document, before, after, trait } = place;
  const anchor = /\]\(#([^()\s]*)$/.exec(before)?.[1] ?? /^[ \t]{0,3}\[[^\]]+\]:[ \t]*#(\S*)$/.exec(before)?.[1];
  if (anchor !== undefined) {
    const range = replacing(place, anchor.length, /^[^()\s]*/);
    const close = before.includes('](#') && !/^[^()\s]*\)/.test(after) ? ')' : '';
    return [...anchorsOf(document).values()]
      .filter((found) => found.trait === undefined || found.trait !== trait)
      .toSorted((a, b) => Number(a.trait === undefined) - Number(b.trait === undefined))
      .map((found) => ({
        kind: found.trait === undefined ? 'anchor' : 'trait',
        label: found.id,
        detail: found.name,
        range,
        snippet: escapeSnippet(encodeId(found.id)) + close,
        filter: `${found.id} ${found.name}`,
      }));
  }
  const text = /(?<!\\)\[([^[\]]*)$/.exec(before)?.[1];
  if (text === undefined || !isInTradeOffs(place)) return [];
  // An editor that closes brackets has written the other one already.
  const range = replacing(place, text.length + 1, /^[^[\]()]*\](?:\([^()]*\))?/);
  return traitsBut(document, trait).map((other) => ({ ...traitCompletion(other, range, linkTo(document, other)), filter: `[${other.name} ${other.id}` }));
}

/** After `Over `, `Yields to `, `With ` or what else means one of them, at the start of an item of the trade-offs. */
function tradeOffTargets(place: Place): readonly Completion[] {
  const { document, before, after, trait } = place;
  const entry = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$/.exec(before)?.[1] ?? '';
  const leadIn = leadInOf(entry, document.vocabulary.leadIn);
  const [, closing = '', typed] = /^([*_]*:?[*_]*)[ \t]+([^[\]().:;*_]*)$/.exec(entry.slice(leadIn?.length)) ?? [];
  if (leadIn === undefined || typed === undefined || !isInTradeOffs(place)) return [];
  const { opening } = leadIn;
  const close = closing.includes(opening) || after.includes(opening) ? '' : opening;
  const range = replacing(place, typed.length);
  return traitsBut(document, trait).map((other) => ({ ...traitCompletion(other, range, `${linkTo(document, other)}${close}`), filter: `${other.name} ${other.id}` }));
}

/** At the start of an item of the trade-offs. */
function tradeOffLeadIns(place: Place): readonly Completion[] {
  const { document, before, after, trait } = place;
  const [, written] = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+((?:\*\*|__)?[a-z]*)$/i.exec(before) ?? [];
  if (written === undefined || after.trim() !== '' || !isInTradeOffs(place)) return [];
  const choice = traitChoice(document, trait, 1);
  const range = replacing(place, written.length);
  const lead = /^(?:\*\*|__)?/.exec(written)?.[0] ?? '';
  return [
    ['Over', 'this trait prevails', ' ${2:TODO: in which matter}: ${3:TODO: what is still owed to it}'],
    ['Yields to', 'the other trait prevails', ' when ${2:TODO: what is at stake}'],
    ['With', 'it depends, and the text says on what', ': ${2:TODO: what decides between the two}'],
  ].map(([word = '', detail = '', rest = '']) => ({ kind: 'trade-off', label: word, detail, range, filter: lead + word, snippet: `**${word} ${choice}**${rest}$0` }));
}

function isInTradeOffs({ document, at, line }: Place): boolean {
  const trait = traitAt(document, at);
  if (trait === undefined) return false;
  const from = trait.range.start;
  // An item that is only its marker, or not written yet, ends the part before it.
  const part = trait.content.parts.findLast(({ label }) => from + label.start <= at);
  return part?.kind === 'trade-offs' && (part.form !== 'heading' || from + part.label.end < line);
}

function traitsBut({ traits }: TraitsDocument, trait: Trait | undefined): readonly Trait[] {
  return traits.filter((other) => other.id !== trait?.id && other.name.trim() !== '');
}

function traitCompletion(other: Trait, range: Range, snippet: string): Completion {
  const { statement, prose } = other.content;
  const said = statement === undefined ? undefined : prose.find((run) => run.range.start === statement.start)?.text;
  return { kind: 'trait', label: other.name, detail: `#${other.id}`, range, snippet, ...(said === undefined ? {} : { documentation: said.slice(0, 500) }) };
}

function linkTo(document: TraitsDocument, trait: Trait): string {
  // Where another trait has the id, a link would lead there.
  const leads = anchorsOf(document).get(trait.id)?.trait === trait;
  return escapeSnippet(leads ? rawLink(trait) : trait.name);
}

function rawLink({ name, id }: Trait): string {
  return `[${name.replaceAll(/[[\]\\]/g, '\\$&')}](#${encodeId(id)})`;
}

/** An id as it is written in a link. */
function encodeId(id: string): string {
  return id.replaceAll(/[()<>\\%]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

// Parts

/** Labels of parts that the trait has not yet, written as its others are. */
function parts(place: Place): readonly Completion[] {
  const { document, before, after, trait } = place;
  if (trait === undefined || after.trim() !== '') return [];
  const { content, range: traitRange } = trait;
  if (content.scenarios.some(({ range }) => traitRange.start + range.start < place.line && place.at < traitRange.start + range.end)) return [];
  const heading = /^ {0,3}(#{1,6})([ \t]*)([\p{L}-]*)$/u.exec(before);
  const leadIn = /^([ \t]*)(\*{0,2})([\p{L}-]*)$/u.exec(before);
  const item = /^([ \t]*)([-*+])([ \t]+)(\*{0,2})([\p{L}-]*)$/u.exec(before);
  const written = heading?.[3] ?? item?.[5] ?? leadIn?.[3];
  if (written === undefined) return [];
  const depth = (content.heading?.depth ?? 1) + 1;
  // Two number signs and a space begin the next trait.
  if (heading !== null && heading[2] !== '' && (heading[1] ?? '').length < depth) return [];
  const current = content.parts.findLast(({ label }) => traitRange.start + label.start < place.line);
  const form = heading !== null ? 'heading' : item !== null ? 'item' : formOf(document, trait);
  // Under a part's heading an item is an item, and a word is mostly a word.
  if (item !== null && current?.form === 'heading') return [];
  const typed = before.trimStart();
  const range = replacing(place, typed.length);
  const there = new Set(content.parts.filter(({ label }) => traitRange.start + label.end < place.line || traitRange.start + label.start > place.at).map(({ kind }) => kind));
  const level = heading !== null && heading[2] !== '' ? (heading[1] ?? '').length : headingDepth(trait) ?? Math.min(6, depth);
  return PART_KINDS.filter((kind) => !there.has(kind)).map((kind) => {
    const name = nameFor(document, kind);
    return {
      kind: 'part',
      label: name,
      ...(name === PART_TITLES[kind] ? {} : { detail: PART_TITLES[kind] }),
      documentation: PART_PURPOSES[kind],
      range,
      snippet: scaffold(kind, name, form, level, item?.[2] ?? '-', place),
      // An editor goes on comparing with this while more is typed.
      filter: heading === null ? `${typed.slice(0, typed.length - written.length)}${name}` : `${'#'.repeat(level)} ${name}`,
    };
  });
}

/** A new part is written as the trait's others are; without any, as those of the document's first trait that has some. */
function formOf(document: TraitsDocument, { content }: Trait): Part['form'] {
  const form = content.parts[0]?.form;
  if (form !== undefined) return form;
  if (content.form === 'item') return 'item';
  const others = document.traits.find((trait) => trait.content.form === content.form && trait.content.parts.length > 0)?.content.parts[0]?.form;
  return others ?? (document.form === 'leaves' || content.heading?.depth === 6 ? 'lead-in' : 'heading');
}

function headingDepth({ content }: Trait): number | undefined {
  const label = content.parts.find((part) => part.form === 'heading')?.label;
  if (label === undefined) return undefined;
  return /(#+)[ \t]*$/.exec(content.source.slice(lineRange(content.source, label.start).start, label.start))?.[1]?.length;
}

/** The name that the document's traits call a part by: the default, unless the first that has the part uses another. */
function nameFor(document: TraitsDocument, kind: PartKind): string {
  const added = document.frontMatter.sections[kind];
  if (added === undefined) return PART_TITLES[kind];
  for (const { content } of document.traits) {
    const label = content.parts.find((part) => part.kind === kind)?.label;
    if (label === undefined) continue;
    return content.source.slice(label.start, label.end).replaceAll(/^[*_\s]+|[*_\s.:：。—–]+$/g, '');
  }
  return added[0] ?? PART_TITLES[kind];
}

function scaffold(kind: PartKind, name: string, form: Part['form'], depth: number, marker: string, place: Place): string {
  const label = escapeSnippet(name);
  const question = escapeSnippet(PART_QUESTIONS[kind]);
  // Right below a paragraph or an item a lead-in would belong to it.
  const lines = place.document.text.slice(Math.max(0, place.line - 200), place.line);
  const apart = form === 'item' || lines.trim() === '' || /(?:\r\n|\n|\r)[ \t]*(?:\r\n?|\n)$/.test(lines) ? '' : '\n';
  if (kind === 'scenarios' && form === 'heading') return `${apart}${'#'.repeat(depth)} ${label}\n\n${SCENARIO}$0`;
  const entry = kind === 'trade-offs' ? tradeOffEntry(place) : `\${1:TODO: ${question}}`;
  switch (form) {
    case 'heading':
      return `${apart}${'#'.repeat(depth)} ${label}\n\n${kind === 'why' ? '' : '- '}${entry}$0`;
    case 'lead-in':
      return kind === 'trade-offs' ? `${apart}**${label}.**\n\n- ${entry}$0` : `${apart}**${label}.** ${entry}$0`;
    case 'item':
      return `${/^[ \t]*[-*+][ \t]/.test(place.before) ? marker : '-'} **${label}:** ${entry}$0`;
  }
}

function tradeOffEntry({ document, trait }: Place): string {
  return `**\${1|Over,Yields to,With|} ${traitChoice(document, trait, 2)}** \${3:TODO: in which matter, and what decides}`;
}

/** A snippet's choice among links to the other traits. */
function traitChoice(document: TraitsDocument, trait: Trait | undefined, stop: number): string {
  const links = traitsBut(document, trait).flatMap((other) => (anchorsOf(document).get(other.id)?.trait === other ? [escapeChoice(rawLink(other))] : []));
  return links.length === 0 ? `\${${stop}:TODO: another trait}` : `\${${stop}|${links.join(',')}|}`;
}

const SCENARIO = [
  '```yaml scenario',
  'kind: ${1|exhibit,exception,trade-off|}',
  'what: ${2:TODO who asks for what, and what makes it hard?}',
  'how: ${3:TODO what does a good answer do here?}',
  'why: ${4:TODO why is that right in this case?}',
  'why-channel: ${5|quoted,observer,consequence|}',
  '```',
].join('\n');

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

function escapeChoice(text: string): string {
  return text.replaceAll(/[\\,|]/g, '\\$&');
}
