/** Charts that are read as text first: bars with intervals, and bars in parts. */
import { element } from './dom.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** A share with its interval, all from 0 to 1. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface RateBar {
  readonly value: Rate;
  /** A bar behind it, such as the broad rate behind the strict one. */
  readonly behind?: number;
  /** Where a threshold stands, and whether the value is over it. */
  readonly limit?: number;
  readonly isOver?: boolean;
  /** The share at the right end: 1, or less where all bars of a chart are short. */
  readonly most?: number;
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function across(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
}

/** A bar with a whisker for the interval. Hidden from screen readers: the figures stand beside it as text. */
export function rateBar({ value, behind, limit, isOver = false, most = 1 }: RateBar): SVGElement {
  const bar = shape('svg', { class: isOver ? 'rate-bar over' : 'rate-bar', 'aria-hidden': 'true', width: '100%', height: 16 });
  bar.append(shape('rect', { class: 'track', x: 0, y: 3, width: '100%', height: 10, rx: 2 }));
  if (behind !== undefined) bar.append(shape('rect', { class: 'behind', x: 0, y: 3, width: across(behind / most), height: 10, rx: 2 }));
  bar.append(shape('rect', { class: 'rate', x: 0, y: 3, width: across(value.rate / most), height: 10, rx: 2 }));
  const [low, high] = [across(value.low / most), across(value.high / most)];
  bar.append(shape('line', { class: 'whisker', x1: low, x2: high, y1: 8, y2: 8 }));
  for (const end of [low, high]) bar.append(shape('line', { class: 'whisker', x1: end, x2: end, y1: 5, y2: 11 }));
  if (limit !== undefined) bar.append(shape('line', { class: 'limit', x1: across(limit / most), x2: across(limit / most), y1: 0, y2: 16 }));
  return bar;
}

/** A difference with its interval about a line at nought; all from `-most` to `most`. Hidden from screen readers, as the other bar. */
export function differenceBar({ difference, low, high, most }: { readonly difference: number; readonly low: number | null; readonly high: number | null; readonly most: number }): SVGElement {
  const at = (value: number): string => across((value / most + 1) / 2);
  const bar = shape('svg', { class: 'rate-bar', 'aria-hidden': 'true', width: '100%', height: 16 });
  bar.append(shape('rect', { class: 'track', x: 0, y: 3, width: '100%', height: 10, rx: 2 }));
  const [from, to] = difference < 0 ? [difference, 0] : [0, difference];
  bar.append(shape('rect', { class: difference < 0 ? 'fell' : 'rate', x: at(from), y: 3, width: across((to - from) / most / 2), height: 10 }));
  if (low !== null && high !== null) {
    bar.append(shape('line', { class: 'whisker', x1: at(low), x2: at(high), y1: 8, y2: 8 }));
    for (const end of [low, high]) bar.append(shape('line', { class: 'whisker', x1: at(end), x2: at(end), y1: 5, y2: 11 }));
  }
  bar.append(shape('line', { class: 'nought', x1: '50%', x2: '50%', y1: 0, y2: 16 }));
  return bar;
}

/** Which of the theme's colours a part has. The words beside it tell what it is, since colours alone tell nobody. */
export type Tone = 'good' | 'bad' | 'unsure' | 'plain' | 'quiet';

export interface Part {
  readonly label: string;
  readonly count: number;
  readonly tone: Tone;
}

/** A bar divided by the counts of its parts, as long as they together are of `most`; and a legend is the caller's. */
export function partsBar(parts: readonly Part[], most: number): SVGElement {
  const bar = shape('svg', { class: 'parts-bar', 'aria-hidden': 'true', width: '100%', height: 16 });
  let at = 0;
  for (const { label, count, tone } of parts) {
    if (count === 0) continue;
    const part = shape('rect', { class: `part ${tone}`, x: across(at / most), y: 3, width: across(count / most), height: 10 });
    const title = shape('title', {});
    title.textContent = `${label}: ${count}`;
    part.append(title);
    bar.append(part);
    at += count;
  }
  return bar;
}

/** What the colours of a bar in parts mean. */
export function legend(parts: readonly Pick<Part, 'label' | 'tone'>[]): HTMLElement {
  return element('ul', { class: 'legend' }, ...parts.map(({ label, tone }) => element('li', {}, element('span', { class: `swatch ${tone}`, attributes: { 'aria-hidden': 'true' } }), label)));
}
