/** Has answers judged: in the knowledge eval point by point, for probes trait by trait. */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { randomNumbers } from '../generation/random.ts';
import type { LanguageModel } from '../models/model.ts';
import { type JudgeOverTriggerInput, judgeOverTriggerPrompt, showingsShape } from '../prompts/judge-over-trigger.ts';
import { judgePointsPrompt, NO_TRAIT, pointKey, type PointVerdict, pointVerdictsShape } from '../prompts/judge-points.ts';
import { type JudgeTradeOffInput, judgeTradeOffPrompt, NO_TRAIT_PREVAILS, tradeOffVerdictShape } from '../prompts/judge-trade-off.ts';
import type { ShownTrait } from '../prompts/eval.ts';
import { splitPointsPrompt, splitPointsShape } from '../prompts/split-points.ts';
import type { Asked, Asker, Place } from './asker.ts';
import { allOf } from './asker.ts';
import { placePoints, placeQuote, splitByCode } from './points.ts';
import type { Probe } from './probes.ts';
import type { SavedAnswer, SavedVerdict } from './saved.ts';
import { traitForJudge } from './texts.ts';

/** An answer with more points than that is no answer to a question: judged, it alone would be the mean, and cost as much as all others. */
const MOST_OF_ANSWER = 200;
/** Points that one call judges, and traits: an answer with more of them is judged in several calls. */
const MOST_POINTS = 25;
const MOST_TRAITS = 12;

export interface Judging {
  readonly asker: Asker;
  readonly judge: LanguageModel;
  /** Splits answers where code cannot. */
  readonly generator: LanguageModel;
  readonly document: TraitsDocument;
  /** The traits that everyday answers are judged by. */
  readonly traits: readonly Trait[];
  readonly seed: number;
}

/** What is judged: the answer that the subject gave to a probe. */
export interface Answered {
  readonly id: string;
  readonly probe: Probe;
  readonly prompt: string;
  readonly answer: string;
  readonly place: Place;
}

interface Split {
  readonly split: NonNullable<SavedAnswer['split']>;
  readonly points: readonly NonNullable<SavedVerdict['range']>[];
}

/** Of an answer that was split before, the points that it was split into, and the ids of their verdicts. */
export type KnownSplit = Split & { readonly ids: readonly string[] };

export type Judged = Pick<SavedAnswer, 'split' | 'verdicts' | 'reason'>;

/** The verdicts that an answer was to get, where there is no answer to give them about. */
export function missingVerdicts(id: string, probe: Probe, { traits }: Pick<Judging, 'traits'>): readonly SavedVerdict[] {
  const missing = (traitId: string | null): SavedVerdict => nothing(idFor(id, traitId), traitId, 'missing', '');
  switch (probe.kind) {
    case 'question':
      return [];
    case 'everyday':
      return traits.map((trait) => missing(trait.id));
    case 'exception':
    case 'trade-off':
      return [missing(probe.traitId)];
  }
}

/** `known` is of a saved answer that is judged anew; `unknown` where that could not be split then. */
export async function judgeAnswer(judging: Judging, answered: Answered, known?: KnownSplit | 'unknown'): Promise<Judged> {
  switch (answered.probe.kind) {
    case 'question':
      return judgePoints(judging, answered, typeof known === 'object' ? known : await split(judging, answered), pointIds(answered.id, known));
    case 'exception':
    case 'everyday':
      return judgeShowing(judging, answered);
    case 'trade-off':
      return judgeTradeOff(judging, answered);
  }
}

/** Two runs that split a saved answer may split it in two ways: where a point stands is what tells it from others then. */
function pointIds(id: string, known: KnownSplit | 'unknown' | undefined): (index: number, range: NonNullable<SavedVerdict['range']>) => string {
  if (known === 'unknown') return (_, { start, end }) => `${id}#${start}-${end}`;
  return (index) => known?.ids[index] ?? `${id}#${index + 1}`;
}

async function split({ asker, generator }: Judging, { prompt, answer, place }: Answered): Promise<Split | { readonly trouble: NonNullable<SavedAnswer['trouble']>; readonly reason: string }> {
  const byCode = splitByCode(answer);
  if (byCode !== undefined) return byCode.points.length > MOST_OF_ANSWER ? tooMany(byCode.points.length) : { split: { by: 'code', form: byCode.form, trouble: null }, points: byCode.points };
  // A point that does not stand in the answer is nobody's: the split is asked for once more, and is then unparsed.
  const shape = splitPointsShape.refine(({ points }) => placePoints(answer, points) !== undefined, 'Each point must be copied from the answer, character for character, in order.');
  const asked = await asker.json(generator, splitPointsPrompt, { question: prompt, answer }, place, shape);
  if ('trouble' in asked) return asked;
  const points = placePoints(answer, asked.value.points) ?? [];
  return points.length > MOST_OF_ANSWER ? tooMany(points.length) : { split: { by: 'model', form: 'free', trouble: null }, points };
}

function tooMany(points: number): { readonly trouble: 'unparsed'; readonly reason: string } {
  return { trouble: 'unparsed', reason: `The answer has ${points.toLocaleString('en')} points: one with more than ${MOST_OF_ANSWER} is not judged.` };
}

async function judgePoints({ asker, judge, document }: Judging, { prompt, answer, place }: Answered, found: Awaited<ReturnType<typeof split>>, idOf: ReturnType<typeof pointIds>): Promise<Judged> {
  if ('trouble' in found) return { split: { by: 'model', form: 'free', trouble: found.trouble }, verdicts: [], reason: found.reason };
  const { points } = found;
  const ids = new Set(document.traits.map((trait) => trait.id));
  const traits = document.traits.map((trait) => ({ key: trait.id, text: traitForJudge(document, trait) }));
  const groups = groupsOf(points, MOST_POINTS);
  const verdicts = await allOf(
    groups.map(async (group, number) => {
      const input = { traits, question: prompt, points: group.map(({ start, end }) => answer.slice(start, end)) };
      const asked = await asker.json(judge, judgePointsPrompt, input, partOf(place, number), pointVerdictsShape(group.length));
      return group.map((range, index): SavedVerdict => {
        const own = idOf(number * MOST_POINTS + index, range);
        if ('trouble' in asked) return { ...nothing(own, null, asked.trouble, asked.reason), range };
        return { id: own, range, isQuoteMissing: false, ...scoreOf(asked.value[pointKey(index)], ids) };
      });
    }),
  );
  return { split: found.split, verdicts: verdicts.flat(), reason: '' };
}

/** A score counts only with the trait that it is for: one without, or with a trait that there is not, cannot be read. */
function scoreOf(verdict: PointVerdict | undefined, ids: ReadonlySet<string>): Pick<SavedVerdict, 'traitId' | 'value' | 'trouble' | 'reason'> {
  const { trait = '', score = 0, reason = '' } = verdict ?? {};
  const named = trait.trim();
  if (named !== NO_TRAIT && !ids.has(named)) return { traitId: null, value: null, trouble: 'unparsed', reason: `The judge names “${named}”, which is no trait of the document. ${reason}` };
  if (score === 0) return { traitId: null, value: 0, trouble: null, reason };
  // A document may have a trait of that very name.
  if (!ids.has(named)) return { traitId: null, value: null, trouble: 'unparsed', reason: `The judge gives ${score} for no trait. ${reason}` };
  return { traitId: named, value: score === 2 ? 2 : 1, trouble: null, reason };
}

/** What a call about an answer's traits is asked, a group at a time. */
export function showingInputs({ document, traits }: Pick<Judging, 'document' | 'traits'>, { probe, prompt, answer }: Pick<Answered, 'probe' | 'prompt' | 'answer'>): readonly { readonly traits: readonly Trait[]; readonly input: JudgeOverTriggerInput }[] {
  const asked = probe.kind === 'everyday' ? traits : document.traits.filter((trait) => trait.id === probe.traitId);
  return groupsOf(asked, MOST_TRAITS).map((group) => ({ traits: group, input: { traits: group.map((trait, index) => ({ key: traitKey(index), text: traitForJudge(document, trait) })), prompt, answer } }));
}

async function judgeShowing(judging: Judging, answered: Answered): Promise<Judged> {
  const { asker, judge } = judging;
  const verdicts = await allOf(
    showingInputs(judging, answered).map(async ({ traits, input }, number) => {
      const asked = await asker.json(judge, judgeOverTriggerPrompt, input, partOf(answered.place, number), showingsShape(input.traits.map(({ key }) => key)));
      return traits.map((trait, index): SavedVerdict => {
        const own = idFor(answered.id, trait.id);
        const showing = 'trouble' in asked ? undefined : asked.value[traitKey(index)];
        if (showing === undefined) return nothing(own, trait.id, ...whyNot(asked));
        return { id: own, traitId: trait.id, value: showing.shows ? 'fired' : 'not-fired', trouble: null, reason: showing.reason, ...quoted(answered.answer, showing.quote) };
      });
    }),
  );
  return { split: null, verdicts: verdicts.flat(), reason: '' };
}

/** What the judge of a trade-off is asked: the two traits in an order of chance, each by its id. */
export function tradeOffInput({ document, seed }: Pick<Judging, 'document' | 'seed'>, { probe, prompt, answer }: Pick<Answered, 'probe' | 'prompt' | 'answer'>): JudgeTradeOffInput {
  const shown = (id: string | null): ShownTrait => {
    const trait = document.traits.find((one) => one.id === id);
    return { key: prevailKey(id ?? ''), text: trait === undefined ? '' : traitForJudge(document, trait) };
  };
  const [own, other] = [shown(probe.traitId), shown(probe.otherTraitId)];
  return { traits: randomNumbers([seed, 'order', probe.probe])() < 0.5 ? [own, other] : [other, own], prompt, answer };
}

/** A document may have a trait whose id is one of the other answers. */
function prevailKey(id: string): string {
  return NO_TRAIT_PREVAILS.some((word) => word === id) ? `${id}-trait` : id;
}

async function judgeTradeOff(judging: Judging, answered: Answered): Promise<Judged> {
  const { probe, answer, place, id } = answered;
  const input = tradeOffInput(judging, answered);
  const [{ key: one }, { key: other }] = input.traits;
  const asked = await judging.asker.json(judging.judge, judgeTradeOffPrompt, input, place, tradeOffVerdictShape([one, other]));
  const own = { id: idFor(id, probe.traitId), traitId: probe.traitId };
  if ('trouble' in asked) return { split: null, verdicts: [nothing(own.id, own.traitId, asked.trouble, asked.reason)], reason: '' };
  const { prevails, reason, quote } = asked.value;
  const value = prevails === 'both' ? 'no-conflict' : prevails === prevailKey(probe.expected?.traitId ?? '') ? 'as-documented' : 'otherwise';
  return { split: null, verdicts: [{ ...own, value, trouble: null, reason, ...quoted(answer, quote) }], reason: '' };
}

function whyNot(asked: Asked<unknown>): [NonNullable<SavedVerdict['trouble']>, string] {
  return 'trouble' in asked ? [asked.trouble, asked.reason] : ['unparsed', 'The judge left it out.'];
}

function nothing(id: string, traitId: string | null, trouble: NonNullable<SavedVerdict['trouble']>, reason: string): SavedVerdict {
  return { id, traitId, value: null, trouble, reason, range: null, isQuoteMissing: false };
}

/** A model's word for where something stands is never taken. */
function quoted(answer: string, quote: string): Pick<SavedVerdict, 'range' | 'isQuoteMissing'> {
  const range = placeQuote(answer, quote);
  return { range: range ?? null, isQuoteMissing: range === undefined && quote.trim() !== '' };
}

function idFor(answer: string, traitId: string | null): string {
  return `${answer}#${traitId ?? ''}`;
}

function traitKey(index: number): string {
  return `t${index + 1}`;
}

/** What belongs to one answer is begun and finished together; later parts of it are other calls, with other texts. */
function partOf(place: Place, number: number): Place {
  return number === 0 ? place : { ...place, item: `${place.item ?? ''}+${number}` };
}

function groupsOf<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, group) => all.slice(group * most, (group + 1) * most));
}
