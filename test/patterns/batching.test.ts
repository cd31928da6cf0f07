/**
 * What rating several patterns in one call promises: by itself it changes no figure, and what a judge gets wrong by the
 * place in a call falls on all patterns alike. On planted data, with a judge whose answer follows from the text alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LanguageModel, ModelOutcome } from '../../src/models/model.ts';
import { type BatchingReport, checkBatching } from '../../src/patterns/model/batching.ts';
import { Asker } from '../../src/patterns/model/asker.ts';
import type { DrawnSample } from '../../src/patterns/model/draws.ts';
import { findingsOf, type Marked } from '../../src/patterns/model/marks.ts';
import { groupsOf, orderFor } from '../../src/patterns/model/plan.ts';
import { rateAll } from '../../src/patterns/model/rate.ts';
import type { Rater } from '../../src/patterns/model/raters.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { plant, variedProse } from './support.ts';

/** What decides, for the judge and for the test. */
const RULES: Readonly<Record<string, { readonly strict: RegExp; readonly broad: RegExp }>> = {
  Gladly: { strict: /^Gladly so\./, broad: /^Gladly/ },
  Lesson: { strict: /Remember this\.$/, broad: /Remember/ },
  Doubt: { strict: /At first I doubted it\./, broad: /doubted/ },
  Offer: { strict: /Shall I go on\?$/, broad: /Shall I/ },
  Never: { strict: /^no such words$/, broad: /^no such words$/ },
};

const RATERS = Object.keys(RULES).map((name): Rater => ({ id: `found/${name.toLowerCase()}`, name, definition: `It is ${name}.`, positive: ['p'], negative: ['n'] }));

/** Patterns at known rates, several in one sample. */
function planted(): readonly DrawnSample[] {
  const samples = variedProse(120, { traits: 6 });
  plant(samples, 60, (response, index) => (index % 3 === 0 ? `Gladly, ${response}` : `Gladly so. ${response}`), 1);
  plant(samples, 24, (response) => `${response} Remember this.`, 2);
  plant(samples, 6, (response) => response.replace(/[.!…] /, '. At first I doubted it. '), 3);
  plant(samples, 36, (response) => `${response} Shall I go on?`, 4);
  return samples.map(({ response, prompt, trait, kind }, index) => ({ line: index + 1, source: 'a.jsonl', side: 0, response, prompt, traitId: trait, kind }));
}

const SAMPLES = planted();

function truth(name: string, response: string): 'strict' | 'broad' | 'absent' {
  const rule = RULES[name];
  return rule?.strict.test(response) === true ? 'strict' : rule?.broad.test(response) === true ? 'broad' : 'absent';
}

interface Judged {
  readonly name: string;
  readonly answer: string;
  /** Its place in the call, from 0, and how many there are. */
  readonly place: number;
  readonly of: number;
}

/** A judge that goes by the text it is shown and by nothing else; `garbled` calls are answered with what is no JSON. */
function judge(mark: (asked: Judged) => string, garbled: (of: number, answer: string) => boolean = () => false): LanguageModel & { readonly calls: () => number } {
  let calls = 0;
  return {
    id: 'test/judge',
    rehearsed: false,
    calls: () => calls,
    generate({ messages }): Promise<ModelOutcome> {
      calls += 1;
      const text = messages[0]?.text ?? '';
      const names = [...text.matchAll(/Pattern (p\d+):\n<pattern(?:-\d+)?>\n(.+)\n/g)];
      const answer = /<answer(?:-\d+)?>\n([^]+)\n<\/answer/.exec(text.slice(text.indexOf('This is the sample:')))?.[1] ?? '';
      if (garbled(names.length, answer)) return Promise.resolve({ status: 'ok', text: 'I would rather not say.' });
      const marks = names.map(([, key = '', name = ''], place) => [key, { quote: '', mark: mark({ name, answer, place, of: names.length }) }]);
      return Promise.resolve({ status: 'ok', text: JSON.stringify(Object.fromEntries(marks)) });
    },
  };
}

const byText = ({ name, answer }: Judged): string => truth(name, answer);

const settings = { concurrency: 8, now: () => new Date(0), journal: { append: () => Promise.resolve(), close: () => Promise.resolve() } };

async function marksOf(model: LanguageModel, perCall: number, samples = SAMPLES): Promise<readonly (readonly Marked[])[]> {
  const { signal } = new AbortController();
  const { marks } = await rateAll(new Asker(createEngine(settings), { critic: model, judge: model }, signal), RATERS, samples, { perCall, seed: 1 });
  return marks.map((own) => own.map(({ mark }) => mark));
}

async function check(model: LanguageModel, samples = SAMPLES): Promise<BatchingReport> {
  return checkBatching({
    ...settings,
    samples,
    raters: RATERS,
    judge: model,
    perCall: 3,
    header: { tool: 'test', run: 'r', seed: 1, parameters: { scans: 2, batch: 2, rate: 120, perCall: 3, known: [] }, data: { files: ['a.jsonl'], samples: 120 } },
    signal: new AbortController().signal,
  });
}

test('over as many samples as there are patterns, each stands once in every place; every sample is asked about all of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 2_147_483_647 }), fc.nat(20), (count, perCall, seed, round) => {
      const raters = Array.from({ length: count }, (_, index) => index);
      const places = raters.map(() => new Set<number>());
      for (let at = round * count; at < (round + 1) * count; at += 1) {
        const groups = groupsOf(orderFor(raters, at, seed), perCall);
        assert.equal(groups.length, Math.ceil(count / perCall));
        assert.ok(groups.every(({ length }) => length > 0 && length <= perCall));
        for (const [place, rater] of groups.flat().entries()) places[rater]?.add(place);
      }
      assert.ok(places.every(({ size }) => size === count));
    }),
  );
});

test('who stands beside whom changes from round to round', () => {
  const raters = [0, 1, 2, 3, 4, 5, 6, 7];
  const orders = Array.from({ length: 20 }, (_, round) => orderFor(raters, round * raters.length, 1).join());
  assert.ok(new Set(orders).size > 15);
  assert.equal(orderFor(raters, 3, 1).join(), orderFor(raters, 3, 1).join());
});

test('a judge that goes by the text gives the same marks however many patterns are in a call, and they are what was planted', async () => {
  const expected = RATERS.map(({ name }) => SAMPLES.map(({ response }) => truth(name, response)));
  for (const perCall of [1, 2, 3, 5, 50]) assert.deepEqual(await marksOf(judge(byText), perCall), expected);
  const [gladly] = findingsOf(RATERS, SAMPLES, expected.map((own) => own.map((mark) => ({ mark }))), { sides: 1, threshold: 0.2 });
  assert.deepEqual([gladly?.id, gladly?.sides[0]?.strict.k, gladly?.sides[0]?.broad.k], ['found/gladly', 40, 60]);
});

test('mistakes that depend on the text, such as its length, are the same alone and together', async () => {
  const shortSighted = ({ name, answer }: Judged): string => (answer.length > 600 ? 'absent' : truth(name, answer));
  const alone = await marksOf(judge(shortSighted), 1);
  assert.deepEqual(await marksOf(judge(shortSighted), 3), alone);
  assert.ok(alone[0]?.some((mark, at) => mark !== truth('Gladly', SAMPLES[at]?.response ?? '')));
});

test('what a judge overlooks in the last place of a call, it overlooks of each pattern equally often', async () => {
  // Every sample has every pattern, so that each oversight shows.
  const samples = Array.from({ length: 100 }, (_, index): DrawnSample => ({ line: index + 1, source: 'a.jsonl', side: 0, response: `Text ${index}.`, prompt: 'q' }));
  const careless = ({ place, of }: Judged): string => (of > 1 && place === of - 1 ? 'absent' : 'strict');
  const missed = (await marksOf(judge(careless), 3, samples)).map((own) => own.filter((mark) => mark === 'absent').length);
  // Five patterns in two calls a sample: two places of five are the last ones.
  assert.deepEqual(missed, [40, 40, 40, 40, 40]);
});

test('an answer about several patterns that cannot be read costs none of them its mark: they are asked about one by one', async () => {
  const model = judge(byText, (of) => of > 1);
  assert.deepEqual(await marksOf(model, 3), await marksOf(judge(byText), 1));
  // Each of two calls twice, and then five.
  assert.equal(model.calls(), 120 * 9);
});

test('a pattern that cannot be read by itself either is unparsed, and the others keep their marks', async () => {
  const broken = SAMPLES[7]?.response ?? '';
  const model = judge(byText, (of, answer) => answer === broken && of > 1);
  const stubborn: LanguageModel = { ...model, generate: (request, ...rest) => ((request.messages[0]?.text ?? '').includes(`\n${broken}\n`) && /<pattern>\nDoubt\n/.test(request.messages[0]?.text ?? '') ? Promise.resolve({ status: 'ok', text: '?' }) : model.generate(request, ...rest)) };
  const marks = await marksOf(stubborn, 5);
  assert.deepEqual(marks.map((own) => own[7]), RATERS.map(({ name }) => (name === 'Doubt' ? 'unparsed' : truth(name, broken))));
});

test('the check finds no difference where there is none', async () => {
  const report = await check(judge(byText));
  assert.deepEqual([report.together, report.again], [{ same: 600, of: 600 }, { same: 600, of: 600 }]);
  const [gladly, , , , never] = report.patterns;
  assert.deepEqual([gladly?.together.kappa, gladly?.strictAlone.k, gladly?.strictTogether.k, gladly?.p], [1, 40, 40, 1]);
  // Of a pattern that no sample has there is nothing for kappa to go by.
  assert.deepEqual([never?.together.kappa, never?.together.undefinedSince, never?.together.agreed.k], [null, 'one-value-only', 120]);
  // One each, twice, and two calls for the five together.
  assert.equal(report.calls, 120 * (5 + 5 + 2));
});

test('the check tells a judge that overlooks what stands last in a call, and by how much', async () => {
  const report = await check(judge(({ name, answer, place, of }) => (of > 1 && place === of - 1 ? 'absent' : truth(name, answer))));
  const [gladly] = report.patterns;
  assert.deepEqual(report.again, { same: 600, of: 600 });
  assert.ok(report.together.same < 600);
  // Of forty strict ones about two in five are overlooked.
  assert.ok((gladly?.strictTogether.k ?? 0) > 16 && (gladly?.strictTogether.k ?? 100) < 32, String(gladly?.strictTogether.k));
  assert.ok((gladly?.together.kappa ?? 1) < 0.8 && (gladly?.p ?? 1) < 0.001);
});

test('a judge that does not agree with itself is told apart from one that batching confuses', async () => {
  // Whatever it is asked twice in the same words, it answers otherwise the second time, in one sample of ten.
  const asked = new Set<string>();
  const fickle: LanguageModel = {
    ...judge(byText),
    generate(request, signal, onText) {
      const text = request.messages[0]?.text ?? '';
      const isAgain = asked.has(text);
      asked.add(text);
      return judge((one) => (isAgain && one.answer.length % 10 === 0 ? 'broad' : byText(one))).generate(request, signal, onText);
    },
  };
  const report = await check(fickle);
  assert.deepEqual(report.together, { same: 600, of: 600 });
  assert.ok(report.again.same < 580);
});
