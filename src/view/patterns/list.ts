/** The chart of patterns: a bar for each with its interval and its threshold, all told in words beside, to go through by arrow keys. */
import { rateBar } from '../chart.ts';
import { element } from '../dom.ts';
import { interval, percent, say } from '../words.ts';
import { type Figure, figureIn, scaleOf } from './figures.ts';
import type { Looking, PatternsWords } from './messages.ts';

export interface PatternList {
  readonly root: HTMLElement;
  show(figures: readonly Figure[], looking: Looking): void;
  focus(): void;
}

export function patternList(words: PatternsWords, choose: (patternId: string) => void): PatternList {
  const root = element('div', { class: 'list', attributes: { role: 'listbox', tabindex: '0', 'aria-label': words.patterns } });
  let options: readonly HTMLElement[] = [];
  let chosen: string | undefined;

  const mark = (): void => {
    for (const option of options) option.setAttribute('aria-selected', String(option.dataset['pattern'] === chosen));
    const active = options.find((option) => option.dataset['pattern'] === chosen);
    if (active === undefined) root.removeAttribute('aria-activedescendant');
    else root.setAttribute('aria-activedescendant', active.id);
  };
  const go = (to: number): void => {
    const option = options[Math.min(options.length - 1, Math.max(0, to))];
    const id = option?.dataset['pattern'];
    if (option === undefined || id === undefined) return;
    option.scrollIntoView({ block: 'nearest' });
    if (id !== chosen) choose(id);
  };
  root.addEventListener('keydown', (event) => {
    const at = options.findIndex((option) => option.dataset['pattern'] === chosen);
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: options.length - 1, PageDown: at + 10, PageUp: Math.max(0, at - 10), Enter: Math.max(0, at), ' ': Math.max(0, at) };
    const to = steps[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  });

  return {
    root,
    show(figures, looking) {
      const most = scaleOf(figures, looking.part);
      const children: HTMLElement[] = [];
      const made: HTMLElement[] = [];
      const isGrouped = figures.some(({ model }) => model !== undefined) && figures.some(({ model }) => model === undefined);
      let group: HTMLElement = root;
      for (const [index, figure] of figures.entries()) {
        const isFirst = index === 0 || (figures[index - 1]?.model === undefined) !== (figure.model === undefined);
        if (isGrouped && isFirst) {
          const title = figure.model === undefined ? words.withoutModel : words.withModels;
          group = element('div', { class: 'group', attributes: { role: 'group', 'aria-label': title } }, element('div', { class: 'group-title', attributes: { 'aria-hidden': 'true' } }, title));
          children.push(group);
        }
        const option = row(figure, looking.part, most, words);
        option.id = `pattern-${index}`;
        option.addEventListener('click', () => choose(figure.id));
        made.push(option);
        if (isGrouped) group.append(option);
        else children.push(option);
      }
      const top = root.scrollTop;
      root.replaceChildren(...children);
      root.scrollTop = top;
      options = made;
      chosen = looking.patternId;
      mark();
    },
    focus: () => root.focus(),
  };
}

function row(figure: Figure, part: string, most: number, words: PatternsWords): HTMLElement {
  const here = figureIn(figure, part);
  const option = element('div', { class: 'row', attributes: { role: 'option' } });
  option.dataset['pattern'] = figure.id;
  if (here === undefined) return option;
  const { rate, broad } = here;
  const isOver = figure.alarm !== null;
  option.append(
    element('span', { class: 'figure rate-text' }, percent(rate.rate)),
    element('span', { class: 'name generated' }, figure.name),
    element('span', { class: 'bar' }, rateBar({ value: rate, isOver, most, ...(broad === undefined ? {} : { behind: broad.rate }), ...(figure.limit === null ? {} : { limit: figure.limit }) })),
    element(
      'span',
      { class: 'told muted' },
      element('span', { class: 'figure' }, say(words.kOfN, rate.k, rate.n)),
      ', ',
      element('span', { class: 'figure' }, interval(rate)),
      ...(broad === undefined ? [] : ['; ', element('span', { class: 'figure' }, say(words.broad, percent(broad.rate), broad.k))]),
      ...(isOver ? [' ', overText(figure, words)] : []),
    ),
  );
  return option;
}

/** That a pattern is over its threshold, in words. */
function overText({ alarm, limit }: Figure, words: PatternsWords): HTMLElement {
  return element('span', { class: 'over-text' }, say(alarm === 'trait' ? words.overInTrait : words.over, percent(limit ?? 0)));
}
