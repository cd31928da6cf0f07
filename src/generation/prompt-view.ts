/** Shows what a model is sent at each stage for one trait, as Markdown to read. */
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Stage } from '../models/model.ts';
import { NAMED_ANSWERS, type PlannedCall, plannedCalls, plannedSeeds, typesCall } from './estimate.ts';
import { escaped, fenced } from './markdown-text.ts';
import { overridableBy, type PromptOverrides, type TemplateProblem } from './overrides.ts';
import { PIPELINES } from './pipelines.ts';

export interface ShownPrompts {
  readonly overrides: PromptOverrides;
  /** Where there are some, no template is used. */
  readonly problems: readonly TemplateProblem[];
}

/** Enough samples of a trait that some are not pinned and each kind is among them. */
const LOOKED_AT = 12;

/** The prompts of all stages of all pipelines, each of the first sample that comes to it, with stand-ins for answers. */
export function promptView(document: TraitsDocument, trait: Trait, fileName: string, { overrides, problems }: ShownPrompts): string {
  const chunk = chunkOf(document, trait);
  const shown = new Map<Stage, string>();
  const show = ({ stage, role, prompt }: PlannedCall, of: string): void => {
    if (shown.has(stage)) return;
    const system = prompt.system === undefined ? [] : ['System prompt:', fenced(prompt.system), 'Message:'];
    shown.set(stage, [`## ${stage}`, `To the ${role}, for ${of}. ${whose(stage, overrides)}`, ...system, fenced(prompt.user)].join('\n\n'));
  };
  for (const pipeline of Object.values(PIPELINES)) {
    const wanted = { perTrait: LOOKED_AT };
    const types = typesCall(pipeline, chunk, wanted, overrides);
    if (types !== undefined) show(types, 'all texts of the trait');
    const seeds = plannedSeeds(pipeline, document, trait, wanted);
    // First one that is not pinned, so that the stages come in their order.
    for (const seed of seeds.toSorted((a, b) => Number(a.plan !== undefined) - Number(b.plan !== undefined))) {
      for (const call of plannedCalls(pipeline, chunk, seed, [], NAMED_ANSWERS, overrides)) show(call, `${pipeline.name} samples, here of kind ${seed.kind}`);
    }
  }
  const wrong = problems.map(({ file, line, message }) => `- ${escaped(`${file}, line ${line}: ${message}`)}`);
  return [
    `# Prompts for ${escaped(trait.name)} in ${escaped(fileName)}`,
    'What is in round brackets stands for an answer that is not there yet.',
    ...(wrong.length === 0 ? [] : ['Prompts of the workspace cannot be used before this is mended:', wrong.join('\n')]),
    ...shown.values(),
  ].join('\n\n') + '\n';
}

function whose(stage: Stage, overrides: PromptOverrides): string {
  const place = overridableBy(stage);
  if (place === undefined) return 'It cannot be worded anew.';
  const of = place.side === 'system' ? 'system prompt' : 'prompt';
  if (overrides.has(place.file.replace(/\.md$/, ''))) return `The ${of} is that of the workspace, \`.traits/prompts/${place.file}\`.`;
  const needs = place.needs.map(code).join(', ');
  const may = place.may.map(code).join(', ');
  return `To word the ${of} anew, write \`.traits/prompts/${place.file}\`${needs === '' ? '' : ` with ${needs}`}${may === '' ? '' : `; there is also ${may}`}.`;
}

function code(name: string): string {
  return `\`{{${name}}}\``;
}
