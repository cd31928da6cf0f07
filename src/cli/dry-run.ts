/** Prints what a run would make: calls, tokens, cost, and a prompt of each stage. */
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { type Estimate, estimateText, NAMED_ANSWERS, type PlannedCall, plannedCalls, plannedSeeds, rangeText, type RoleEstimate, typesCall } from '../generation/estimate.ts';
import type { Wanted } from '../generation/generate.ts';
import type { PromptOverrides } from '../generation/overrides.ts';
import { PIPELINES } from '../generation/pipelines.ts';
import type { PipelineName, Role } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { ROLES } from '../models/providers.ts';
import { counted } from './formats/report.ts';

export interface DryRun {
  readonly pipeline: PipelineName;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly wanted: Wanted;
  readonly estimate: Estimate;
  readonly overrides: PromptOverrides;
}

export function dryRunText(run: DryRun): string {
  const { traits, estimate } = run;
  const { stages, roles } = estimate;
  const rows = [
    ['stage', 'role', 'calls', 'tokens in', 'tokens out'],
    ...stages.map(({ stage, role, calls, inputTokens, outputTokens }) => [stage, role, ...[calls, inputTokens, outputTokens].map(count)]),
    ['all', '', ...[estimate.calls, estimate.inputTokens, estimate.outputTokens].map(count)],
  ];
  return [
    `${counted(estimate.samples, 'sample')} of ${counted(traits.length, 'trait')}: ${estimateText(estimate)}.\n`,
    table(rows),
    ROLES.map((role) => roleLine(role, roles[role])).join(''),
    'An estimate: prompts as they will be sent, answers of typical length. The upper end is for answers of twice that\nlength, thinking, and every draft rewritten; retries come on top. Nothing was sent.\n',
    ...promptsOf(run),
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

/** One prompt of each stage, of the first sample that comes to it, in the order of the pipeline. */
function promptsOf({ pipeline: name, document, traits, wanted, estimate, overrides }: DryRun): readonly string[] {
  const pipeline = PIPELINES[name];
  const shown = new Map<string, string>();
  const show = ({ stage, role, prompt }: PlannedCall, of: string): void => {
    const system = prompt.system === undefined ? '' : `--- system\n${prompt.system}\n`;
    if (!shown.has(stage)) shown.set(stage, `=== ${stage}, ${role}, ${of}\n${system}--- user\n${prompt.user}\n`);
  };
  for (const trait of traits) {
    const chunk = chunkOf(document, trait);
    const seeds = plannedSeeds(pipeline, document, trait, wanted).slice(0, 3);
    const types = seeds.length === 0 ? undefined : typesCall(pipeline, chunk, wanted, overrides);
    if (types !== undefined) show(types, trait.id);
    for (const seed of seeds) for (const call of plannedCalls(pipeline, chunk, seed, [], NAMED_ANSWERS, overrides)) show(call, `${trait.id}/${seed.kind}/${seed.ordinal}`);
  }
  // A pinned sample has no plan and no scenario: where it is the first, these are found later.
  return estimate.stages.flatMap(({ stage }) => shown.get(stage) ?? []);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
