/** What is promised of telling near-duplicates: the later of two goes, nothing that is alike stays, and the same again gives the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type NearDuplicates, nearDuplicatesByVectors, nearDuplicatesByWords } from '../../src/generation/dedup/near-duplicates.ts';
import { textIndex } from '../../src/generation/dedup/texts.ts';
import { vectorIndex } from '../../src/generation/dedup/vectors.ts';
import { randomNumbers } from '../../src/generation/random.ts';

const BOUNDS = { threshold: 0.9, margin: 0.03 };

function cosine(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function kept(count: number, { duplicates }: NearDuplicates): readonly number[] {
  const gone = new Set(duplicates.map(({ other }) => other));
  return Array.from({ length: count }, (_, index) => index).filter((index) => !gone.has(index));
}

/** Few dimensions, so that some are alike by chance. */
const vectors = fc.array(fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -5, max: 5 }))), { maxLength: 30 });

test('whatever the vectors, no two that stay are alike, and each that goes is like an earlier one that stays', () => {
  fc.assert(
    fc.property(vectors, (given) => {
      const found = nearDuplicatesByVectors(given, BOUNDS);
      const stay = kept(given.length, found);
      for (const [at, one] of stay.entries()) {
        for (const other of stay.slice(at + 1)) assert.ok(!(cosine(given[one] ?? [], given[other] ?? []) > BOUNDS.threshold + 1e-6));
      }
      for (const { kept: earlier, other, similarity, isDuplicate } of found.duplicates) {
        assert.ok(earlier < other && stay.includes(earlier) && isDuplicate);
        assert.ok(Math.abs(similarity - cosine(given[earlier] ?? [], given[other] ?? [])) < 1e-5);
      }
    }),
    { numRuns: 400 },
  );
});

test('whatever the vectors, those near the threshold are listed, most alike first, and no others', () => {
  fc.assert(
    fc.property(vectors, (given) => {
      const { borderline } = nearDuplicatesByVectors(given, BOUNDS);
      for (const [at, { similarity, isDuplicate }] of borderline.entries()) {
        assert.ok(similarity <= (borderline[at - 1]?.similarity ?? 1));
        assert.equal(isDuplicate, similarity >= BOUNDS.threshold);
        assert.ok(Math.abs(similarity - BOUNDS.threshold) <= BOUNDS.margin);
      }
    }),
    { numRuns: 300 },
  );
});

test('what is added later changes nothing for what was there before', () => {
  fc.assert(
    fc.property(vectors, vectors, (before, more) => {
      const { duplicates } = nearDuplicatesByVectors(before, BOUNDS);
      assert.deepEqual(nearDuplicatesByVectors([...before, ...more], BOUNDS).duplicates.slice(0, duplicates.length), duplicates);
    }),
    { numRuns: 300 },
  );
});

test('a vector without a direction is like none, and how long one is makes no difference', () => {
  const { duplicates } = nearDuplicatesByVectors([[0, 0], [0, 0], [1, 2], [1e300, 2e300], [1e-300, 2e-300], [2, -1]], BOUNDS);
  assert.deepEqual(duplicates.map(({ kept: earlier, other }) => [earlier, other]), [[2, 3], [2, 4]]);
});

test('vectors that cannot be compared are an error, not a guess', () => {
  assert.throws(() => nearDuplicatesByVectors([[1, 2], [1]], BOUNDS), RangeError);
  assert.throws(() => nearDuplicatesByVectors([[1, Number.NaN]], BOUNDS), RangeError);
  assert.throws(() => nearDuplicatesByVectors([[1, Infinity]], BOUNDS), RangeError);
  assert.deepEqual(nearDuplicatesByVectors([], BOUNDS), { duplicates: [], borderline: [] });
});

test('among many vectors that all point one way, at least 99 of 100 pairs at the threshold are found', () => {
  const random = randomNumbers('test');
  const [count, length] = [2000, 256];
  const around = (): number => random() + random() + random() - 1.5;
  const all: Float64Array[] = [];
  const planted: (readonly [number, number])[] = [];
  const common = Float64Array.from({ length }, around);
  for (let index = 0; index < count; index += 1) {
    const original = all[Math.floor(random() * index)];
    const other = Float64Array.from({ length }, around);
    if (original === undefined || index % 3 > 0) {
      all.push(common.map((value, at) => value + (other[at] ?? 0)));
      continue;
    }
    // From a cosine of about 0.9 upwards.
    const share = 0.5 * random();
    const copy = original.map((value, at) => value + share * 1.3 * (other[at] ?? 0));
    const from = all.indexOf(original);
    all.push(copy);
    if (cosine([...original], [...copy]) >= 0.9) planted.push([from, index]);
  }
  const index = vectorIndex(all, 0.9);
  assert.equal(index.method, 'sketched');
  const found = new Set<string>();
  for (const later of all.keys()) {
    for (const { index: earlier } of index.similarTo(later)) found.add(`${earlier} ${later}`);
    index.keep(later);
  }
  const there = planted.filter(([from, to]) => found.has(`${from} ${to}`)).length;
  assert.ok(planted.length > 200 && there >= 0.99 * planted.length, `${there} of ${planted.length}`);
});

const prompt = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 8 }), fc.constantFrom('', '!?', 'ok', '我姐姐想借三千块钱买车', '🙂🙂'));

test('of any texts, one that says the same in other case, spaces and punctuation goes, and one without words never does', () => {
  fc.assert(
    fc.property(prompt, prompt, (one, other) => {
      const again = `  ${one.toUpperCase()}!\n`;
      const isSaid = /[\p{L}\p{M}\p{N}]/u.test(one.normalize('NFKC'));
      // Some letters have no way back from their capitals.
      const isStable = one.normalize('NFKC').toLowerCase() === again.trim().slice(0, -1).normalize('NFKC').toLowerCase();
      const { duplicates } = nearDuplicatesByWords([one, again, other], { threshold: 0.6, margin: 0.1 });
      if (isStable) assert.equal(duplicates.some(({ kept: earlier, other: later, similarity }) => earlier === 0 && later === 1 && similarity === 1), isSaid);
    }),
    { numRuns: 400 },
  );
});

test('a message with a word changed is like the first, and one about the same thing is not', () => {
  const [first, changed, other] = [
    'my sister wants me to lend her 3000 for a car and i dont want to say no but money is tight this month',
    'my brother wants me to lend him 2000 for a van and i dont want to say no but money is tight this month',
    'how do I tell my sister I cannot lend her money for the car she wants to buy?',
  ];
  const { duplicates } = nearDuplicatesByWords([first, changed, other], { threshold: 0.6, margin: 0.1 });
  assert.deepEqual(duplicates.map(({ kept: earlier, other: later }) => [earlier, later]), [[0, 1]]);
  const chinese = nearDuplicatesByWords(['我姐姐想借三千块钱买车', '我姐姐想借两千块钱买车', '火车几点到站'], { threshold: 0.6, margin: 0.1 });
  assert.deepEqual(chinese.duplicates.map(({ other: later }) => later), [1]);
});

test('among many texts, at least 99 of 100 pairs at the threshold are found', () => {
  const random = randomNumbers('texts');
  const word = (): string => Math.floor(random() ** 2 * 4000).toString(36).padStart(3, 'x');
  const texts: string[] = [];
  for (let index = 0; index < 2000; index += 1) {
    const words = index % 3 === 0 && index > 0 ? (texts[Math.floor(random() * index)] ?? '').split(' ') : Array.from({ length: 110 }, word);
    const changes = index % 3 === 0 ? Math.floor(random() * 20) : 0;
    for (let change = 0; change < changes; change += 1) words[Math.floor(random() * words.length)] = word();
    texts.push(words.join(' '));
  }
  const pairsOf = (of: readonly string[], offset: number): Set<string> => {
    const index = textIndex(of, 0.6);
    const pairs = new Set<string>();
    for (const later of of.keys()) {
      for (const { index: earlier } of index.similarTo(later)) pairs.add(`${earlier + offset} ${later + offset}`);
      index.keep(later);
    }
    return pairs;
  };
  assert.equal(textIndex(texts, 0.6).method, 'sketched');
  assert.equal(textIndex(texts.slice(0, 500), 0.6).method, 'exact');
  const found = pairsOf(texts, 0);
  const exact = [0, 500, 1000, 1500].flatMap((from) => [...pairsOf(texts.slice(from, from + 500), from)]);
  const there = exact.filter((pair) => found.has(pair)).length;
  assert.ok(exact.length > 50 && there >= 0.99 * exact.length, `${there} of ${exact.length}`);
});
