/** How values, costs and counts are called in the person's language. */
import { say } from '../words.ts';
import type { Facet } from './list.ts';
import type { Words } from './words.ts';

/** What a facet's value is called. */
export function valueName(words: Words, facet: Facet, value: string, traits: ReadonlyMap<string, string>): string {
  if (value === '') return words.none[facet] ?? '–';
  if (facet === 'traitId') return traits.get(value) ?? value;
  if (facet === 'run') return runName(value);
  return words.values[value] ?? value;
}

/** `2026-01-31 09:30`, of a run that is named after its time; else its name. */
export function runName(run: string): string {
  const [, day, hour, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-/.exec(run) ?? [];
  return day === undefined ? run : `${day} ${hour ?? ''}:${minute ?? ''}`;
}

/** `$0.0123`; of what is not known, that. */
export function costText(words: Words, usd: number | null): string {
  if (usd === null) return words.detail.costUnknown;
  if (usd === 0) return '$0';
  return `$${usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(usd < 1 ? 3 : 2)}`;
}

/** `−0.09` */
export function kappaText(kappa: number): string {
  return kappa.toFixed(2).replace('-', '−');
}

/** How many there are, in a sentence. */
export function listedText(words: Words, listed: number, all: number): string {
  if (listed === all) return all === 1 ? words.oneListed : say(words.allListed, all);
  return say(words.listed, listed, all);
}
