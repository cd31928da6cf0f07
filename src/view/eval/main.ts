/** The report of an eval: its figures by trait with their intervals, and beside them the answers that each figure is made of. */
import '../base.css';
import './style.css';
import type { EvalReport } from '../../evals/report.ts';
import { element } from '../dom.ts';
import { connect } from '../host.ts';
import { answerList, type AnswerList } from './answers.ts';
import { overview } from './overview.ts';
import type { EvalViewState, EvalWords, Filter, FromEvalView, ToEvalView } from './messages.ts';

/** Which words of the report somebody reads: of which trait, and of which answers. */
export interface Reading {
  readonly traitId: string | null;
  readonly filter: Filter;
}

connect<EvalWords, ToEvalView, FromEvalView>((host, words) => {
  const said = element('div', { class: 'for-screen-readers', attributes: { 'aria-live': 'polite' } });
  const page = element('div', { class: 'page' });
  document.body.append(page, said);
  let shown: Shown | undefined;
  return (message) => {
    if (message.type === 'problem') {
      page.replaceChildren(element('p', { class: 'problem' }, message.message));
      return;
    }
    const { report, from } = message;
    const before = keptReading(host.kept());
    // A figure that was clicked elsewhere asks for its trait; else it stays where somebody was reading.
    const reading: Reading = message.traitId === null ? (before ?? { traitId: null, filter: 'all' }) : { traitId: message.traitId, filter: 'all' };
    const isUpdate = shown?.run === report.run && message.traitId === null;
    if (isUpdate && shown !== undefined) shown.update(report);
    else shown = showReport(page, report, words, reading, (read) => host.keep({ ...from, ...read } satisfies EvalViewState), (sent) => host.post(sent), (sentence) => (said.textContent = sentence));
  };
});

interface Shown {
  readonly run: string;
  update(report: EvalReport): void;
}

function showReport(page: HTMLElement, first: EvalReport, words: EvalWords, begin: Reading, keep: (reading: Reading) => void, post: Actions['post'], say: Actions['say']): Shown {
  let report = first;
  let reading = begin;
  const read = (next: Partial<Reading>): void => {
    reading = { ...reading, ...next };
    keep(reading);
    answers.show(report, reading);
    left.replaceChildren(...overview(report, words, reading, actions));
  };
  const actions = {
    pick: (traitId: string | null) => read({ traitId, filter: 'all' }),
    filter: (filter: Filter) => read({ filter }),
    post,
    say,
  };
  const left = element('main', { class: 'overview' });
  const right = element('section', { class: 'answers', attributes: { 'aria-label': words.answers } });
  const answers: AnswerList = answerList(right, words, actions);
  page.replaceChildren(left, right);
  read({});
  return {
    run: first.run,
    update(next) {
      report = next;
      left.replaceChildren(...overview(report, words, reading, actions));
      answers.update(report);
    },
  };
}

/** What was kept may be of another version of this view. */
function keptReading(kept: unknown): Reading | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { traitId, filter } = kept as { readonly traitId?: unknown; readonly filter?: unknown };
  const filters: readonly unknown[] = ['all', 'telling', 'disagreements', 'unscored', 'trouble'] satisfies readonly Filter[];
  return { traitId: typeof traitId === 'string' ? traitId : null, filter: filters.includes(filter) ? (filter as Filter) : 'all' };
}

export interface Actions {
  readonly pick: (traitId: string | null) => void;
  readonly filter: (filter: Filter) => void;
  readonly post: (message: FromEvalView) => void;
  readonly say: (sentence: string) => void;
}
