/** Says what stands behind the word at a place: a trait's card, a part's purpose, a placeholder's value, a rule. */
import { PART_KINDS, PART_TITLES } from '../document/parts.ts';
import { type Range, rangeAt, shiftRange } from '../document/range.ts';
import { SCENARIO_KEYS, type ScenarioBlock } from '../document/scenario-block.ts';
import { inCode, visible } from '../document/shown-text.ts';
import { tradeOffsOf } from '../document/trade-offs.ts';
import { partState } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { FRONT_MATTER_PURPOSES, PART_PURPOSES, type RuleNote, SCENARIO_PURPOSES } from './guide.ts';
import { anchorIn, anchorsOf, linksOf } from './links.ts';
import { lineRange, mentionAt, traitAt } from './mentions.ts';
import { placeholderAt } from './placeholder.ts';

export interface Hover {
  readonly range: Range;
  /** Markdown; what it takes from the document is escaped, so that it is shown as it is written. */
  readonly markdown: string;
}

/** Undefined where there is nothing to say. Never throws. */
export function hover(document: TraitsDocument, offset: number, rules: readonly RuleNote[]): Hover | undefined {
  if (offset < document.frontMatter.bodyStart) return frontMatterHover(document, offset, rules);
  const placeholder = placeholderAt(document, offset);
  if (placeholder !== undefined) {
    const value = document.frontMatter.variables.get(placeholder.name);
    const markdown = value === undefined ? `No key \`${placeholder.name}\` in the front matter: this stays as it is.` : escapeMarkdown(value);
    return { range: placeholder.range, markdown };
  }
  const trait = traitAt(document, offset);
  const mention = mentionAt(document, offset);
  if (mention !== undefined) return { range: mention.range, markdown: card(document, mention.trait, trait) };
  const link = rangeAt(linksOf(document), offset);
  const id = link === undefined ? undefined : anchorIn(link.url);
  if (link !== undefined && id !== undefined) {
    const anchor = anchorsOf(document).get(id);
    return { range: link.range, markdown: anchor === undefined ? `Nothing here has the id \`${inCode(id)}\`.` : `**${escapeMarkdown(anchor.name)}**` };
  }
  return ruleHover(document, offset, rules) ?? (trait === undefined ? undefined : insideTrait(trait, offset));
}

/** What a trait says in short, with what it says itself of the trait that it is shown in. */
function card(document: TraitsDocument, trait: Trait, seenFrom: Trait | undefined): string {
  const { content, range } = trait;
  const lines = [`**${escapeMarkdown(trait.name)}** \`#${inCode(trait.id)}\``];
  const statement = content.statement === undefined ? undefined : content.prose.find((prose) => prose.range.start === content.statement?.start);
  if (statement !== undefined) lines.push(escapeMarkdown(statement.text));
  const own = tradeOffsOf(document, trait).find(({ from, to }) => from === trait && to === seenFrom && seenFrom !== trait);
  if (own !== undefined && seenFrom !== undefined) lines.push(`On *${escapeMarkdown(seenFrom.name)}*: ${escapeMarkdown(own.entry.text)}`);
  const parts = PART_KINDS.flatMap((kind) => {
    const labelled = content.parts.some((part) => part.kind === kind);
    if (kind === 'scenarios' || kind === 'examples') return labelled ? [PART_TITLES[kind]] : [];
    const state = partState(content, kind);
    if (state === 'absent') return [];
    return [state === 'labelled' ? PART_TITLES[kind] : `${PART_TITLES[kind]} (in prose)`];
  });
  const line = document.text.slice(0, range.start).split(/\r\n?|\n/).length;
  lines.push(`${parts.length === 0 ? 'No parts yet' : parts.join(' · ')} — line ${line}`);
  return lines.join('\n\n');
}

function insideTrait(trait: Trait, offset: number): Hover | undefined {
  const at = offset - trait.range.start;
  const part = trait.content.parts.find(({ label }) => label.start <= at && at <= label.end);
  if (part !== undefined) {
    return { range: shiftRange(part.label, trait.range.start), markdown: `**${PART_TITLES[part.kind]}** — ${PART_PURPOSES[part.kind]}` };
  }
  const scenario = trait.content.scenarios.find(({ content }) => content.start <= at && at <= content.end);
  return scenario === undefined ? undefined : scenarioHover(trait, scenario, at);
}

function scenarioHover(trait: Trait, scenario: ScenarioBlock, at: number): Hover | undefined {
  const entry = scenario.entries.find(({ keyRange }) => keyRange.start <= at && at <= keyRange.end);
  const key = SCENARIO_KEYS.find((known) => known === entry?.key);
  if (entry === undefined || key === undefined) return undefined;
  return { range: shiftRange(entry.keyRange, trait.range.start), markdown: `**${key}** — ${SCENARIO_PURPOSES[key]}` };
}

function ruleHover(document: TraitsDocument, offset: number, rules: readonly RuleNote[]): Hover | undefined {
  const comment = document.suppressions.find(({ range }) => range.start <= offset && offset <= range.end);
  return comment === undefined ? undefined : ruleAt(document.text, comment.range, offset, rules);
}

function ruleAt(text: string, within: Range, offset: number, rules: readonly RuleNote[]): Hover | undefined {
  for (const match of text.slice(within.start, within.end).matchAll(/[a-z][a-z-]*\/[a-z][a-z-]*/g)) {
    const range = shiftRange({ start: match.index, end: match.index + match[0].length }, within.start);
    if (offset < range.start || offset > range.end) continue;
    const rule = rules.find(({ id }) => id === match[0]);
    return { range, markdown: rule === undefined ? `There is no rule \`${match[0]}\`.` : `**${rule.id}** — ${rule.summary}. Severity where nothing is set: ${rule.severity}.` };
  }
  return undefined;
}

function frontMatterHover(document: TraitsDocument, offset: number, rules: readonly RuleNote[]): Hover | undefined {
  const line = lineRange(document.text, offset);
  const rule = ruleAt(document.text, line, offset, rules);
  if (rule !== undefined) return rule;
  const key = /^([\w-]+)[ \t]*:/.exec(document.text.slice(line.start, line.end))?.[1];
  if (key === undefined || offset > line.start + key.length || !Object.hasOwn(FRONT_MATTER_PURPOSES, key)) return undefined;
  return { range: { start: line.start, end: line.start + key.length }, markdown: `**${key}** — ${FRONT_MATTER_PURPOSES[key] ?? ''}` };
}

/** Makes Markdown of plain text, none of which is markup. */
export function escapeMarkdown(text: string): string {
  return visible(text).replaceAll(/\s*\n+\s*/g, ' ').replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}
