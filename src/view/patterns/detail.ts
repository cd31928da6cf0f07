/** One pattern: what it is, its rates by trait and kind, and the samples that have it. */
import { rateBar } from '../chart.ts';
import { button, element } from '../dom.ts';
import { interval, percent, say } from '../words.ts';
import { type Figure, type PartFigure, partsOf, roundScale } from './figures.ts';
import type { FromPatternsView, PatternsState, PatternsWords, ToPatternsView } from './messages.ts';
import { sampleCard } from './samples.ts';

/** In fewer samples than these a trait raises no alarm, since chance alone moves its rate that far. */
const FEW = 20;

export interface DetailPane {
  readonly root: HTMLElement;
  /** Another pattern, or another part of the samples: what was read before is gone. Undefined where none is chosen. */
  show(figure: Figure | undefined, part: string, state: PatternsState): void;
  add(page: Pick<Extract<ToPatternsView, { type: 'matches' }>, 'from' | 'next' | 'total' | 'samples'>): void;
  cannotRead(problem: string): void;
}

export interface DetailActions {
  readonly post: (message: FromPatternsView) => void;
  readonly choose: (patternId: string) => void;
  /** Looks at one trait or kind alone; empty for all. */
  readonly look: (part: string) => void;
  readonly say: (sentence: string) => void;
}

export function detailPane(words: PatternsWords, { post, choose, look, say: announce }: DetailActions): DetailPane {
  const root = element('section', { class: 'detail', attributes: { 'aria-label': words.matches } });
  let shown: { readonly figure: Figure; readonly part: string; readonly state: PatternsState } | undefined;
  const heading = element('h2', {}, words.reading);
  const list = element('div', { class: 'samples' });
  /** Where the page begins that was asked for last. */
  let at = 0;
  const more = button(words.more, () => ask());

  function ask(): void {
    if (shown !== undefined) post({ type: 'matches', patternId: shown.figure.id, part: shown.part, from: at });
    more.disabled = true;
  }

  return {
    root,
    show(figure, part, state) {
      root.replaceChildren();
      root.scrollTop = 0;
      shown = figure === undefined ? undefined : { figure, part, state };
      if (figure === undefined) {
        if (state.report?.findings.length !== 0) root.append(element('p', { class: 'muted' }, words.choose));
        return;
      }
      heading.textContent = words.reading;
      list.replaceChildren();
      more.classList.add('hidden');
      root.append(...about(figure, part, words, { post, choose, look }, state), heading, list, more);
      at = 0;
      ask();
    },
    add({ from, next, total, samples }) {
      if (shown === undefined || from !== at) return;
      at = next;
      const where = shown.part === '' ? say(words.matches, total) : say(words.matchesIn, total, shown.part.slice(shown.part.indexOf(':') + 1));
      heading.textContent = where;
      const { state } = shown;
      list.append(...samples.map((sample) => sampleCard(sample, state, words, post)));
      if (total === 0) list.append(element('p', { class: 'muted' }, words.noMatches));
      more.disabled = false;
      more.classList.toggle('hidden', next >= total);
      more.textContent = say(words.more, Math.min(next - from, total - next));
      if (from === 0) announce(where);
    },
    cannotRead(problem) {
      heading.textContent = problem;
      more.classList.add('hidden');
      list.append(button(words.scanAgain, () => post({ type: 'scan' })));
      announce(problem);
    },
  };
}

function about(figure: Figure, part: string, words: PatternsWords, { post, choose, look }: Pick<DetailActions, 'post' | 'choose' | 'look'>, state: PatternsState): readonly HTMLElement[] {
  const { overall, broad, model, fast, sameAs, limit, alarm } = figure;
  const rates = element('p', {}, element('strong', { class: 'figure' }, broad === undefined ? percent(overall.rate) : say(words.strict, percent(overall.rate))), ' ', element('span', { class: 'figure' }, say(words.kOfN, overall.k, overall.n)), ', ', element('span', {}, say(words.interval, interval(overall))));
  if (model !== undefined) rates.append('; ', say(words.broad, percent(model.broad.rate), model.broad.k), ', ', say(words.interval, interval(model.broad)));
  const [traits, kinds] = [partsOf(figure, 'trait'), partsOf(figure, 'kind')];
  const most = roundScale([limit ?? 0, ...[...traits, ...kinds].flatMap((one) => [one.rate.high, one.broad?.rate ?? 0])]);
  const told: (HTMLElement | undefined)[] = [
    element('h2', { class: 'generated' }, figure.name),
    element('code', { class: 'id generated' }, figure.id),
    rates,
    element('p', {}, alarm !== null ? element('span', { class: 'over-text' }, say(alarm === 'trait' ? words.isOverInTrait : words.isOver, percent(limit ?? 0))) : limit === null ? words.neverOver : say(words.limitIs, percent(limit))),
    model === undefined ? undefined : element('p', { class: 'generated' }, model.definition),
    model?.scans == null ? undefined : element('p', { class: 'muted' }, say(words.foundByScans, model.scans)),
    model === undefined || model.unparsed + model.failed === 0 ? undefined : element('p', { class: 'muted' }, say(words.unmarked, model.unparsed, model.failed)),
    model === undefined ? undefined : examples(words.counts, model.positive),
    model === undefined ? undefined : examples(words.countsNot, model.negative),
    sameAs.length === 0 ? undefined : sameSamples(sameAs, choose, words, state),
    actions(fast !== undefined, figure.id, words, post, state),
    parts(words.byTrait, traits, most, limit, part, look, words),
    parts(words.byKind, kinds, most, limit, part, look, words),
  ];
  return told.filter((one) => one !== undefined);
}

function examples(title: string, quotes: readonly string[]): HTMLElement | undefined {
  if (quotes.length === 0) return undefined;
  return element('div', { class: 'quotes' }, element('h3', {}, title), element('ul', {}, ...quotes.map((quote) => element('li', { class: 'generated' }, quote))));
}

function sameSamples(ids: readonly string[], choose: (patternId: string) => void, words: PatternsWords, { report }: PatternsState): HTMLElement {
  const known = new Set([...(report?.findings ?? []), ...(report?.model?.findings ?? [])].map(({ id }) => id));
  return element('p', { class: 'muted' }, words.same, ' ', ...ids.flatMap((id, index) => [index === 0 ? '' : ', ', known.has(id) ? button(id, () => choose(id), { class: 'link' }) : element('code', { class: 'generated' }, id)]));
}

function actions(isCounted: boolean, patternId: string, words: PatternsWords, post: (message: FromPatternsView) => void, { document: ofDocument }: PatternsState): HTMLElement | undefined {
  const isOfSet = /^(?:length|duplicate|word)\//.test(patternId);
  const buttons = [
    ...(isCounted ? [button(words.leaveOutThis, () => post({ type: 'leave-out', patternId }))] : []),
    ...(ofDocument === undefined || isOfSet ? [] : [button(words.tellThis, () => post({ type: 'tell-critiques', patternId }))]),
  ];
  return buttons.length === 0 ? undefined : element('div', { class: 'actions' }, ...buttons);
}

/** Bars of the second level; one that is pressed is looked at alone. */
function parts(title: string, all: readonly PartFigure[], most: number, limit: number | null, chosen: string, look: (part: string) => void, words: PatternsWords): HTMLElement | undefined {
  if (all.length < 2) return undefined;
  const rows = all.map(({ part, name, rate, broad }) => {
    const isChosen = part === chosen;
    // There are many parts to be unlucky in, so only what is certain counts.
    const isOver = limit !== null && rate.n >= FEW && rate.low > limit;
    const figures = `${say(words.kOfN, rate.k, rate.n)}, ${interval(rate)}${broad === undefined ? '' : `; ${say(words.broad, percent(broad.rate), broad.k)}`}`;
    const choose = element(
      'button',
      { class: isChosen ? 'part chosen' : 'part', attributes: { type: 'button', 'aria-pressed': String(isChosen), title: say(words.showOnly, name) }, onClick: () => look(isChosen ? '' : part) },
      element('span', { class: 'part-name generated' }, name),
      element('span', { class: 'bar' }, rateBar({ value: rate, most, isOver, ...(limit === null ? {} : { limit }), ...(broad === undefined ? {} : { behind: broad.rate }) })),
      element('span', { class: 'part-told muted figure' }, `${percent(rate.rate)}  ${figures}`, ...(isOver ? [element('span', { class: 'for-screen-readers' }, `, ${say(words.over, percent(limit))}`)] : [])),
    );
    return rate.n < FEW ? element('li', {}, choose, element('div', { class: 'few muted' }, say(words.few, rate.n))) : element('li', {}, choose);
  });
  return element('div', { class: 'parts' }, element('h3', {}, title), element('ul', {}, ...rows));
}

