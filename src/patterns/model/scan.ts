/** What one scan named, after what it quotes was looked up. */
import type { PatternScan } from '../../prompts/pattern-scan.ts';
import type { DrawnSample } from './draws.ts';
import { findQuote } from './quote.ts';

/** A pattern that one scan named. */
export interface ScanItem {
  /** `s` and the scan, a dot, and a number, both counted from 1. */
  readonly id: string;
  /** Counted from 0. */
  readonly scan: number;
  readonly name: string;
  readonly definition: string;
  /** As they stand in samples of the batch. */
  readonly quotes: readonly string[];
}

export interface ScanFound {
  readonly items: readonly ScanItem[];
  /** Examples that stand in no sample of the batch. */
  readonly falseExamples: number;
  /** Patterns that were left without an example, and are left out. */
  readonly withoutExample: number;
}

/** Only the examples that stand in the batch, and only the patterns that have one. A wrong number of a sample is no fault: the quote is what counts. */
export function scanItems(scan: number, batch: readonly DrawnSample[], { patterns }: PatternScan): ScanFound {
  const items: ScanItem[] = [];
  let falseExamples = 0;
  let withoutExample = 0;
  for (const { name, definition, examples } of patterns) {
    const quotes = new Set<string>();
    for (const { sample, quote } of examples) {
      const named = batch[sample - 1];
      const found = (named === undefined ? batch : [named, ...batch]).flatMap(({ response }) => {
        const range = findQuote(response, quote);
        return range === undefined ? [] : [response.slice(range.start, range.end)];
      })[0];
      if (found === undefined) falseExamples += 1;
      else quotes.add(found);
    }
    if (quotes.size === 0) withoutExample += 1;
    else items.push({ id: `s${scan + 1}.${items.length + 1}`, scan, name, definition, quotes: [...quotes] });
  }
  return { items, falseExamples, withoutExample };
}
