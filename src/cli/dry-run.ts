/** Prints what a run would make: calls, tokens, cost, and a prompt of each stage. */
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { seedsOf } from '../generation/chat.ts';
import { type Estimate, estimateText, NAMED_ANSWERS, plannedCalls, rangeText, type RoleEstimate } from '../generation/estimate.ts';
import type { Role } from '../models/model.ts';
import { dollars } from '../models/prices.ts';
import { ROLES } from '../models/providers.ts';
import { counted } from './formats/report.ts';

export interface DryRun {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  readonly estimate: Estimate;
}

export function dryRunText({ document, traits, perTrait, estimate }: DryRun): string {
  const { stages, roles } = estimate;
  const rows = [
    ['stage', 'role', 'calls', 'tokens in', 'tokens out'],
    ...stages.map(({ stage, role, calls, inputTokens, outputTokens }) => [stage, role, ...[calls, inputTokens, outputTokens].map(count)]),
    ['all', '', ...[estimate.calls, estimate.inputTokens, estimate.outputTokens].map(count)],
  ];
  return [
    `${counted(traits.length * perTrait, 'sample')} of ${counted(traits.length, 'trait')}: ${estimateText(estimate)}.\n`,
    table(rows),
    ROLES.map((role) => roleLine(role, roles[role])).join(''),
    'An estimate: prompts as they will be sent, answers of typical length. The upper end is for answers of twice that\nlength, thinking, and every draft rewritten; retries come on top. Nothing was sent.\n',
    ...promptsOf(document, traits, perTrait),
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number): string => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0));
  return rows.map((row) => `${row.map(cell).join('  ')}\n`).join('');
}

function roleLine(role: Role, { model, price, cost }: RoleEstimate): string {
  return `${role.padEnd(9)}  ${model}: ${cost === undefined || price === undefined ? 'unknown price' : `${rangeText(cost)}${priceText(price)}`}\n`;
}

function priceText({ inputPerMillion, outputPerMillion, date, source, unbilled }: NonNullable<RoleEstimate['price']>): string {
  if (unbilled !== undefined) return `, it ${unbilled}`;
  const where = source === undefined ? ', your price' : `, read on ${date} at ${source}`;
  return ` at ${dollars(inputPerMillion)} for a million tokens in and ${dollars(outputPerMillion)} out${where}`;
}

/** One prompt of each stage, of the first sample that comes to it. */
function promptsOf(document: TraitsDocument, traits: readonly Trait[], perTrait: number): readonly string[] {
  const shown = new Map<string, string>();
  for (const trait of traits) {
    const chunk = chunkOf(document, trait);
    for (const seed of seedsOf(trait, Math.min(perTrait, 3))) {
      for (const { stage, role, prompt } of plannedCalls(chunk, seed, [], NAMED_ANSWERS)) {
        const system = prompt.system === undefined ? '' : `--- system\n${prompt.system}\n`;
        if (!shown.has(stage)) shown.set(stage, `=== ${stage}, ${role}, ${trait.id}/${seed.kind}/${seed.ordinal}\n${system}--- user\n${prompt.user}\n`);
      }
    }
  }
  const order = ['plan', 'scenario'];
  return [...shown].toSorted(([a], [b]) => rank(order, a) - rank(order, b)).map(([, text]) => text);
}

/** A pinned sample has no plan and no scenario: where it is the first, these two are found later. */
function rank(order: readonly string[], stage: string): number {
  const at = order.indexOf(stage);
  return at === -1 ? order.length : at;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
