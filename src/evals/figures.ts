/** The figures of one side of an eval. What came to nothing is counted beside them and never in one. */
import { randomNumbers } from '../generation/random.ts';
import { bootstrapMean } from '../statistics/bootstrap.ts';
import { wilson } from '../statistics/intervals.ts';
import type { EvalName } from './eval.ts';
import type { Beside, EvalSide, MeanFigure, NamedFigure, RateFigure, TraitFigure } from './report.ts';
import { countTroubles, type EvalData, type SavedAnswer, type SavedVerdict } from './saved.ts';

type Traits = EvalData['header']['traits'];

/** What the bootstrap draws from: the same answers give the same interval, whoever works it out. */
export function randomFor(...of: readonly unknown[]): () => number {
  return randomNumbers(['eval', ...of]);
}

export function rate(k: number, n: number): RateFigure {
  return { kind: 'rate', ...wilson(k, n) };
}

function meanOf(clusters: readonly (readonly number[])[], of: string): MeanFigure {
  return { kind: 'mean', ...bootstrapMean(clusters, { random: randomFor(of) }) };
}

export function sideOf({ header, answers }: Pick<EvalData, 'header' | 'answers'>, side: number): EvalSide {
  const own = answers.filter((answer) => answer.side === side);
  const subject = header.subjects[side];
  const { model = '', withDocument = false, revision = null, endpoint = null } = subject ?? {};
  return { subject: { model, withDocument, revision, endpoint }, ...FIGURES[header.eval](own, header.traits), beside: besideOf(own) };
}

type Figures = Omit<EvalSide, 'subject' | 'beside'>;

const FIGURES: Readonly<Record<EvalName, (answers: readonly SavedAnswer[], traits: Traits) => Figures>> = { knowledge, 'over-trigger': overTrigger, 'trade-offs': tradeOffs };

function besideOf(answers: readonly SavedAnswer[]): Beside {
  return {
    probes: countTroubles(answers.filter(({ prompt }) => prompt === null).map(({ trouble }) => trouble)),
    answers: countTroubles(answers.filter(({ prompt }) => prompt !== null).map(({ trouble }) => trouble)),
    splits: countTroubles(answers.map(({ split }) => split?.trouble ?? null)),
    verdicts: countTroubles(answers.flatMap(({ verdicts }) => verdicts.map(({ trouble }) => trouble))),
  };
}

/** Scores of the points of one answer, those that could not be read left out. */
export function scoresOf({ verdicts }: Pick<SavedAnswer, 'verdicts'>): readonly number[] {
  return verdicts.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

/** Whether each point of the answer has a score, so that what is not among them was not recalled. */
export function isScoredWhole({ answer, split, verdicts }: SavedAnswer): boolean {
  return answer !== null && split !== null && split.trouble === null && verdicts.every(({ value }) => value !== null);
}

export function recalls({ verdicts }: SavedAnswer, traitId: string): boolean {
  return verdicts.some((verdict) => verdict.traitId === traitId && isMatch(verdict));
}

function isMatch({ value }: SavedVerdict): boolean {
  return value === 1 || value === 2;
}

function knowledge(answers: readonly SavedAnswer[], traits: Traits): Figures {
  const split = answers.filter((answer) => answer.split !== null && answer.split.trouble === null);
  const whole = answers.filter(isScoredWhole);
  const figures = traits.map(({ id, name }): TraitFigure => {
    const matched = answers.map(({ verdicts }) => verdicts.filter((verdict) => verdict.traitId === id && isMatch(verdict)));
    const scores = matched.map((verdicts) => scoresOf({ verdicts }));
    return {
      traitId: id,
      name,
      figure: rate(whole.filter((answer) => recalls(answer, id)).length, whole.length),
      parts: [{ id: 'score-when-recalled', figure: meanOf(scores, id) }],
      beside: countTroubles([]),
      examples: matched
        .flat()
        .toSorted((a, b) => Number(b.value) - Number(a.value))
        .map((verdict) => verdict.id),
    };
  });
  const recalled = figures.filter(({ examples }) => examples.length > 0);
  return {
    headline: meanOf(answers.map(scoresOf), 'headline'),
    parts: [
      { id: 'coverage', figure: { kind: 'count', k: recalled.length, n: traits.length } },
      { id: 'matched-points', figure: meanOf(answers.map((answer) => scoresOf(answer).map((score) => (score > 0 ? 1 : 0))), 'matched') },
      { id: 'points-per-answer', figure: meanOf(split.map(({ verdicts }) => [verdicts.length]), 'points') },
    ],
    traits: figures,
    neverRecalled: figures.filter(({ examples }) => examples.length === 0).map(({ traitId }) => traitId),
  };
}

/** Whether every trait that the probe was to be judged by was: one that fired is seen more easily than all that did not. */
export function isJudgedWhole({ verdicts }: SavedAnswer): boolean {
  return verdicts.length > 0 && verdicts.every(({ value }) => value !== null);
}

export function fires({ verdicts }: SavedAnswer): boolean {
  return verdicts.some(({ value }) => value === 'fired');
}

function overTrigger(answers: readonly SavedAnswer[], traits: Traits): Figures {
  const ofKind = (kind: SavedAnswer['kind']): readonly SavedAnswer[] => answers.filter((answer) => answer.kind === kind);
  const firing = (some: readonly SavedAnswer[]): RateFigure => {
    const whole = some.filter(isJudgedWhole);
    return rate(whole.filter(fires).length, whole.length);
  };
  return {
    headline: firing(answers),
    parts: kindsOf(ofKind, firing),
    traits: traits.map(({ id, name }): TraitFigure => {
      const verdictsIn = (some: readonly SavedAnswer[]): readonly SavedVerdict[] => some.flatMap(({ verdicts }) => verdicts.filter(({ traitId }) => traitId === id));
      const fired = (some: readonly SavedAnswer[]): RateFigure => valuesRate(verdictsIn(some), 'fired', ['fired', 'not-fired']);
      const all = verdictsIn(answers);
      return {
        traitId: id,
        name,
        figure: fired(answers),
        parts: kindsOf(ofKind, fired),
        beside: countTroubles(all.map(({ trouble }) => trouble)),
        examples: all.filter(({ value }) => value === 'fired').map((verdict) => verdict.id),
      };
    }),
    neverRecalled: [],
  };
}

function kindsOf(ofKind: (kind: SavedAnswer['kind']) => readonly SavedAnswer[], figure: (some: readonly SavedAnswer[]) => RateFigure): readonly NamedFigure[] {
  return [
    { id: 'exceptions', figure: figure(ofKind('exception')) },
    { id: 'everyday', figure: figure(ofKind('everyday')) },
  ];
}

function valuesRate(verdicts: readonly SavedVerdict[], value: SavedVerdict['value'], among: readonly SavedVerdict['value'][]): RateFigure {
  return rate(verdicts.filter((verdict) => verdict.value === value).length, verdicts.filter((verdict) => among.includes(verdict.value)).length);
}

/** An answer in which nothing gave way says that the probe did not pull the traits apart: it is beside the rate. */
const GAVE_WAY = ['as-documented', 'otherwise'] as const;

function tradeOffs(answers: readonly SavedAnswer[], traits: Traits): Figures {
  const asDocumented = (some: readonly SavedAnswer[]): RateFigure => valuesRate(some.flatMap(({ verdicts }) => verdicts), 'as-documented', GAVE_WAY);
  const parts = (some: readonly SavedAnswer[]): readonly NamedFigure[] => [
    { id: 'precedence', figure: asDocumented(some.filter(({ expected }) => expected?.by === 'precedence')) },
    { id: 'depends', figure: asDocumented(some.filter(({ expected }) => expected?.by === 'reading')) },
    { id: 'no-conflict', figure: valuesRate(some.flatMap(({ verdicts }) => verdicts), 'no-conflict', [...GAVE_WAY, 'no-conflict']) },
  ];
  return {
    headline: asDocumented(answers),
    parts: parts(answers),
    traits: traits.map(({ id, name }): TraitFigure => {
      const own = answers.filter(({ traitId }) => traitId === id);
      const verdicts = own.flatMap((answer) => answer.verdicts);
      const otherwise = verdicts.filter(({ value }) => value === 'otherwise');
      const kept = verdicts.filter(({ value }) => value === 'as-documented');
      return { traitId: id, name, figure: asDocumented(own), parts: parts(own), beside: countTroubles(verdicts.map(({ trouble }) => trouble)), examples: [...otherwise, ...kept].map((verdict) => verdict.id) };
    }),
    neverRecalled: [],
  };
}
