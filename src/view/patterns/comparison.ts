/** Two sets side by side: each pattern's rates before and after, and how far they differ. */
import type { ComparedRate, ComparisonReport } from '../../patterns/compare.ts';
import { rateBar } from '../chart.ts';
import { button, element } from '../dom.ts';
import { interval, percent, say } from '../words.ts';
import { roundScale } from './figures.ts';
import type { PatternsWords } from './messages.ts';

type Compared = ComparisonReport['fast'][number];

export function comparisonView({ before, after, fast }: ComparisonReport, words: PatternsWords, close: () => void): HTMLElement {
  const most = roundScale(fast.flatMap((rate) => [rate.before.high, rate.after.high, rate.alarmAbove ?? 0]));
  const names = (files: ComparisonReport['before']): string => files.map(({ file, samples }) => `${file} (${samples})`).join(', ');
  const cell = (rate: Compared, side: 'before' | 'after'): HTMLElement =>
    element('td', {}, element('div', { class: 'bar' }, rateBar({ value: rate[side], most, isOver: rate.alarmAbove !== null && rate[side].rate > rate.alarmAbove, ...(rate.alarmAbove === null ? {} : { limit: rate.alarmAbove }) })), element('div', { class: 'figure' }, percent(rate[side].rate), ' ', element('span', { class: 'muted' }, `${say(words.kOfN, rate[side].k, rate[side].n)}, ${interval(rate[side])}`)));
  const rows = fast.map((rate) =>
    element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, element('div', { class: 'generated' }, rate.description), element('code', { class: 'id generated' }, rate.id), ...(rate.alarm ? [element('div', {}, element('span', { class: 'over-text' }, say(words.over, percent(rate.alarmAbove ?? 0))))] : [])),
      cell(rate, 'before'),
      cell(rate, 'after'),
      element('td', { class: 'figure' }, pointsText(rate, words)),
    ),
  );
  const head = [words.pattern, `${words.before}: ${names(before)}`, `${words.after}: ${names(after)}`, words.difference].map((title) => element('th', { class: 'generated', attributes: { scope: 'col' } }, title));
  return element(
    'main',
    { class: 'comparison' },
    element('div', { class: 'actions' }, button(words.closeComparison, close)),
    element('h2', {}, words.comparisonTitle),
    rows.length === 0 ? element('p', {}, words.sameBefore) : element('div', { class: 'scroll' }, element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows))),
    element('p', { class: 'muted' }, words.compareNote),
  );
}

/** `+3.1 points (−0.5 to 6.4)` */
function pointsText({ difference, low, high }: ComparedRate, words: PatternsWords): string {
  const points = (share: number): string => `${share < 0 ? '−' : ''}${(100 * Math.abs(share)).toFixed(1)}`;
  return say(words.points, `${difference > 0 ? '+' : ''}${points(difference)}`, points(low), points(high));
}
