/** What the model pass promises of what it reckons by itself: draws, quotes, clusters, rates. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDataset } from '../../src/dataset/read.ts';
import { clusterItems } from '../../src/patterns/model/cluster.ts';
import { type DrawnSample, drawSamples, shownOf } from '../../src/patterns/model/draws.ts';
import { findingsOf, type Mark } from '../../src/patterns/model/marks.ts';
import { findQuote } from '../../src/patterns/model/quote.ts';
import { KNOWN_RATERS } from '../../src/patterns/model/raters.ts';
import { type ScanItem, scanItems } from '../../src/patterns/model/scan.ts';
import { source } from '../dataset/support.ts';
import { asJsonLines, variedProse } from './support.ts';

function sample(response: string, more: Partial<DrawnSample> = {}): DrawnSample {
  return { line: 1, response, source: 'a.jsonl', side: 0, ...more };
}

async function drawOf(count: number, options: { readonly scans: number; readonly batch: number; readonly rate: number; readonly seed?: number }) {
  const dataset = await openDataset(source(asJsonLines(variedProse(count, { traits: 4 })), 'a.jsonl', 100_000));
  return drawSamples([[dataset]], { seed: 1, ...options });
}

test('batches share no sample, and each has samples of every trait and kind', async () => {
  const { batches } = await drawOf(600, { scans: 5, batch: 24, rate: 1 });
  assert.deepEqual(batches.map(({ length }) => length), [24, 24, 24, 24, 24]);
  assert.equal(new Set(batches.flat().map(({ line }) => line)).size, 120);
  for (const batch of batches) assert.equal(new Set(batch.map(({ traitId, kind }) => `${traitId} ${kind}`)).size, 12);
});

test('the same seed draws the same, another one draws others', async () => {
  const lines = async (seed: number): Promise<unknown> => {
    const { batches, rated } = await drawOf(300, { scans: 3, batch: 10, rate: 40, seed });
    return [batches.map((batch) => batch.map(({ line }) => line)), rated.map(({ line }) => line)];
  };
  assert.deepEqual(await lines(3), await lines(3));
  assert.notDeepEqual(await lines(3), await lines(4));
});

test('of few samples all are drawn, and no batch has less than two', async () => {
  const { batches, rated, totals } = await drawOf(5, { scans: 8, batch: 10, rate: 50 });
  assert.deepEqual([batches.map(({ length }) => length), rated.length, totals], [[3, 2], 5, [5]]);
});

test('of a long text the opening and the close are shown, and that something is left out', () => {
  const { response } = shownOf(sample(`${'a'.repeat(5000)}😀${'b'.repeat(5000)}`), 7500);
  assert.match(response, /^a{5000}\n\[… left out here …\]\nb{2500}$/);
});

test('a quote is found whatever its white space, and nothing else may differ', () => {
  assert.deepEqual(findQuote('So\n it  is.', 'So it is.'), { start: 0, end: 11 });
  for (const quote of ['so it is.', 'So it was', '', ' ', '.', '…', '\u0000']) assert.equal(findQuote('So it is.', quote), undefined);
});

test('a text that repeats itself is searched in no time', () => {
  const text = 'a '.repeat(20_000);
  assert.equal(findQuote(text, `${'a '.repeat(490)}b`), undefined);
  assert.equal(findQuote(text, 'a '.repeat(600)), undefined);
});

test('whatever text is quoted, a quote of it is found, and what is found are its words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (text, a, b) => {
      const quote = text.slice(Math.min(a, b) % (text.length + 1), Math.max(a, b) % (text.length + 1));
      const found = findQuote(text, quote);
      if (/[\p{L}\p{N}]/u.test(quote)) assert.deepEqual(text.slice(found?.start, found?.end).split(/\s+/), quote.trim().split(/\s+/));
      else assert.equal(found, undefined);
    }),
  );
});

test('an example that is not in the batch is left out and counted, and so is a pattern without any other', () => {
  const batch = [sample('Gladly so. One.'), sample('Gladly so. Two.')];
  const example = (quote: string, number = 1) => ({ sample: number, quote });
  const found = scanItems(2, batch, {
    patterns: [
      { name: 'Gladly', definition: 'd', examples: [example('Gladly so.'), example('Gladly not.'), example('Two.', 1), example('One.', 99)] },
      { name: 'Made up', definition: 'd', examples: [example('Never said.')] },
      { name: 'Without', definition: 'd', examples: [] },
    ],
  });
  assert.deepEqual(found, { items: [{ id: 's3.1', scan: 2, name: 'Gladly', definition: 'd', quotes: ['Gladly so.', 'Two.', 'One.'] }], falseExamples: 2, withoutExample: 2 });
});

const item = (scan: number, number: number, quotes: readonly string[] = [`q${scan}${number}`]): ScanItem => ({ id: `s${scan + 1}.${number}`, scan, name: `n${scan}${number}`, definition: 'd', quotes });
const cluster = (items: string[], name: string, more: { positive_examples?: string[]; negative_examples?: string[] } = {}) => ({ items, name, definition: 'd', positive_examples: [], negative_examples: [], ...more });

test('what two scans or more found is kept; two items of one scan are one scan', () => {
  const items = [item(0, 1), item(0, 2), item(1, 1), item(2, 1), item(2, 2)];
  const found = clusterItems(items, [], { clusters: [cluster(['s1.1', 's1.2'], 'Once'), cluster(['s2.1', 's3.1'], 'Twice'), cluster(['s3.2'], 'Alone')] });
  assert.deepEqual(found.kept.map(({ id, scans }) => [id, scans]), [['found/twice', [1, 2]]]);
  assert.deepEqual(found.once.map(({ name }) => name), ['Once', 'Alone']);
});

test('only the forty patterns that most scans found are rated, however many are named: the others are told', () => {
  const named = Array.from({ length: 60 }, (_, index) => index + 1);
  const items = [0, 1, 2].flatMap((scan) => named.map((number) => item(scan, number)));
  // The last of them are in all three scans.
  const clusters = named.map((number) => cluster([`s1.${number}`, `s2.${number}`, ...(number > 50 ? [`s3.${number}`] : [])], `Pattern ${number}`));
  const found = clusterItems(items, [], { clusters });
  assert.deepEqual([found.kept.length, found.unrated.length, found.once.length], [40, 20, 0]);
  assert.deepEqual(found.kept.slice(0, 11).map(({ name }) => name), [...named.slice(50), 1].map((number) => `Pattern ${number}`));
  assert.deepEqual(found.unrated.map(({ scans }) => scans.length), found.unrated.map(() => 2));
});

test('no claim of a model makes an item count twice, or an item that is not there count at all', () => {
  const found = clusterItems([item(0, 1), item(1, 1)], [], { clusters: [cluster(['s1.1', 's9.1', 's1.1'], 'One'), cluster(['s1.1', 's2.1'], 'Other')] });
  assert.deepEqual([found.kept, found.once.length, found.unknown, found.repeated, found.unassigned], [[], 2, 1, 2, 0]);
  assert.equal(clusterItems([item(0, 1), item(1, 1)], [], { clusters: [] }).unassigned, 2);
});

test('what the fast pass found is named and counts as no scan', () => {
  const candidates = [{ id: 'opening/gladly', description: 'x' }];
  const found = clusterItems([item(0, 1), item(1, 1)], candidates, { clusters: [cluster(['s1.1', 'f1'], 'One'), cluster(['s2.1', 'f2'], 'Two')] });
  assert.deepEqual([found.kept, found.once.map(({ candidates: same }) => same), found.unknown], [[], [['opening/gladly'], []], 1]);
});

test('examples of a kept pattern stand in the data', () => {
  const { kept } = clusterItems([item(0, 1, ['Gladly so.']), item(1, 1, ['Gladly yes.'])], [], {
    clusters: [cluster(['s1.1', 's2.1'], 'One', { positive_examples: ['Gladly yes.', 'Never said.'], negative_examples: ['Glad'] })],
  });
  assert.deepEqual([kept[0]?.positive, kept[0]?.negative], [['Gladly yes.'], ['Glad']]);
});

const rater = (id: string) => ({ id, name: id, definition: 'd', positive: [], negative: [] });

test('rates are marks over marks: broad has the strict ones too, and what has no mark is beside them', () => {
  const marks: readonly Mark[] = (['strict', 'strict', 'broad', 'absent', 'absent', 'unparsed', 'failed', 'missing'] as const).map((mark) => ({ mark }));
  const samples = marks.map((_, index) => sample(`Text ${index}.`, { line: index + 1, traitId: index < 3 ? 'a' : 'b', kind: 'exhibit' }));
  const [found] = findingsOf([rater('x')], samples, [marks], { sides: 1, threshold: 0.2 });
  const [side] = found?.sides ?? [];
  assert.deepEqual([side?.strict.k, side?.strict.n, side?.broad.k, side?.broad.n, side?.unparsed, side?.failed], [2, 5, 3, 5, 1, 1]);
  assert.deepEqual(Object.entries(side?.byTrait ?? {}).map(([trait, { strict, broad }]) => [trait, strict.k, broad.k, strict.n]), [['a', 2, 3, 3], ['b', 0, 0, 2]]);
  // Wilson, by hand: 2 of 5 at 95% is from 11.76% to 76.93%.
  assert.deepEqual([side?.strict.low.toFixed(4), side?.strict.high.toFixed(4)], ['0.1176', '0.7693']);
});

test('two sides are counted apart, and the alarm is about the first', () => {
  const samples = Array.from({ length: 20 }, (_, index) => sample('x', { side: index % 2 }));
  const marks: readonly Mark[] = samples.map(({ side }) => ({ mark: side === 0 ? 'strict' : 'absent' }));
  const [found] = findingsOf([rater('x')], samples, [marks], { sides: 2, threshold: 0.2 });
  assert.deepEqual([found?.sides.map(({ strict }) => [strict.k, strict.n]), found?.alarm], [[[10, 10], [0, 10]], 'overall']);
});

test('patterns in nearly the same samples name each other', () => {
  const samples = Array.from({ length: 10 }, () => sample('x'));
  const of = (count: number): readonly Mark[] => samples.map((_, index) => ({ mark: index < count ? 'strict' : 'absent' }));
  const found = findingsOf([rater('x'), rater('y'), rater('z')], samples, [of(5), of(6), of(10)], { sides: 1, threshold: 0.2 });
  assert.deepEqual(found.map(({ id, sameAs }) => [id, sameAs]), [['z', []], ['y', ['x']], ['x', ['y']]]);
});

test('the page lists every pattern that is rated unasked, and each says what counts and what does not', async () => {
  const page = await readFile(new URL('../../docs/patterns.md', import.meta.url), 'utf8');
  assert.deepEqual([...page.matchAll(/^\| `(rater\/[^`]+)`/gm)].map(([, id]) => id), KNOWN_RATERS.map(({ id }) => id));
  for (const { id, positive, negative } of KNOWN_RATERS) assert.ok(positive.length >= 2 && negative.length >= 2, id);
});
