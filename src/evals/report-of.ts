/** From what an eval saved, and what people scored, to its report. */
import type { Annotation } from '../engine/annotations.ts';
import { agreementOf, personScores } from './agreement.ts';
import { comparableSide, compareSides } from './compare.ts';
import { sideOf } from './figures.ts';
import type { EvalAnswer, EvalReport } from './report.ts';
import type { EvalData } from './saved.ts';

/** `journal` is the path as it is shown. */
export function reportOf(data: EvalData, annotations: readonly Annotation[], journal: string): EvalReport {
  const { header, prompts, cost, ended, problems } = data;
  const scores = personScores(data, annotations);
  const answers = data.answers.map((answer): EvalAnswer => ({ ...answer, verdicts: answer.verdicts.map((verdict) => ({ ...verdict, person: scores.get(verdict.id) ?? null })) }));
  const verdicts = answers.flatMap((answer) => answer.verdicts);
  const used = new Set(prompts.map(({ stage }) => stage));
  return {
    eval: header.eval,
    run: header.run,
    journal,
    startedAt: header.startedAt,
    ended,
    rehearsed: header.rehearsed,
    document: header.document,
    judge: header.models.judge,
    generator: ['split-points', 'over-trigger-probe', 'trade-off-probe'].some((stage) => used.has(stage)) ? header.models.generator : null,
    answersOf: header.answersOf ?? null,
    seed: header.seed,
    sides: header.subjects.map((_, side) => sideOf(data, side)),
    comparison: header.subjects.length < 2 ? null : compareSides(comparableSide(data, 0), comparableSide(data, 1)),
    agreement: agreementOf(header.eval, header.models.judge, verdicts),
    answers,
    prompts,
    cost,
    problems,
  };
}
