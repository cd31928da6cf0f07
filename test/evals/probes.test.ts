/** What the over-trigger and trade-off evals promise, on a server whose answers are known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvalReport } from '../../src/evals/report.ts';
import type { GeminiServerRequest } from '../support/gemini-server.ts';
import { blocksOf, evalOn, type EvalScript, figureText, partsText } from './support.ts';

const EVERYDAY = [
  { id: 'sum', text: 'What is 1+1?' },
  { id: 'capital', text: 'Capital of Mongolia?' },
];

function firstSide(report: EvalReport): EvalReport['sides'][number] {
  return report.sides[0] ?? assert.fail('no side');
}

/** A judge of showing, by what stands in the answer: the names of the traits that fire. */
function firing({ user }: GeminiServerRequest): object {
  const [answer = ''] = blocksOf(user, 'answer');
  return Object.fromEntries(
    blocksOf(user, 'trait').map((trait, index) => {
      const name = /## (\w+)/.exec(trait)?.[1] ?? '';
      return [`t${index + 1}`, { quote: answer.includes(name) ? name : '', reason: 'As it is.', shows: answer.includes(name) }];
    }),
  );
}

const probes: EvalScript = {
  'over-trigger-probe': ({ user }) => ({ messages: [`probe of ${blocksOf(user, 'exception')[0]}`] }),
  'eval-answer': ({ user }) => ({ 'What is 1+1?': '2. Plain, Exact.', 'Capital of Mongolia?': 'Ulaanbaatar.', 'probe of A pun keeps its words.': 'Plain.', 'probe of A toast needs no figures.': 'Cheers.' })[user] ?? assert.fail(user),
  'judge-over-trigger': firing,
};
const overTrigger = { eval: 'over-trigger', questions: EVERYDAY } as const;

test('unwanted firing is counted by trait, by exceptions and everyday requests, and by probe for the document', async (t) => {
  const { report, asked } = await evalOn(t, probes, overTrigger);
  assert.deepEqual(asked, { 'over-trigger-probe': 2, 'eval-answer': 4, 'judge-over-trigger': 4 });
  // Of four probes, the pun and the sum.
  assert.equal(figureText(firstSide(report).headline), '2 of 4');
  assert.deepEqual(partsText(firstSide(report).parts), { exceptions: '1 of 2', everyday: '1 of 2' });
  const traits = firstSide(report).traits.map(({ traitId, figure, parts }) => [traitId, figureText(figure), partsText(parts)]);
  assert.deepEqual(traits, [
    ['plain', '2 of 3', { exceptions: '1 of 1', everyday: '1 of 2' }],
    ['exact', '1 of 3', { exceptions: '0 of 1', everyday: '1 of 2' }],
    ['kind', '0 of 2', { exceptions: '0 of 0', everyday: '0 of 2' }],
  ]);
  const { low, high } = firstSide(report).headline;
  // Wilson's interval of 2 of 4.
  assert.deepEqual([low?.toFixed(4), high?.toFixed(4)], ['0.1500', '0.8500']);
});

test('the judge is not told that a trait is unwanted, and the exceptions are kept from it', async (t) => {
  const { requests } = await evalOn(t, probes, overTrigger);
  const judged = requests.filter(({ model }) => model === 'judge').map(({ user }) => user);
  assert.ok(judged.every((user) => !/exception|unwanted|over-trigger|not called for|out of place/i.test(user)));
  assert.ok(judged.every((user) => !user.includes('A pun keeps its words.') || user.includes('probe of')));
});

test('a quote that is not in the answer is said, and the verdict counts', async (t) => {
  const { report } = await evalOn(t, { ...probes, 'judge-over-trigger': (request) => JSON.parse(JSON.stringify(firing(request)).replaceAll('"quote":"Plain"', '"quote":"Simple"')) as object }, overTrigger);
  assert.equal(figureText(firstSide(report).headline), '2 of 4');
  assert.equal(report.answers.flatMap(({ verdicts }) => verdicts).filter(({ isQuoteMissing }) => isQuoteMissing).length, 2);
});

test('a probe that cannot be written, or whose answer is blocked, is beside the rates', async (t) => {
  const { report } = await evalOn(
    t,
    { ...probes, 'over-trigger-probe': ({ user }) => (user.includes('A pun') ? { messages: ['probe of A pun keeps its words.', 'one too many'] } : { messages: ['probe of A toast needs no figures.'] }), 'eval-answer': ({ user }) => (user === 'What is 1+1?' ? { promptBlocked: 'SAFETY' } : (probes['eval-answer']?.({ user } as GeminiServerRequest) ?? '')) },
    overTrigger,
  );
  const { beside, headline, traits } = firstSide(report);
  assert.equal(figureText(headline), '0 of 2');
  assert.deepEqual([beside.probes.unparsed, beside.answers.blocked, beside.verdicts.missing], [1, 1, 4]);
  assert.deepEqual(traits.map(({ figure, beside: { missing } }) => [figureText(figure), missing]), [['0 of 1', 2], ['0 of 2', 1], ['0 of 1', 1]]);
});

test('a judge that cannot be read on one probe takes it out of every rate', async (t) => {
  const { report } = await evalOn(t, { ...probes, 'judge-over-trigger': (request) => (blocksOf(request.user, 'user_message')[0] === 'What is 1+1?' ? 'no' : firing(request)) }, overTrigger);
  assert.equal(figureText(firstSide(report).headline), '1 of 3');
  assert.deepEqual(firstSide(report).traits.map(({ figure }) => figureText(figure)), ['1 of 2', '0 of 2', '0 of 1']);
  assert.equal(firstSide(report).beside.verdicts.unparsed, 3);
});

/** The messages of the three traits' entries; the entry of Exact about Kind is read as one for Exact, that of Kind as one for Exact too. */
const collisions: EvalScript = {
  'trade-off-probe': ({ user }) => {
    const [entry = ''] = blocksOf(user, 'trade_off');
    const [own = ''] = blocksOf(user, 'this_trait');
    return { messages: [{ message: `${own}: ${entry}`, prevails: /^Over|^\*\*Over/.test(entry) || (own === 'Exact' && entry.includes('Kind')) ? 'this' : 'other' }] };
  },
  'eval-answer': ({ user }) => `${user.startsWith('Plain') || (user.startsWith('Exact') && user.includes('Plain')) ? 'Exact' : user.startsWith('Exact') ? 'Kind' : 'Both'} wins.`,
  'judge-trade-off': ({ user }) => {
    const winner = /^(\w+) wins/.exec(blocksOf(user, 'answer')[0] ?? '')?.[1] ?? '';
    return { quote: 'wins', reason: 'As it is.', prevails: winner.toLowerCase() };
  },
};
const tradeOffs = { eval: 'trade-offs', questions: [] } as const;

test('which way answers gave is held against the document in code, by trait and by how the document says it', async (t) => {
  const { report, asked } = await evalOn(t, collisions, tradeOffs);
  assert.deepEqual(asked, { 'trade-off-probe': 4, 'eval-answer': 4, 'judge-trade-off': 4 });
  // Plain yields to Exact: so it did. Exact over Plain: so it was. Exact with Kind, read as Exact's: Kind won. Kind with Exact: both were met.
  assert.equal(figureText(firstSide(report).headline), '2 of 3');
  assert.deepEqual(partsText(firstSide(report).parts), { precedence: '2 of 2', depends: '0 of 1', 'no-conflict': '1 of 4' });
  assert.deepEqual(firstSide(report).traits.map(({ traitId, figure }) => [traitId, figureText(figure)]), [['plain', '1 of 1'], ['exact', '1 of 2'], ['kind', '0 of 0']]);
  assert.deepEqual(report.answers.map(({ expected }) => `${expected?.traitId} by ${expected?.by}`), ['exact by precedence', 'exact by precedence', 'exact by reading', 'exact by reading']);
});

test('the judge of a trade-off sees neither the entry nor which trait it belongs to', async (t) => {
  const { requests } = await evalOn(t, { ...collisions, 'eval-answer': () => 'Exact wins.' }, { ...tradeOffs, seed: 3 });
  const judged = requests.filter(({ model }) => model === 'judge');
  assert.ok(judged.every(({ user }) => blocksOf(user, 'trait').every((text) => !/Trade-offs|Yields|Over/.test(text))));
});

test('the order in which a judge sees two traits changes with the seed, and no figure with it', async (t) => {
  const orders = new Set<string>();
  for (const seed of [1, 2, 3, 4]) {
    const { report, requests } = await evalOn(t, collisions, { ...tradeOffs, seed });
    assert.equal(figureText(firstSide(report).headline), '2 of 3');
    orders.add(requests.filter(({ model }) => model === 'judge').map(({ user }) => (blocksOf(user, 'trait')[0] ?? '').slice(0, 8)).toSorted().join(''));
  }
  assert.ok(orders.size > 1);
});

test('a probe that its writer takes for a case of the contrary is not asked', async (t) => {
  const { report, asked } = await evalOn(t, { ...collisions, 'trade-off-probe': () => ({ messages: [{ message: 'Plain: x', prevails: 'this' }] }) }, tradeOffs);
  assert.equal(firstSide(report).beside.probes.unparsed, 1);
  assert.equal(asked['eval-answer'], 3);
});

test('several probes of an entry are written by one call, and each is a probe', async (t) => {
  const { report, asked } = await evalOn(t, { ...probes, 'over-trigger-probe': () => ({ messages: ['one', 'two', 'three'] }), 'eval-answer': () => 'Plain.' }, { ...overTrigger, questions: [], size: { traitIds: ['plain'], perEntry: 3 } });
  assert.deepEqual([asked['over-trigger-probe'], figureText(firstSide(report).headline)], [1, '3 of 3']);
  assert.deepEqual(report.answers.map(({ id }) => id), ['plain/exception/0/0@0', 'plain/exception/0/1@0', 'plain/exception/0/2@0']);
});
