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
  const live = element('div', { class: 'for-screen-readers', attributes: { 'aria-live': 'polite' } });
  const header = element('header', {});
  const list = patternList(words, (patternId) => look({ patternId }));
  const detail = detailPane(words, { post: (message) => host.post(message), choose: (patternId) => look({ patternId, part: '', sort: '', onlyOver: false }), look: (part) => look({ part }), say: (sentence) => (live.textContent = sentence) });
  const empty = element('p', { class: 'empty' });
  const caption = element('p', { class: 'caption muted' }, words.caption);
  const main = element('div', { class: 'columns' }, element('main', { class: 'chart' }, caption, empty, list.root), detail.root);
  const aside = element('div', { class: 'aside' });
  const bar = toolbar(words, (change) => look(change), (message) => host.post(message));
  document.body.append(header, bar.root, aside, main, live);

  let looking = keptLooking(host.kept());
  let state: PatternsState | undefined;
  let kept: unknown;
  let figures: readonly Figure[] = [];
  /** What the detail pane shows, so that it is not read anew where nothing of it has changed. */
  let detailed: { readonly report: unknown; readonly id: string | undefined; readonly part: string } | undefined;

  function look(change: Partial<Looking>): void {
    looking = { ...looking, ...change };
    render();
  }

  function render(): void {
    if (state === undefined) return;
    const { report, comparison, busy, problem } = state;
    host.keep({ ...(typeof kept === 'object' ? kept : {}), looking });
    header.replaceChildren(...headerOf(state, words));
    bar.show(state, looking, report === undefined ? { traits: [], kinds: [] } : partNames(report));
    aside.replaceChildren(
      ...(report?.model === undefined ? [] : [modelRemarks(report.model, state.once, words, (message) => host.post(message))]),
      ...(state.written === undefined ? [] : [writtenRemarks(state.written, state, words, (message) => host.post(message))]),
    );
    const existing = document.querySelector('.comparison');
    existing?.remove();
    if (comparison !== undefined) main.before(comparisonView(comparison, words, () => host.post({ type: 'close-comparison' })));
    main.classList.toggle('hidden', comparison !== undefined || report === undefined);
    aside.classList.toggle('hidden', comparison !== undefined);
    if (report === undefined) return;
    figures = shownFigures(figuresOf(report), looking);
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
    if (busy === undefined && problem === undefined) live.textContent = verdict(report, words);
  }

  return (message) => {
    switch (message.type) {
      case 'state': {
        const isFirst = state?.report === undefined;
        state = message.state;
        kept = message.keep;
        render();
        if (isFirst && state.report !== undefined) list.focus();
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

function headerOf({ files, report, busy, problem }: PatternsState, words: PatternsWords): readonly HTMLElement[] {
  const lines = report === undefined ? files.map((file) => element('li', {}, element('strong', { class: 'generated' }, file))) : report.files.map((file) => fileLine(file, words));
  return [
    element('h1', {}, words.title),
    element('ul', { class: 'files' }, ...lines),
    ...(report === undefined ? [] : [element('p', { class: 'verdict' }, verdict(report, words))]),
    ...(problem === undefined ? [] : [element('p', { class: 'warned generated', attributes: { role: 'alert' } }, problem)]),
    ...(busy === undefined ? [] : [progress(busy)]),
  ];
}

function progress({ text, part }: NonNullable<PatternsState['busy']>): HTMLElement {
  const bar = element('progress', { attributes: { 'aria-label': text, ...(part === undefined ? {} : { value: part.toFixed(3), max: '1' }) } });
  return element('div', { class: 'busy' }, bar, element('span', { class: 'generated' }, text));
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
