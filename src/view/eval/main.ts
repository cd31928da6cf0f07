/** The report of an eval: its figures by trait with their intervals, and beside them the answers that each figure is made of. */
import '../base.css';
import './style.css';
import { element } from '../dom.ts';
import { connect } from '../host.ts';
import { answerList, type AnswerList } from './answers.ts';
import { overview } from './overview.ts';
import type { EvalViewState, EvalWords, Filter, FromEvalView, ShowReport, ToEvalView } from './messages.ts';

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
      shown = undefined;
      page.replaceChildren(element('p', { class: 'problem', attributes: { role: 'alert' } }, message.message));
      return;
    }
    const isUpdate = shown?.run === message.report.run && message.traitId === null;
    if (isUpdate && shown !== undefined) {
      shown.update(message);
      return;
    }
    const before = keptReading(host.kept());
    // A figure that was clicked elsewhere asks for its trait; else it stays where somebody was reading.
    const reading: Reading = message.traitId === null ? (before ?? { traitId: null, filter: 'all' }) : { traitId: message.traitId, filter: 'all' };
    shown = showReport(page, message, words, reading, (read) => host.keep({ ...message.from, ...read } satisfies EvalViewState), (sent) => host.post(sent), (sentence) => (said.textContent = sentence));
  };
});

interface Shown {
  readonly run: string;
  update(next: ShowReport): void;
}

function showReport(page: HTMLElement, first: ShowReport, words: EvalWords, begin: Reading, keep: (reading: Reading) => void, post: Actions['post'], say: Actions['say']): Shown {
  let shown = first;
  let reading = begin;
  const read = (next: Partial<Reading>): void => {
    reading = { ...reading, ...next };
    keep(reading);
    keepingFocus(right, () => answers.show(shown.report, reading));
    keepingFocus(left, () => renew(left, overview(shown, words, reading, actions)));
  };
  const readHere = (next: Partial<Reading>): void => {
    read(next);
    // In a narrow window the answers are far below the figure that was clicked.
    if (right.offsetTop >= left.offsetTop + left.offsetHeight) right.scrollIntoView();
  };
  const actions: Actions = {
    pick: (traitId) => readHere({ traitId, filter: 'all' }),
    filter: (filter) => readHere({ filter }),
    disagreements: () => readHere({ traitId: null, filter: 'disagreements' }),
    post,
    say,
  };
  const left = element('main', { class: 'overview' });
  const right = element('section', { class: 'answers', attributes: { 'aria-label': words.answers } });
  const answers: AnswerList = answerList(right, words, actions);
  page.replaceChildren(left, right);
  read({});
  return {
    run: first.report.run,
    update(next) {
      shown = next;
      keepingFocus(left, () => renew(left, overview(shown, words, reading, actions)));
      keepingFocus(right, () => answers.update(shown.report));
    },
  };
}

/** Puts in the sections that read otherwise than those that are there: what somebody opened, chose or scrolled stays. */
function renew(into: HTMLElement, sections: readonly HTMLElement[]): void {
  const before = [...into.children];
  sections.forEach((section, at) => {
    const old = before[at];
    if (old === undefined) {
      into.append(section);
      return;
    }
    const opened = old.querySelectorAll('details');
    section.querySelectorAll('details').forEach((details, index) => (details.open = opened[index]?.open ?? false));
    if (!old.isEqualNode(section)) old.replaceWith(section);
  });
  for (const old of before.slice(sections.length)) old.remove();
}

/** What had the focus may have been made anew: then what is in its place has it. */
function keepingFocus(within: HTMLElement, change: () => void): void {
  const { activeElement } = document;
  const key = activeElement !== null && within.contains(activeElement) ? activeElement.getAttribute('data-key') : null;
  change();
  if (key === null || (document.activeElement !== null && within.contains(document.activeElement))) return;
  within.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
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
  /** Those about any trait. */
  readonly disagreements: () => void;
  readonly post: (message: FromEvalView) => void;
  readonly say: (sentence: string) => void;
}
