/** The report on patterns: a chart of what a dataset repeats, and beside it the samples that do. */
import '../base.css';
import './style.css';
import { element } from '../dom.ts';
import { connect } from '../host.ts';
import { comparisonView } from './comparison.ts';
import { detailPane } from './detail.ts';
import { type Figure, figuresOf, partNames, shownFigures } from './figures.ts';
import { patternList } from './list.ts';
import type { FromPatternsView, Looking, PatternsState, PatternsWords, ToPatternsView } from './messages.ts';
import { fileLine, modelRemarks, verdict, writtenRemarks } from './remarks.ts';
import { toolbar } from './toolbar.ts';

const ALL: Looking = { part: '', sort: '', onlyOver: false };

connect<PatternsWords, ToPatternsView, FromPatternsView>((host, words) => {
  const post = (message: FromPatternsView): void => host.post(message);
  const live = element('div', { class: 'for-screen-readers', attributes: { 'aria-live': 'polite' } });
  const header = element('header', {});
  const progress = element('progress', {});
  const busyText = element('span', { class: 'generated' });
  const busyLine = element('div', { class: 'busy' }, progress, busyText);
  const list = patternList(words, (patternId) => look({ patternId }));
  const detail = detailPane(words, { post, choose: (patternId) => look({ patternId, part: '', sort: '', onlyOver: false }), look: (part) => look({ part }), say: (sentence) => (live.textContent = sentence) });
  const empty = element('p', { class: 'empty' });
  const caption = element('p', { class: 'caption muted' }, words.caption);
  const main = element('div', { class: 'columns' }, element('main', { class: 'chart' }, caption, empty, list.root), detail.root);
  const aside = element('div', { class: 'aside' });
  const bar = toolbar(words, (change) => look(change), post);
  document.body.append(header, busyLine, bar.root, aside, main, live);

  let looking = keptLooking(host.kept());
  let state: PatternsState | undefined;
  let kept: unknown;
  /** What the detail pane shows, so that it is not read anew where nothing of it has changed. */
  let detailed: { readonly report: unknown; readonly id: string | undefined; readonly part: string } | undefined;

  function look(change: Partial<Looking>): void {
    looking = { ...looking, ...change };
    renderReport();
    renderBusy();
  }

  /** All that does not depend on where somebody looks. */
  function render(): void {
    if (state === undefined) return;
    const { report, comparison, written } = state;
    replaceIn(header, headerOf(state, words));
    replaceIn(aside, [...(report?.model === undefined ? [] : [modelRemarks(report.model, words, post)]), ...(written === undefined ? [] : [writtenRemarks(written, state, words, post)])]);
    const before = document.querySelector('.comparison');
    before?.remove();
    const compared = comparison === undefined ? undefined : comparisonView(comparison, words, () => post({ type: 'close-comparison' }));
    if (compared !== undefined) main.before(compared);
    main.classList.toggle('hidden', compared !== undefined || report === undefined);
    aside.classList.toggle('hidden', compared !== undefined);
    renderReport();
    renderBusy();
    if (compared !== undefined && before === null) compared.querySelector('button')?.focus();
    if (compared === undefined && before !== null) list.focus();
  }

  /** What goes on: told often, so that nothing else is made anew for it. */
  function renderBusy(): void {
    if (state === undefined) return;
    const { busy, report } = state;
    busyLine.classList.toggle('hidden', busy === undefined);
    if (busy !== undefined) {
      busyText.textContent = busy.text;
      progress.setAttribute('aria-label', busy.text);
      if (busy.part === undefined) progress.removeAttribute('value');
      else progress.value = busy.part;
      header.querySelector('.problem')?.remove();
    }
    bar.show(state, looking, report === undefined ? { traits: [], kinds: [] } : partNames(report));
  }

  function renderReport(): void {
    host.keep({ ...(typeof kept === 'object' ? kept : {}), looking });
    if (state?.report === undefined) return;
    const { report } = state;
    const figures: readonly Figure[] = shownFigures(figuresOf(report), looking);
    if (!figures.some(({ id }) => id === looking.patternId)) {
      const { patternId: _, ...rest } = looking;
      const [first] = figures;
      looking = { ...rest, ...(first === undefined ? {} : { patternId: first.id }) };
    }
    list.show(figures, looking);
    list.root.classList.toggle('hidden', figures.length === 0);
    caption.classList.toggle('hidden', figures.length === 0);
    const isAll = looking.part === '' && looking.sort === '' && !looking.onlyOver;
    empty.textContent = figures.length > 0 ? '' : isAll ? words.noneHereNext : words.noneHere;
    if (detailed?.report !== report || detailed.id !== looking.patternId || detailed.part !== looking.part) {
      detailed = { report, id: looking.patternId, part: looking.part };
      detail.show(figures.find(({ id }) => id === looking.patternId), looking.part, state);
    }
  }

  return (message) => {
    switch (message.type) {
      case 'state': {
        const isFirst = state?.report === undefined;
        ({ state, keep: kept } = message);
        render();
        if (state.report !== undefined && state.busy === undefined && state.problem === undefined) live.textContent = verdict(state.report, words);
        if (isFirst && state.report !== undefined && state.comparison === undefined) list.focus();
        break;
      }
      case 'busy': {
        if (state === undefined) return;
        const { problem: _, ...rest } = state;
        state = { ...rest, busy: message.busy };
        renderBusy();
        break;
      }
      case 'matches':
        if (message.patternId === looking.patternId && message.part === looking.part) detail.add(message);
        break;
      case 'no-matches':
        if (message.patternId === looking.patternId && message.part === looking.part) detail.cannotRead(message.problem);
        break;
    }
  };
});

/** Other children in place of these; what somebody has opened or closed stays so. */
function replaceIn(root: HTMLElement, children: readonly HTMLElement[]): void {
  const keyed = (): readonly (readonly [string, HTMLDetailsElement])[] => [...root.querySelectorAll('details')].map((details, index) => [details.className === '' ? String(index) : details.className, details]);
  const before = new Map(keyed().map(([key, { open }]) => [key, open]));
  root.replaceChildren(...children);
  for (const [key, details] of keyed()) details.open = before.get(key) ?? details.open;
}

function headerOf({ files, report, problem, comparison }: PatternsState, words: PatternsWords): readonly HTMLElement[] {
  const lines = report === undefined ? files.map((file) => element('li', {}, element('strong', { class: 'generated' }, file))) : report.files.map((file) => fileLine(file, words));
  return [
    element('h1', {}, words.title),
    element('ul', { class: 'files' }, ...lines),
    ...(report === undefined || comparison !== undefined ? [] : [element('p', { class: 'verdict' }, verdict(report, words))]),
    ...(problem === undefined ? [] : [element('p', { class: 'problem warned generated', attributes: { role: 'alert' } }, problem)]),
    ...(problem === undefined || report !== undefined ? [] : [element('p', { class: 'muted' }, words.readable)]),
  ];
}

/** What was looked at, from whichever version of this view. */
function keptLooking(kept: unknown): Looking {
  if (typeof kept !== 'object' || kept === null || !('looking' in kept)) return ALL;
  const { looking } = kept;
  if (typeof looking !== 'object' || looking === null) return ALL;
  const text = (key: string): string => {
    const value: unknown = Reflect.get(looking, key);
    return typeof value === 'string' ? value : '';
  };
  const patternId = text('patternId');
  return { ...(patternId === '' ? {} : { patternId }), part: text('part'), sort: text('sort'), onlyOver: Reflect.get(looking, 'onlyOver') === true };
}
