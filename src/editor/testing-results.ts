/** The state of each item of the Testing view after an eval, with the answers that say so. */
import * as vscode from 'vscode';
import type { EvalName } from '../evals/eval.ts';
import type { EvalAnswer, EvalReport, EvalVerdict, TraitFigure } from '../evals/report.ts';
import { evalTitle, evalWords } from './eval-words.ts';
import { label } from './labels.ts';
import { visible } from './plain-markdown.ts';

/** A trait that shows everywhere is told by a few answers; the report has all. */
const MOST_MESSAGES = 5;
/** Of an answer in a message. */
const MOST_CHARACTERS = 1500;

/** Gives each trait's item its state: the figures of the first subject decide. What could not be judged is no failure. `asked` are those that wait for one. */
export function showResults(run: vscode.TestRun, report: EvalReport, leaves: ReadonlyMap<string, vscode.TestItem>, asked: ReadonlyMap<string, vscode.TestItem> = new Map()): void {
  const [side] = report.sides;
  if (side === undefined) return;
  run.appendOutput(`${lines(summaryOf(report))}\r\n`);
  for (const trait of side.traits) {
    const leaf = leaves.get(trait.traitId);
    if (leaf === undefined) continue;
    if (trait.figure.n === 0) {
      const { troubles } = evalWords();
      const against = Object.entries(trait.beside).filter(([, count]) => count > 0);
      // What was not asked, since the run was ended before or was about another trait, says nothing of anybody.
      if (against.every(([how]) => how === 'missing')) {
        if (asked.has(trait.traitId)) run.skipped(leaf);
      } else run.errored(leaf, message(vscode.l10n.t('Nothing could be judged: {0}.', against.map(([how, count]) => (troubles[how] ?? how).replace('{0}', String(count))).join(', ')), leaf));
      continue;
    }
    const offending = isOffending(report.eval, trait) ? offendingAnswers(report, trait) : [];
    if (offending.length === 0 && !isOffending(report.eval, trait)) run.passed(leaf);
    else run.failed(leaf, [message(headOf(report.eval, trait), leaf), ...offending.map(([answer, verdict]) => message(offenceText(answer, verdict), leaf))]);
  }
}

function isOffending(name: EvalName, { figure: { k, n }, examples }: TraitFigure): boolean {
  switch (name) {
    case 'knowledge':
      // The rate is of answers that were scored whole; a point of another one may have recalled it, too.
      return examples.length === 0;
    case 'over-trigger':
      return k > 0;
    case 'trade-offs':
      return k < n;
  }
}

function headOf(name: EvalName, { name: trait, figure }: TraitFigure): string {
  const of = `${figure.k} / ${figure.n}, ${vscode.l10n.t('95% interval {0}', `${(100 * figure.low).toFixed(1)}–${(100 * figure.high).toFixed(1)}%`)}`;
  switch (name) {
    case 'knowledge':
      return vscode.l10n.t('No point of an answer recalled “{0}” ({1}).', label(trait), of);
    case 'over-trigger':
      return vscode.l10n.t('“{0}” showed where nothing called for it ({1}).', label(trait), of);
    case 'trade-offs':
      return vscode.l10n.t('“{0}” did not give way as the document says, or had to ({1} did).', label(trait), of);
  }
}

/**
 * What stands beside the items of an eval: the figure, like `3 of 12`, and what keeps it from being taken for more than it
 * is. What could not be judged loses what stood there.
 */
export function describe(report: EvalReport, leaves: ReadonlyMap<string, vscode.TestItem>, isEarlierText: boolean): void {
  const [side] = report.sides;
  // The line is cut off in a narrow view: what matters most goes first.
  const remarks = [
    ...(isEarlierText ? [vscode.l10n.t('of an earlier text')] : []),
    ...(report.eval === 'knowledge' && side?.subject.withDocument === true ? [vscode.l10n.t('with the document in its prompt')] : []),
    ...(report.rehearsed ? [vscode.l10n.t('rehearsed')] : []),
  ];
  for (const { traitId, figure: { k, n }, beside } of side?.traits ?? []) {
    const leaf = leaves.get(traitId);
    // It was about another trait.
    if (n === 0 && report.eval !== 'knowledge' && Object.values(beside).every((count) => count === 0)) continue;
    const text = n === 0 ? '' : [vscode.l10n.t('{0} of {1}', k, n), ...remarks].join(', ');
    if (leaf !== undefined && leaf.description !== text) leaf.description = text;
  }
}

function offendingAnswers(report: EvalReport, { traitId, examples }: TraitFigure): readonly (readonly [EvalAnswer, EvalVerdict])[] {
  const wanted = new Set(examples);
  const found = report.answers
    .filter(({ side }) => side === 0)
    .flatMap((answer) => answer.verdicts.filter(({ id, traitId: of, value }) => (of === traitId || answer.traitId === traitId) && wanted.has(id) && (value === 'fired' || value === 'otherwise')).map((verdict) => [answer, verdict] as const));
  return found.slice(0, MOST_MESSAGES);
}

function offenceText({ prompt, answer }: EvalAnswer, { reason }: EvalVerdict): string {
  const cut = (text: string): string => visible(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
  return [vscode.l10n.t('Asked: {0}', cut(prompt ?? '')), vscode.l10n.t('Answered: {0}', cut(answer ?? '')), vscode.l10n.t('The judge: {0}', cut(reason))].join('\n\n');
}

/** Plain text: nothing that a model wrote becomes a link. */
function message(text: string, { uri, range }: vscode.TestItem): vscode.TestMessage {
  const made = new vscode.TestMessage(text);
  if (uri !== undefined && range !== undefined) made.location = new vscode.Location(uri, range);
  return made;
}

function summaryOf({ eval: name, judge, sides, rehearsed, journal }: EvalReport): string {
  return [
    ...(rehearsed ? [vscode.l10n.t('Rehearsed: answers were written beforehand, and no model was called.')] : []),
    ...sides.map(({ subject, headline }) => `${evalTitle(name)}, ${subject.model}: ${headline.kind === 'rate' ? `${headline.k} / ${headline.n}` : `${headline.mean === null ? '–' : headline.mean.toFixed(2)} (${headline.n})`}`),
    vscode.l10n.t('Judged by {0}. Journal: {1}', judge, journal),
  ].join('\n');
}

/** A terminal shows it: control characters would be obeyed there. */
function lines(text: string): string {
  return visible(text).replaceAll('\n', '\r\n');
}
