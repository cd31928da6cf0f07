/** The figures and the verdicts of an eval as tables for a spreadsheet. */
import type { EvalReport, Figure, NamedFigure, PairedFigure } from '../report.ts';
import { randomNumbers, shuffled } from '../../generation/random.ts';
import { sideName } from './words.ts';

type Cell = string | number | null;

/** The figures: a row each. */
export function figuresCsv({ eval: name, run, sides, comparison, agreement, rehearsed }: EvalReport): string {
  const rows: Cell[][] = [];
  const add = (side: string, about: string, id: string, figure: Figure): void => {
    const value = figure.n === 0 ? null : figure.kind === 'mean' ? figure.mean : figure.kind === 'rate' ? figure.rate : figure.k / figure.n;
    const [low, high] = figure.n === 0 || figure.kind === 'count' ? [null, null] : [figure.low, figure.high];
    rows.push([name, run, String(rehearsed), side, about, id, figure.kind, figure.kind === 'mean' ? null : figure.k, figure.n, value, low, high]);
  };
  const named = (side: string, about: string, parts: readonly NamedFigure[]): void => {
    for (const { id, figure } of parts) add(side, about, id, figure);
  };
  for (const { subject, headline, parts, traits, beside } of sides) {
    const side = sideName(subject);
    add(side, 'document', 'headline', headline);
    named(side, 'document', parts);
    for (const { traitId, figure, parts: own } of traits) {
      add(side, traitId, 'trait', figure);
      named(side, traitId, own);
    }
    for (const [where, troubles] of Object.entries(beside)) for (const [how, count] of Object.entries(troubles)) rows.push([name, run, String(rehearsed), side, 'document', `${where}: ${how}`, 'beside', Number(count), null, null, null, null]);
  }
  const paired = (about: string, { pairs, difference, low, high, p }: PairedFigure): void => {
    rows.push([name, run, String(rehearsed), 'first less second', about, 'difference', 'difference', null, pairs, difference, low, high], ...(p === null ? [] : [[name, run, String(rehearsed), 'first less second', about, 'p', 'p', null, pairs, p, null, null]]));
  };
  if (comparison !== null) {
    paired('document', comparison.headline);
    for (const trait of comparison.traits) paired(trait.traitId, trait);
  }
  add('people and the judge', 'document', 'agreement', agreement.agreed);
  rows.push([name, run, String(rehearsed), 'people and the judge', 'document', 'kappa', 'kappa', null, agreement.n, agreement.kappa, null, null]);
  return csv([['eval', 'run', 'rehearsed', 'side', 'about', 'figure', 'kind', 'k', 'n', 'value', 'low', 'high'], ...rows]);
}

/** All verdicts, with what the judge and people said; disagreements first. */
export function verdictsCsv({ eval: name, run, sides, answers, agreement }: EvalReport): string {
  const rows = answers.flatMap((answer) =>
    answer.verdicts.map((verdict): Cell[] => {
      const { subject } = sides[answer.side] ?? {};
      const text = verdict.range === null || answer.answer === null || answer.kind !== 'question' ? answer.answer : answer.answer.slice(verdict.range.start, verdict.range.end);
      return [verdict.id, verdict.person, verdict.value, verdict.trouble, verdict.traitId, answer.prompt, text, verdict.reason, name, run, subject === undefined ? '' : sideName(subject)];
    }),
  );
  const rank = new Map(agreement.disagreements.map((id, index) => [id, index]));
  return csv([['verdict', 'person', 'judge', 'trouble', 'trait', 'prompt', 'text', 'reason', 'eval', 'run', 'side'], ...rows.toSorted(([a], [b]) => (rank.get(String(a)) ?? rank.size) - (rank.get(String(b)) ?? rank.size))]);
}

/**
 * What nobody has scored yet, for a person to score blind: in an order of chance, so that the first forty are a fair draw,
 * and without what the judge said or who answered.
 */
export function toScoreCsv({ eval: name, answers, seed, run }: EvalReport): string {
  const rows = answers.flatMap((answer) =>
    answer.verdicts
      .filter(({ value, person }) => value !== null && person === null)
      .map((verdict): Cell[] => {
        const text = name === 'knowledge' && verdict.range !== null ? (answer.answer ?? '').slice(verdict.range.start, verdict.range.end) : answer.answer;
        // Which trait a point was matched with is the judge's word; of a probe it is the question.
        const about = name === 'knowledge' ? [] : [verdict.traitId, ...(name === 'trade-offs' ? [answer.otherTraitId, answer.entry, answer.expected?.traitId ?? null] : [])];
        return [verdict.id, null, answer.prompt, text, ...about];
      }),
  );
  const about = name === 'knowledge' ? [] : ['trait', ...(name === 'trade-offs' ? ['other', 'entry', 'prevails by the document'] : [])];
  return csv([['verdict', 'person', 'prompt', 'text', ...about], ...shuffled(rows, randomNumbers([seed, run, 'to-score']))]);
}

/** RFC 4180. */
function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Texts are a model's: a spreadsheet would take one that begins so for a formula. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
