/** What the knowledge eval promises, on a server whose answers are known: each figure is one that was worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvalReport } from '../../src/evals/report.ts';
import { blocksOf, DOCUMENT, evalOn, type EvalScript, figureText, judgeBy, partsText } from './support.ts';

const QUESTIONS = [
  { id: 'one', text: 'Question one?' },
  { id: 'two', text: 'Question two?' },
  { id: 'three', text: 'Question three?' },
];

/** Points say what they are to get: “plain 2”. */
const judge = judgeBy((point) => {
  const [, trait = 'none', score = '0'] = /([\w-]+) (\d)/.exec(point) ?? [];
  return [trait, Number(score)];
});
const ANSWERS: Readonly<Record<string, string>> = {
  'Question one?': 'Here they are:\n\n1. plain 2\n2. exact 1\n   with more on it\n3. none 0',
  'Question two?': '- plain 1\n- plain 2',
  'Question three?': '| value | why |\n|---|---|\n| none 0 | x |\n| exact 2 | y |\n| none 0 | z |',
};
const script: EvalScript = { 'eval-answer': ({ user }) => ANSWERS[user] ?? assert.fail(user), 'judge-points': judge };

function side(report: EvalReport, index = 0): EvalReport['sides'][number] {
  return report.sides[index] ?? assert.fail('no such side');
}

function traitsText(report: EvalReport, index = 0): Readonly<Record<string, string>> {
  return Object.fromEntries(side(report, index).traits.map(({ traitId, figure, parts }) => [traitId, `${figureText(figure)}, ${partsText(parts)['score-when-recalled']}`]));
}

test('points of lists and tables, their mean, the traits they recall and the one they never do are as counted by hand', async (t) => {
  const { report, asked } = await evalOn(t, script, { questions: QUESTIONS });
  // 2 + 1 + 0, 1 + 2, 0 + 2 + 0: eight points of three questions.
  assert.equal(figureText(side(report).headline), '1 over 8 in 3');
  assert.deepEqual(partsText(side(report).parts), { coverage: '2 of 3', 'matched-points': '0.625 over 8 in 3', 'points-per-answer': '2.6667 over 3 in 3' });
  assert.deepEqual(traitsText(report), { plain: '2 of 3, 1.6667 over 3 in 2', exact: '2 of 3, 1.5 over 2 in 2', kind: '0 of 3, no mean' });
  assert.deepEqual(side(report).neverRecalled, ['kind']);
  assert.deepEqual(report.answers.map(({ split }) => split?.form), ['numbered', 'bullets', 'table']);
  assert.deepEqual(asked, { 'eval-answer': 3, 'judge-points': 3 });
  const [first] = report.answers;
  assert.deepEqual(first?.verdicts.map(({ range }) => first.answer?.slice(range?.start, range?.end)), ['1. plain 2', '2. exact 1\n   with more on it', '3. none 0']);
});

test('the interval of the mean lies around it, and is the same each time the answers are read', async (t) => {
  const { report } = await evalOn(t, script, { questions: QUESTIONS });
  const { headline } = side(report);
  assert.ok(headline.kind === 'mean' && headline.mean !== null && headline.low !== null && headline.high !== null);
  assert.ok(headline.low < headline.mean && headline.mean < headline.high && headline.low >= 2 / 3 && headline.high <= 1.5);
});

test('a trait that does not exist, and a score for none, make their verdicts unparsed and change no mean', async (t) => {
  const { report } = await evalOn(t, { ...script, 'eval-answer': () => '1. plain 2\n2. brave 2\n3. none 1\n4. none 0' });
  assert.equal(figureText(side(report).headline), '1 over 2 in 1');
  assert.deepEqual(report.answers[0]?.verdicts.map(({ traitId, value, trouble }) => [traitId, value, trouble]), [['plain', 2, null], [null, null, 'unparsed'], [null, null, 'unparsed'], [null, 0, null]]);
  assert.equal(side(report).beside.verdicts.unparsed, 2);
  // Of an answer that was not scored whole, nobody knows what it did not recall.
  assert.deepEqual(side(report).traits.map(({ figure }) => figure.n), [0, 0, 0]);
  assert.match(report.answers[0].verdicts[1]?.reason ?? '', /“brave”, which is no trait/);
});

test('a judge that cannot be read changes no mean: all its points are unparsed beside it', async (t) => {
  const broken: EvalScript = { ...script, 'judge-points': (request) => (request.user.includes('Question two?') ? 'I would say two.' : judge(request)) };
  const { report, asked } = await evalOn(t, broken, { questions: QUESTIONS });
  assert.equal(figureText(side(report).headline), `${Number((5 / 6).toFixed(4))} over 6 in 2`);
  assert.equal(side(report).beside.verdicts.unparsed, 2);
  // Asked for once more, and then unparsed.
  assert.equal(asked['judge-points'], 4);
});

test('where all is unparsed there is no mean, and not 0', async (t) => {
  const { report } = await evalOn(t, { ...script, 'judge-points': () => '{}' }, { questions: QUESTIONS });
  assert.deepEqual(side(report).headline, { kind: 'mean', n: 0, clusters: 0, mean: null, low: null, high: null });
  assert.equal(side(report).beside.verdicts.unparsed, 8);
});

test('an answer without a point has none, and is no question of the mean', async (t) => {
  const { report, asked } = await evalOn(t, { ...script, 'eval-answer': ({ user }) => (user === 'Question one?' ? 'I would rather not say.' : (ANSWERS[user] ?? '')), 'split-points': () => ({ points: [] }) }, { questions: QUESTIONS });
  assert.equal(figureText(side(report).headline), '1 over 5 in 2');
  assert.equal(partsText(side(report).parts)['points-per-answer'], '1.6667 over 3 in 3');
  assert.equal(asked['judge-points'], 2);
  // It was scored whole: it recalled nothing.
  assert.equal(figureText(side(report).traits[0]?.figure), '1 of 3');
});

test('prose is split by a model, whose points have to stand in the answer, in any language', async (t) => {
  const answer = 'Ich denke an Klarheit (plain 2), und dann an\nGenauigkeit (exact 1). Mehr nicht.';
  let tries = 0;
  const { report } = await evalOn(t, {
    ...script,
    'eval-answer': () => answer,
    'split-points': () => ({ points: (tries += 1) === 1 ? ['Klarheit', 'Mut'] : ['Klarheit (plain 2)', 'Genauigkeit  (exact 1)'] }),
  });
  assert.equal(tries, 2);
  assert.equal(figureText(side(report).headline), '1.5 over 2 in 1');
  assert.deepEqual(report.answers[0]?.split, { by: 'model', form: 'free', trouble: null });
});

test('a split that cannot be read is beside the figures, and nothing is judged', async (t) => {
  const { report, asked } = await evalOn(t, { ...script, 'eval-answer': () => 'Prose.', 'split-points': () => ({ points: ['Poetry.'] }) });
  assert.equal(side(report).beside.splits.unparsed, 1);
  assert.equal(asked['judge-points'], undefined);
  assert.equal(figureText(side(report).headline), 'no mean');
});

test('numbered points in Chinese and Arabic are told by code', async (t) => {
  const answers: Readonly<Record<string, string>> = { 'Question one?': '一、plain 2 诚实\n二、none 0 善良', 'Question two?': '١. exact 1 صدق\n٢. none 0 رحمة' };
  const { report, asked } = await evalOn(t, { ...script, 'eval-answer': ({ user }) => answers[user] ?? '' }, { questions: QUESTIONS.slice(0, 2) });
  assert.equal(figureText(side(report).headline), '0.75 over 4 in 2');
  assert.equal(asked['split-points'], undefined);
});

test('blocked, truncated and failed answers are counted beside, each by its name, and are in no figure', async (t) => {
  const answers: Readonly<Record<string, string | object>> = { 'Question one?': { promptBlocked: 'SAFETY' }, 'Question two?': { text: '1. plain 2\n2. pl', finishReason: 'MAX_TOKENS' }, 'Question three?': { status: 400, message: 'no' } };
  const { report } = await evalOn(t, { ...script, 'eval-answer': ({ user }) => answers[user] ?? '' }, { questions: QUESTIONS });
  const { blocked, truncated, failed, refused, empty, unparsed, missing } = side(report).beside.answers;
  assert.deepEqual([blocked, truncated, failed, refused, empty, unparsed, missing], [1, 1, 1, 0, 0, 0, 0]);
  assert.equal(figureText(side(report).headline), 'no mean');
  assert.ok(report.problems.length === 1);
});

test('a document of one trait has the figures of one trait', async (t) => {
  const text = '# One\n\n## Plain {#plain}\n\nSays it plainly.\n\n### What\n- Uses short words.\n';
  const { report } = await evalOn(t, { ...script, 'eval-answer': () => '1. plain 2\n2. exact 2' }, { text });
  assert.equal(figureText(side(report).headline), '2 over 1 in 1');
  assert.deepEqual([side(report).traits.length, side(report).neverRecalled, side(report).beside.verdicts.unparsed], [1, [], 1]);
});

test('with the document, it stands in the system prompt, filled in and without its front matter; the judge is not told who answered', async (t) => {
  const bare = await evalOn(t, script, { questions: QUESTIONS });
  assert.ok(bare.requests.filter(({ model }) => model === 'subject').every(({ system }) => system === ''));
  const { requests, report } = await evalOn(t, script, { questions: QUESTIONS, sides: [DOCUMENT] });
  const systems = requests.filter(({ model }) => model === 'subject').map(({ system }) => system);
  assert.ok(systems.length === 3 && systems.every((system) => system.startsWith('You are Ada.') && system.includes('Ada says things in plain words.') && !system.includes('traits: 1')));
  assert.equal(report.sides[0]?.subject.withDocument, true);
  const judged = requests.filter(({ model: name }) => name === 'judge').map(({ user }) => user);
  assert.ok(judged.length === 3 && judged.every((user) => !/bare|system prompt|subject/.test(user) && !user.includes('Exceptions')));
  assert.deepEqual(blocksOf(judged[0] ?? '', 'trait').length, 3);
});

test('a judge that is shown more points than one call takes is asked in several, and each point has its verdict', async (t) => {
  const answer = Array.from({ length: 60 }, (_, index) => `${index + 1}. plain ${index % 3}`).join('\n').replaceAll('plain 0', 'none 0');
  const { report, asked } = await evalOn(t, { ...script, 'eval-answer': () => answer });
  assert.equal(figureText(side(report).headline), '1 over 60 in 1');
  assert.equal(asked['judge-points'], 3);
  assert.equal(new Set(report.answers[0]?.verdicts.map(({ id }) => id)).size, 60);
});

test('what was asked costs what the provider counted', async (t) => {
  const { report } = await evalOn(t, script, { questions: QUESTIONS });
  // Six calls of 100 tokens in at $1 a million, and 10 out at $2.
  assert.deepEqual(report.cost, { usd: (6 * (100 + 20)) / 1e6, calls: 6, cached: 0, inputTokens: 600, outputTokens: 60 });
});
