/** Finds what a model quotes of a sample: by string match, never by the model's word. */
import type { Range } from '../../document/range.ts';

/** In characters. Thirty words are asked for; what is far longer is no quote, and slow to look for in a text that repeats itself. */
const LONGEST_QUOTE = 1000;

/**
 * Where the words of a quote stand in a text, first; only white space may differ. Undefined where they do not, for a quote
 * without a letter or digit, which stands anywhere, and for one that is too long.
 */
export function findQuote(text: string, quote: string): Range | undefined {
  if (quote.length > LONGEST_QUOTE || !/[\p{L}\p{N}]/u.test(quote)) return undefined;
  const words = quote.split(/\s+/).filter((word) => word !== '');
  const found = new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('\\s+')).exec(text);
  return found === null ? undefined : { start: found.index, end: found.index + found[0].length };
}
