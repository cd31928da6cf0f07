/** How reports put the figures of an eval into words: k of n and an interval with each, and never a 0 for nothing. */
import type { EvalName } from '../eval.ts';
import { VERDICT_VALUES } from '../agreement.ts';
import type { Beside, EvalReport, Figure, FigureId, MovedTrait, PairedFigure, SubjectInfo, Troubles, VerdictValue } from '../report.ts';

export const TITLES: Readonly<Record<EvalName, string>> = { knowledge: 'Knowledge', 'over-trigger': 'Over-trigger probes', 'trade-offs': 'Trade-off probes' };

export const HEADLINES: Readonly<Record<EvalName, string>> = {
  knowledge: 'Mean score over all points, 0 to 2',
  'over-trigger': 'Probes on which a trait showed that nothing called for',
  'trade-offs': 'Answers that gave way as the document says',
};

export const TRAIT_FIGURES: Readonly<Record<EvalName, string>> = {
  knowledge: 'By trait, the answers in which it was recalled',
  'over-trigger': 'By trait, the answers in which it showed unasked',
  'trade-offs': 'By the trait whose entry it is, the answers that gave way as it says',
};

export const PARTS: Readonly<Record<FigureId, string>> = {
  'points-per-answer': 'Points in an answer',
  coverage: 'Traits that were recalled',
  'matched-points': 'Points that match some trait',
  'score-when-recalled': 'score where it was',
  exceptions: 'on exceptions',
  everyday: 'on everyday requests',
  precedence: 'where the document says which gives way',
  depends: 'where it says what decides',
  'no-conflict': 'where neither had to give way',
};

export const VALUES: Readonly<Record<VerdictValue, string>> = { 0: '0', 1: '1', 2: '2', fired: 'it shows', 'not-fired': 'it does not show', 'as-documented': 'as the document says', otherwise: 'not as the document says', 'no-conflict': 'neither gave way' };

/** `1 answer`, `2 answers`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

export function figureText(figure: Figure, id?: FigureId): string {
  if (figure.n === 0) return figure.kind === 'mean' ? 'none: nothing was scored' : 'none of none';
  switch (figure.kind) {
    case 'rate':
      return `${percent(figure.rate)}, ${figure.k} of ${figure.n} (95% interval ${percent(figure.low)} to ${percent(figure.high)})`;
    case 'count':
      return `${figure.k} of ${figure.n}`;
    case 'mean': {
      const { mean, low, high, n, clusters } = figure;
      const number = (value: number): string => (id === 'matched-points' ? percent(value) : value.toFixed(2));
      const interval = low === null || high === null ? (clusters < 2 ? 'no interval of one answer' : 'no interval: all are alike') : `95% interval ${number(low)} to ${number(high)}`;
      const of = id === 'points-per-answer' ? counted(clusters, 'answer') : `${counted(n, 'point')} in ${counted(clusters, 'answer')}`;
      return `${mean === null ? 'none' : number(mean)} over ${of} (${interval})`;
    }
  }
}

export function sideName({ model, withDocument, revision, endpoint }: SubjectInfo): string {
  const form = !withDocument ? ' by itself' : revision === null ? ' with the document' : ` with the document at ${revision}`;
  return `${model}${endpoint === null ? '' : ` at ${endpoint}`}${form}`;
}

const TROUBLES: Readonly<Record<keyof Troubles, string>> = { blocked: 'blocked', refused: 'refused', truncated: 'cut off', empty: 'empty', failed: 'failed', unparsed: 'unparsed', missing: 'not asked' };

const WHERE: readonly (readonly [keyof Beside, string])[] = [
  ['probes', 'Probes that were not made'],
  ['answers', 'Answers that came to nothing'],
  ['splits', 'Answers that could not be split'],
  ['verdicts', 'Verdicts that came to nothing'],
];

/** What is counted beside the figures; that nothing is, is said too. */
export function besideLines(beside: Beside): readonly string[] {
  const lines = WHERE.flatMap(([where, what]) => {
    const told = troublesText(beside[where]);
    return told === '' ? [] : [`${what}: ${told}; in no figure`];
  });
  return lines.length === 0 ? ['Nothing was blocked, unparsed or lost'] : lines;
}

export function troublesText(troubles: Troubles): string {
  return (Object.keys(TROUBLES) as readonly (keyof Troubles)[]).flatMap((how) => (troubles[how] === 0 ? [] : [`${troubles[how]} ${TROUBLES[how]}`])).join(', ');
}

export function differenceText({ pairs, first, second, difference, low, high, p }: PairedFigure, isMean: boolean): string {
  if (pairs === 0 || first === null || second === null || difference === null) return 'no pairs';
  const number = (value: number): string => (isMean ? value.toFixed(2) : percent(value));
  const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${isMean ? Math.abs(value).toFixed(2) : (Math.abs(value) * 100).toFixed(1)}`;
  const unit = isMean ? '' : ' percentage points';
  const interval = low === null || high === null ? (pairs < 2 ? 'no interval of one pair' : 'no interval: all pairs differ alike') : `95% interval ${signed(low)} to ${signed(high)}`;
  return `${number(first)} against ${number(second)}: ${signed(difference)}${unit} (${interval}) over ${counted(pairs, 'pair')}${p === null ? '' : `, p ${pText(p)}`}`;
}

export function movedText({ corrected, isMoved }: MovedTrait): string {
  return corrected === null ? '' : `, corrected for all traits ${pText(corrected)}${isMoved ? ': moved' : ''}`;
}

function pText(p: number): string {
  return p < 0.001 ? 'below 0.001' : p.toFixed(3);
}

export function agreementLines({ eval: name, agreement, answers }: EvalReport): readonly string[] {
  const { judge, n, agreed, kappa, undefinedSince, isJudgeConstant, table, disagreements, onUnparsed } = agreement;
  const verdicts = answers.reduce((sum, answer) => sum + answer.verdicts.length, 0);
  if (n === 0) return [`Nobody has scored any of its ${counted(verdicts, 'verdict')} yet: until somebody has, nothing here says whether ${judge} can be believed. Score some of them where the report is shown in the editor, or write what there is to score to a file with --format to-score, fill in the column person (${VERDICT_VALUES[name].join(', ')}), and take it in with --show RUN --score FILE.`];
  return [
    `People and ${judge} agree on ${figureText(agreed)}.`,
    kappa === null ? `Cohen's kappa is undefined: ${undefinedSince === 'one-value-only' ? 'both said one and the same value throughout' : 'nothing was scored'}.` : `Cohen's kappa: ${kappa.toFixed(2)}, n = ${n}. 0 is what chance would give, 1 is full agreement.`,
    ...(isJudgeConstant ? [`The judge said ${VALUES[table[0]?.judge ?? 0]} every time. A judge that always says the same has not judged.`] : []),
    ...table.map(({ person, judge: said, count }) => `A person said ${VALUES[person]}, the judge ${VALUES[said]}: ${count}`),
    ...(onUnparsed === 0 ? [] : [`${counted(onUnparsed, 'score')} of people on verdicts that came to nothing: in no figure.`]),
    ...(disagreements.length === 0 ? [] : [`${counted(disagreements.length, 'disagreement')}, the furthest apart first:`]),
  ];
}
