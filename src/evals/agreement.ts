/** Whether the judge can be believed: its verdicts beside those of people. */
import type { Annotation } from '../engine/annotations.ts';
import { cohensKappa } from '../statistics/agreement.ts';
import type { EvalName } from './eval.ts';
import type { AgreementFigure, EvalReport, EvalVerdict, VerdictValue } from './report.ts';
import type { EvalData } from './saved.ts';

/** What a verdict of each eval may say, in the order in which it is shown. */
export const VERDICT_VALUES: Readonly<Record<EvalName, readonly VerdictValue[]>> = {
  knowledge: [0, 1, 2],
  'over-trigger': ['not-fired', 'fired'],
  'trade-offs': ['as-documented', 'otherwise', 'no-conflict'],
};

/**
 * The annotation of a person's score. It names the run in which the subject answered, so that it counts for every judge of
 * these answers, and the document by which they were judged: of another text of the traits, it is about something else.
 */
export function scoredRecord({ run, answersOf, document }: Pick<EvalReport, 'run' | 'answersOf' | 'document'>, verdictId: string, value: VerdictValue, at: Date): Extract<Annotation, { type: 'scored' }> {
  return { type: 'scored', at: at.toISOString(), run: answersOf ?? run, sample: verdictId, chunkHash: document.hash, value };
}

/** The annotation that takes a person's score back. */
export function withdrawnRecord(report: Pick<EvalReport, 'run' | 'answersOf' | 'document'>, verdictId: string, at: Date): Extract<Annotation, { type: 'withdrawn' }> {
  return { type: 'withdrawn', at: at.toISOString(), run: report.answersOf ?? report.run, sample: verdictId, chunkHash: report.document.hash };
}

/** By the ids of verdicts, what people say of them: the last score that was not withdrawn. */
export function personScores({ header }: Pick<EvalData, 'header'>, annotations: readonly Annotation[]): ReadonlyMap<string, VerdictValue> {
  const run = header.answersOf ?? header.run;
  const scores = new Map<string, VerdictValue>();
  for (const annotation of annotations) {
    if (annotation.run !== run || annotation.chunkHash !== header.document.hash) continue;
    if (annotation.type === 'withdrawn') scores.delete(annotation.sample);
    if (annotation.type === 'scored' && VERDICT_VALUES[header.eval].includes(annotation.value)) scores.set(annotation.sample, annotation.value);
  }
  return scores;
}

/** Of fewer verdicts, that they are all alike says nothing of the judge. */
const ENOUGH = 8;

/** Of the verdicts that a person and the judge both gave. */
export function agreementOf(name: EvalName, judge: string, verdicts: readonly EvalVerdict[]): AgreementFigure {
  const both = verdicts.flatMap(({ id, person, value }) => (person === null || value === null ? [] : [{ id, person, value }]));
  const { n, agreed, kappa, undefinedSince } = cohensKappa(both.map(({ person, value }) => [person, value] as const));
  const values = VERDICT_VALUES[name];
  const distance = (one: VerdictValue, other: VerdictValue): number => (one === other ? 0 : typeof one === 'number' && typeof other === 'number' ? Math.abs(one - other) : 1);
  const distinct = (of: 'person' | 'value'): number => new Set(both.map((one) => one[of])).size;
  return {
    judge,
    n,
    agreed: { kind: 'rate', ...agreed },
    kappa,
    undefinedSince: undefinedSince === 'nothing-rated' ? 'nothing-scored' : undefinedSince,
    isJudgeConstant: both.length >= ENOUGH && distinct('value') === 1 && distinct('person') > 1,
    table: values.flatMap((person) => values.map((value) => ({ person, judge: value, count: both.filter((one) => one.person === person && one.value === value).length }))).filter(({ count }) => count > 0),
    disagreements: both
      .filter(({ person, value }) => person !== value)
      .toSorted((a, b) => distance(b.person, b.value) - distance(a.person, a.value))
      .map(({ id }) => id),
    onUnparsed: verdicts.filter(({ person, value }) => person !== null && value === null).length,
  };
}
