/** Before and after: what two sides were both asked, pair by pair, and the traits that moved. */
import { pairedBootstrap } from '../statistics/bootstrap.ts';
import { pairedDifference } from '../statistics/difference.ts';
import { holm, mcnemar } from '../statistics/paired.ts';
import type { EvalName } from './eval.ts';
import { fires, isJudgedWhole, isScoredWhole, randomFor, recalls, scoresOf } from './figures.ts';
import type { ComparedSide, EvalComparison, EvalReport, MovedTrait, PairedFigure } from './report.ts';
import type { EvalData, SavedAnswer } from './saved.ts';

/** One side of a run. */
export interface ComparableSide {
  readonly eval: EvalName;
  readonly info: ComparedSide;
  readonly traits: readonly { readonly id: string; readonly name: string }[];
  readonly answers: readonly SavedAnswer[];
}

/** A side of what a run saved. */
export function comparableSide({ header, answers }: Pick<EvalData, 'header' | 'answers'>, side: number): ComparableSide {
  const { model = '', withDocument = false, revision = null, endpoint = null } = header.subjects[side] ?? {};
  return { eval: header.eval, info: { model, withDocument, revision, endpoint, run: header.run, documentHash: header.document.hash }, traits: header.traits, answers: answers.filter((answer) => answer.side === side) };
}

/** The first sides of two reports. @throws TypeError where they are of different evals. */
export function compareEvals(first: EvalReport, second: EvalReport): EvalComparison {
  const [one, other] = [first, second].map((report): ComparableSide => {
    const { subject = { model: '', withDocument: false, revision: null, endpoint: null }, traits = [] } = report.sides[0] ?? {};
    return { eval: report.eval, info: { ...subject, run: report.run, documentHash: report.document.hash }, traits: traits.map(({ traitId, name }) => ({ id: traitId, name })), answers: report.answers.filter(({ side }) => side === 0) };
  });
  if (one === undefined || other === undefined) throw new TypeError('Two reports are compared.');
  return compareSides(one, other);
}

interface AnswerPair {
  readonly first: SavedAnswer;
  readonly second: SavedAnswer;
}

/** A question or a probe of which both sides say whether it is so; undefined where one of them does not say. */
type Yes = (answer: SavedAnswer) => boolean | undefined;

const MOVED_BELOW = 0.05;

/**
 * Pairs the answers of two sides of one eval, of one run or of two: those to the same question or probe, worded alike.
 * @throws TypeError where they are of different evals.
 */
export function compareSides(first: ComparableSide, second: ComparableSide): EvalComparison {
  const name = first.eval;
  if (second.eval !== name) throw new TypeError(`${name} cannot be held against ${second.eval}.`);
  const [firsts, seconds] = [answersOf(first), answersOf(second)];
  const all = [...firsts].flatMap(([key, one]): AnswerPair[] => {
    const other = seconds.get(key);
    return other === undefined ? [] : [{ first: one, second: other }];
  });
  const pairs = all.filter(({ first: one, second: other }) => one.answer !== null && other.answer !== null);
  // Of a trait that is in one text alone, the judge of the other could not say that it was recalled.
  const isOfBoth = (id: string): boolean => [first, second].every((side) => side.traits.some((trait) => trait.id === id));
  const names = new Map([...second.traits, ...first.traits].map((trait) => [trait.id, trait.name]));
  const traits = [...names].map(([traitId, traitName]) => ({ traitId, name: traitName, ...yesPairs(isOfBoth(traitId) ? pairs : [], aboutTrait(name, traitId)) }));
  const corrected = holm(traits.flatMap(({ p }) => (p === null ? [] : [p])));
  let at = 0;
  const moved = traits.map((trait): MovedTrait => {
    const own = trait.p === null ? null : (corrected[at++] ?? null);
    return { ...trait, corrected: own, isMoved: own !== null && own < MOVED_BELOW };
  });
  return {
    sides: [first.info, second.info],
    pairedBy: name === 'knowledge' ? 'question' : 'probe',
    pairs: pairs.length,
    unpaired: new Set([...firsts.keys(), ...seconds.keys()]).size - pairs.length,
    headline: name === 'knowledge' ? scorePairs(pairs) : name === 'over-trigger' ? yesPairs(pairs.map(byTraitsOfBoth), firesAtAll) : yesPairs(pairs, gaveWay),
    traits: moved.toSorted((a, b) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0)),
  };
}

/** By what was asked: a probe that was written anew has the id of the earlier one, and other words. */
function answersOf({ answers }: ComparableSide): ReadonlyMap<string, SavedAnswer> {
  return new Map(answers.map((answer) => [JSON.stringify([answer.probe, answer.prompt]), answer]));
}

/** Questions are drawn with all points of both their answers. */
function scorePairs(pairs: readonly AnswerPair[]): PairedFigure {
  return { ...pairedBootstrap(pairs.map(({ first, second }) => ({ first: scoresOf(first), second: scoresOf(second) })), { random: randomFor('pairs') }), p: null };
}

function yesPairs(pairs: readonly AnswerPair[], yes: Yes): PairedFigure {
  const said = pairs.flatMap(({ first, second }) => {
    const [one, other] = [yes(first), yes(second)];
    return one === undefined || other === undefined ? [] : [[one, other] as const];
  });
  const n = said.length;
  if (n === 0) return { pairs: 0, first: null, second: null, difference: null, low: null, high: null, p: null };
  const count = (first: boolean, second: boolean): number => said.filter(([one, other]) => one === first && other === second).length;
  const [both, onlyFirst, onlySecond, neither] = [count(true, true), count(true, false), count(false, true), count(false, false)];
  return { pairs: n, first: (both + onlyFirst) / n, second: (both + onlySecond) / n, ...pairedDifference({ both, onlyFirst, onlySecond, neither }), p: mcnemar(onlyFirst, onlySecond) };
}

/** A run that looked for more traits would find more of them: what only one side was judged by says nothing of a difference. */
function byTraitsOfBoth({ first, second }: AnswerPair): AnswerPair {
  const shared = ({ verdicts }: SavedAnswer, other: SavedAnswer) => verdicts.filter(({ traitId }) => other.verdicts.some((verdict) => verdict.traitId === traitId));
  return { first: { ...first, verdicts: shared(first, second) }, second: { ...second, verdicts: shared(second, first) } };
}

function firesAtAll(answer: SavedAnswer): boolean | undefined {
  return isJudgedWhole(answer) ? fires(answer) : undefined;
}

function gaveWay({ verdicts: [verdict] }: SavedAnswer): boolean | undefined {
  return verdict?.value === 'as-documented' || verdict?.value === 'otherwise' ? verdict.value === 'as-documented' : undefined;
}

function aboutTrait(name: EvalName, traitId: string): Yes {
  switch (name) {
    case 'knowledge':
      return (answer) => (isScoredWhole(answer) ? recalls(answer, traitId) : undefined);
    case 'over-trigger':
      return ({ verdicts }) => {
        const value = verdicts.find((verdict) => verdict.traitId === traitId)?.value;
        return value === 'fired' || value === 'not-fired' ? value === 'fired' : undefined;
      };
    case 'trade-offs':
      return (answer) => (answer.traitId === traitId ? gaveWay(answer) : undefined);
  }
}
