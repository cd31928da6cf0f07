/** What each eval asks: questions as they are, and probes that are written from a document's exceptions and trade-offs. */
import { chunkOf, substitute } from '../document/chunk.ts';
import { tradeOffsOf } from '../document/trade-offs.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { randomNumbers, shuffled } from '../generation/random.ts';
import type { LanguageModel } from '../models/model.ts';
import { overTriggerProbePrompt, overTriggerProbesShape } from '../prompts/over-trigger-probe.ts';
import { tradeOffProbePrompt, tradeOffProbesShape } from '../prompts/trade-off-probe.ts';
import type { Asker } from './asker.ts';
import type { EvalName, EvalSize, Question } from './eval.ts';
import type { SavedAnswer } from './saved.ts';

/** What all sides are asked, or why it could not be written. */
export type Probe = Pick<SavedAnswer, 'probe' | 'kind' | 'traitId' | 'otherTraitId' | 'entry' | 'expected' | 'prompt' | 'trouble' | 'reason'> & {
  /** Counts those of its trait and kind. */
  readonly ordinal: number;
};

/** One entry of the document that probes are written from. */
export interface Entry {
  readonly id: string;
  readonly kind: 'exception' | 'trade-off';
  readonly trait: Trait;
  /** Counts the entries of its trait and kind. */
  readonly ordinal: number;
  readonly text: string;
  readonly other?: Trait;
  /** Of a trade-off: the trait whose claim prevails; absent where the entry says what decides. */
  readonly prevails?: Trait;
}

/** What a run asks before any model is called. */
export interface Plan {
  readonly questions: readonly Probe[];
  readonly entries: readonly Entry[];
}

export function planOf(name: EvalName, document: TraitsDocument, { questions: count, traitIds, items }: EvalSize, questions: readonly Question[], seed: number): Plan {
  const traits = document.traits.filter(({ id }) => traitIds.length === 0 || traitIds.includes(id));
  const kind = name === 'knowledge' ? 'question' : 'everyday';
  const isWanted = (id: string): boolean => items === undefined || items.includes(id);
  const all = questions.map(({ id, text }, ordinal) => ({ ...NOTHING, probe: kind === 'question' ? id : `everyday/${id}`, kind, ordinal, prompt: text }) as const);
  const asked = name === 'trade-offs' ? [] : drawn(all.filter(({ probe }) => isWanted(probe)), count, seed);
  const entries = name === 'knowledge' ? [] : traits.flatMap((trait) => (name === 'over-trigger' ? exceptionsOf(document, trait) : collisionsOf(document, trait)));
  return { questions: asked, entries: entries.filter(({ id }) => isWanted(id)) };
}

const NOTHING = { traitId: null, otherTraitId: null, entry: null, expected: null, trouble: null, reason: '' } as const;

/** In the order of the list, in which each keeps its place: what is added to the list changes no other. */
function drawn<T extends { readonly ordinal: number }>(all: readonly T[], count: number | undefined, seed: number): readonly T[] {
  if (count === undefined || count >= all.length) return all;
  return shuffled(all, randomNumbers([seed, 'questions']))
    .slice(0, count)
    .toSorted((a, b) => a.ordinal - b.ordinal);
}

function exceptionsOf({ frontMatter }: TraitsDocument, trait: Trait): readonly Entry[] {
  return trait.content.exceptions.map(({ text }, ordinal) => ({ id: `${trait.id}/exception/${ordinal}`, kind: 'exception', trait, ordinal, text: substitute(text, frontMatter.variables).text }));
}

/** The trait's own entries that name another trait of the document: where there is no other, nothing can give way. */
function collisionsOf(document: TraitsDocument, trait: Trait): readonly Entry[] {
  const own = tradeOffsOf(document, trait).filter(({ from, to }) => from === trait && to !== undefined && to !== trait);
  return own.flatMap(({ entry, precedence, to }, ordinal) => {
    if (to === undefined) return [];
    const prevails = precedence === 'over' ? trait : precedence === 'yields-to' ? to : undefined;
    const text = substitute(entry.text, document.frontMatter.variables).text;
    return [{ id: `${trait.id}/trade-off/${ordinal}`, kind: 'trade-off', trait, ordinal, text, other: to, ...(prevails === undefined ? {} : { prevails }) } as const];
  });
}

/** How a probe prompt is asked for. */
export function probeInput(document: TraitsDocument, entry: Entry, count: number) {
  const chunk = chunkOf(document, entry.trait);
  const exception = { chunk, entry: entry.text, count };
  const precedence = entry.prevails === undefined ? 'depends' : entry.prevails === entry.trait ? 'this' : 'other';
  return { exception, tradeOff: { ...exception, traitName: entry.trait.name, otherName: entry.other?.name ?? '', precedence } as const };
}

/** Has the probes of one entry written, all by one call, so that they differ from each other. */
export async function writeProbes(asker: Asker, generator: LanguageModel, document: TraitsDocument, entry: Entry, count: number): Promise<readonly Probe[]> {
  const place = { traitId: entry.trait.id, kind: entry.kind, ordinal: entry.ordinal, item: entry.id } as const;
  const input = probeInput(document, entry, count);
  const about = { kind: entry.kind, traitId: entry.trait.id, otherTraitId: entry.other?.id ?? null, entry: entry.text } as const;
  const idOf = (index: number): Pick<Probe, 'probe' | 'ordinal'> => ({ probe: `${entry.id}/${index}`, ordinal: entry.ordinal * count + index });
  const failed = (trouble: Probe['trouble'], reason: string): readonly Probe[] => Array.from({ length: count }, (_, index) => ({ ...about, ...idOf(index), expected: null, prompt: null, trouble, reason }));
  if (entry.kind === 'exception') {
    const asked = await asker.json(generator, overTriggerProbePrompt, input.exception, place, overTriggerProbesShape(count));
    if ('trouble' in asked) return failed(asked.trouble, asked.reason);
    return asked.value.messages.map((prompt, index) => ({ ...about, ...idOf(index), expected: null, prompt, trouble: null, reason: '' }));
  }
  const asked = await asker.json(generator, tradeOffProbePrompt, input.tradeOff, place, tradeOffProbesShape(count));
  if ('trouble' in asked) return failed(asked.trouble, asked.reason);
  return asked.value.messages.map(({ message, prevails }, index): Probe => {
    const read = prevails === 'this' ? entry.trait : entry.other;
    // A message that its own writer takes for a case of the contrary tests something else than the entry.
    if (entry.prevails !== undefined && read !== entry.prevails) {
      return { ...about, ...idOf(index), expected: null, prompt: null, trouble: 'unparsed', reason: 'The probe was written for the other side of what the entry says.' };
    }
    const expected = { traitId: (entry.prevails ?? read ?? entry.trait).id, by: entry.prevails === undefined ? 'reading' : 'precedence' } as const;
    return { ...about, ...idOf(index), expected, prompt: message, trouble: null, reason: '' };
  });
}
