/** What is drawn and split by chance: the same for the same seed, never more than asked for, and no prompt on both sides. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chanceOf, Draw } from '../../src/dataset/export/draw.ts';
import { Split } from '../../src/dataset/export/split.ts';

const weights = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 120 });
const seed = fc.integer({ min: 0, max: 2_147_483_647 });

test('as few lines are drawn as weigh what is asked for, those with the least chance, in any order of offering', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 800 }), seed, (lines, target, drawnBy) => {
      const draw = new Draw(target, drawnBy);
      for (const [line, weight] of lines.entries()) draw.offer(line, weight);
      const order = lines.map((weight, line) => ({ weight, line, chance: chanceOf(drawnBy, `${line}`) })).toSorted((a, b) => a.chance - b.chance || a.line - b.line);
      const expected = new Set<number>();
      let total = 0;
      for (const { line, weight } of order) {
        if (total >= target) break;
        expected.add(line);
        total += weight;
      }
      assert.deepEqual(draw.lines(), expected);
      assert.equal(draw.weight, total);
    }),
    { numRuns: 400 },
  );
});

test('another seed draws others', () => {
  const drawn = (by: number): ReadonlySet<number> => {
    const draw = new Draw(50, by);
    for (let line = 0; line < 1000; line += 1) draw.offer(line, 1);
    return draw.lines();
  };
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

test('each line is as likely to be drawn as any other', () => {
  const counts = Array.from({ length: 20 }, () => 0);
  for (let by = 0; by < 4000; by += 1) {
    const draw = new Draw(5, by);
    for (let line = 0; line < 20; line += 1) draw.offer(line, 1);
    for (const line of draw.lines()) counts[line] = (counts[line] ?? 0) + 1;
  }
  // 1,000 are expected, with a standard deviation of 27.
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 140, counts.join(' '));
});

const WORDS = 'river lamp cheque harbour verdict kettle orchard ledger museum bicycle recipe mortgage violin passport thunder garden witness ferry tailor compass'.split(' ');

function prompts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const word = (place: number): string => WORDS[chanceOf(index, `${place}`) % WORDS.length] ?? '';
    return `my ${word(0)} and the ${word(1)} near ${word(2)}: should ${word(3)} number ${index * 7919} go to the ${word(4)}, or is the ${word(5)} a better ${word(6)}?`;
  });
}

function sides(all: readonly string[], train: number, by = 0): readonly boolean[] {
  const split = new Split(by);
  for (const [index, prompt] of all.entries()) split.add(`r1 plain/exhibit/${index}`, prompt);
  return split.sides(train);
}

test('the shares are met where all prompts differ', () => {
  const isTest = sides(prompts(500), 0.9);
  assert.ok(Math.abs(isTest.filter(Boolean).length - 50) <= 5, String(isTest.filter(Boolean).length));
});

test('prompts that differ in case, marks, spaces or a word are on one side', () => {
  const all = prompts(200).flatMap((prompt) => [prompt, prompt.toUpperCase(), `${prompt.replaceAll(' ', '  ')}!!`, prompt.replace('should', 'could')]);
  for (let by = 0; by < 5; by += 1) {
    const isTest = sides(all, 0.8, by);
    for (let index = 0; index < all.length; index += 4) {
      assert.equal(new Set(isTest.slice(index, index + 4)).size, 1, all[index]);
    }
  }
});

test('scripts without spaces are told apart and held together as well', () => {
  const all = ['我应该把这笔钱存进银行还是买股票呢？', '我应该把这笔钱存进银行还是买股票呢', '怎样才能让三岁的孩子晚上早点睡觉？', '明天去北京出差需要带哪些证件和行李？'];
  for (let by = 0; by < 10; by += 1) {
    const isTest = sides(all, 0.5, by);
    assert.equal(isTest[0], isTest[1]);
    assert.ok(isTest.some(Boolean) && !isTest.every(Boolean));
  }
});

test('the same seed splits alike, another otherwise, whatever the texts are', () => {
  const all = prompts(100);
  assert.deepEqual(sides(all, 0.7, 3), sides(all, 0.7, 3));
  assert.notDeepEqual(sides(all, 0.7, 3), sides(all, 0.7, 4));
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), seed, (texts, train, by) => {
      const isTest = sides(texts, train, by);
      assert.equal(isTest.length, texts.length);
      for (const [index, text] of texts.entries()) assert.equal(isTest[texts.indexOf(text)], isTest[index]);
    }),
    { numRuns: 200 },
  );
});

test('of two prompts or more, one is for testing', () => {
  assert.deepEqual(sides(prompts(3), 0.99).filter(Boolean).length, 1);
  assert.deepEqual(sides(prompts(1), 0.5).filter(Boolean).length, 0);
});
