/** What saved evals promise: they are read without calls, gone on with, judged anew, held against each other, and scored by people. */
import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { addAnnotations, annotationsPath } from '../../src/engine/annotations-file.node.ts';
import type { Annotation } from '../../src/engine/annotations.ts';
import { resumeEvalJournal } from '../../src/engine/journal-file.node.ts';
import { openJournal } from '../../src/engine/journal-reader.node.ts';
import { scoredRecord, withdrawnRecord } from '../../src/evals/agreement.ts';
import { compareEvals } from '../../src/evals/compare.ts';
import type { EvalReport, VerdictValue } from '../../src/evals/report.ts';
import { runEval } from '../../src/evals/run.ts';
import { evalPath, latestEvals, listEvals, readEval, readEvalData } from '../../src/evals/results.node.ts';
import { blocksOf, DOCUMENT, evalOn, type EvalScript, figureText, judgeBy, type Seen } from './support.ts';

const QUESTIONS = Array.from({ length: 4 }, (_, index) => ({ id: `q${index}`, text: `Question ${index}?` }));
const judge = judgeBy((point) => {
  const [, trait = 'none', digit = '0'] = /([\w-]+) (\d)/.exec(point) ?? [];
  return [trait, Number(digit)];
});
const ANSWERS = ['1. plain 2\n2. none 0', '1. plain 1\n2. exact 2', '1. none 0\n2. none 0', '1. plain 2\n2. kind 1'];
const script: EvalScript = { 'eval-answer': ({ user }) => ANSWERS[Number(/\d/.exec(user)?.[0])] ?? '', 'judge-points': judge };

function pathOf({ documentPath, options }: Seen): string {
  return evalPath(documentPath, options.run);
}

test('the newest of each eval is read from its journal, and what is none is said', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS });
  const second = await evalOn(t, script, { questions: QUESTIONS.slice(0, 2), documentPath: first.documentPath });
  await writeFile(evalPath(first.documentPath, '2027-not-one'), '{"type":"header"}\n');
  const found = await latestEvals(first.documentPath);
  assert.deepEqual([found.knowledge?.map(({ run }) => run), Object.keys(found)], [[second.report.run], ['knowledge']]);
  const listed: string[] = [];
  for await (const one of listEvals(first.documentPath)) listed.push('data' in one ? one.data.header.run : one.problem);
  assert.match(listed[0] ?? '', /is not a journal/);
  assert.deepEqual(listed.slice(1), [second.report.run, first.report.run]);
});

test('where the newest run was about one trait, the latest about all is there, too, and none before that', async (t) => {
  const size = (traitIds: readonly string[]): Parameters<typeof evalOn>[2] => ({ questions: QUESTIONS.slice(0, 1), size: { traitIds } });
  const first = await evalOn(t, script, size([]));
  const { documentPath } = first;
  const second = await evalOn(t, script, { ...size([]), documentPath });
  const third = await evalOn(t, script, { ...size(['plain']), documentPath });
  const found = await latestEvals(documentPath);
  assert.deepEqual(found.knowledge?.map(({ run }) => run), [third.report.run, second.report.run]);
});

test('the journal of an eval is taken for no run, and that of a run for no eval', async (t) => {
  const { documentPath, options } = await evalOn(t, script, { questions: QUESTIONS.slice(0, 1) });
  const path = evalPath(documentPath, options.run);
  await assert.rejects(openJournal(path), /is the journal of an eval, not of a run/);
  const header = (await readFile(path, 'utf8')).split('\n', 1)[0] ?? '';
  await writeFile(path, `${header.replace('"pipeline":"eval"', '"pipeline":"chat"')}\n`);
  await assert.rejects(readEvalData(path), /is the journal of a run, not of an eval/);
});

test('a run that broke off is gone on with: nothing that was answered is asked again', async (t) => {
  const whole = await evalOn(t, script, { questions: QUESTIONS, concurrency: 1 });
  const lines = (await readFile(pathOf(whole), 'utf8')).split('\n');
  const kept = lines.findIndex((line) => line.includes('"type":"sample"')) + 2;
  const path = pathOf(whole);
  // As if the machine had gone down within a line.
  await writeFile(path, `${lines.slice(0, kept).join('\n')}\n{"type":"call","key":"`);
  const { header, finished, samples, journal } = await resumeEvalJournal(path, { tool: 'test', now: () => new Date(0) });
  const before = whole.requests.length;
  await runEval({ ...whole.options, journal, resumed: { header, finished, samples } });
  await journal.close();
  const report = await readEval(path, whole.documentPath, 'saved');
  assert.deepEqual(report.sides, whole.report.sides);
  assert.equal(report.ended, 'done');
  const calls = lines.slice(0, kept).filter((line) => line.includes('"type":"call"')).length;
  assert.ok(calls > 2 && calls < 8);
  assert.equal(whole.requests.length - before, 8 - calls);
});

test('where the budget ends a run, what was not asked is counted as missing, and the rest has its figures', async (t) => {
  const { report } = await evalOn(t, script, { questions: QUESTIONS, concurrency: 1, budget: { usd: 0.0042 } });
  assert.equal(report.ended, 'budget');
  assert.ok((report.sides[0]?.beside.verdicts.missing ?? 0) > 0);
  assert.equal(report.sides[0]?.beside.verdicts.unparsed, 0);
});

test('saved answers are judged anew by another judge without asking the subject, point by point the same', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS });
  const data = await readEvalData(pathOf(first));
  const kinder: EvalScript = { 'judge-points': judgeBy(() => ['plain', 2]) };
  const { report, asked } = await evalOn(t, kinder, { questions: [], documentPath: first.documentPath, rejudged: data, sides: [] });
  assert.deepEqual(asked, { 'judge-points': 4 });
  assert.equal(figureText(report.sides[0]?.headline), '2 over 8 in 4');
  assert.equal(report.answersOf, first.report.run);
  assert.deepEqual(report.answers.map(({ verdicts }) => verdicts.map(({ id, range }) => [id, range])), first.report.answers.map(({ verdicts }) => verdicts.map(({ id, range }) => [id, range])));
});

async function appendAnnotation(documentPath: string, annotation: Annotation): Promise<void> {
  await addAnnotations(annotationsPath(documentPath), [annotation], 'test');
}

const SCORES: readonly VerdictValue[] = [2, 0, 1, 2, 0, 0, 1, 1];

async function score(path: string, report: EvalReport, values: readonly VerdictValue[]): Promise<void> {
  const ids = report.answers.flatMap(({ verdicts }) => verdicts.map(({ id }) => id));
  for (const [index, value] of values.entries()) await appendAnnotation(path, scoredRecord(report, ids[index] ?? '', value, new Date(index)));
}

test('what people scored stands beside the judge, disagreements first, and a judge that always says 2 is caught', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS });
  await score(first.documentPath, first.report, SCORES);
  const { agreement } = await readEval(pathOf(first), first.documentPath);
  // The judge: 2 0 1 2 0 0 2 1. They differ on the seventh; by chance they would agree on (3·2 + 2·3 + 3·3) of 64.
  assert.deepEqual([agreement.n, figureText(agreement.agreed), agreement.isJudgeConstant], [8, '7 of 8', false]);
  assert.equal(agreement.kappa?.toFixed(6), ((7 * 8 - 21) / (64 - 21)).toFixed(6));
  assert.deepEqual(agreement.disagreements, ['q3@0#1']);
  assert.deepEqual(agreement.table, [{ person: 0, judge: 0, count: 3 }, { person: 1, judge: 1, count: 2 }, { person: 1, judge: 2, count: 1 }, { person: 2, judge: 2, count: 2 }]);
  const yes = await evalOn(t, { 'judge-points': judgeBy(() => ['plain', 2]) }, { questions: [], documentPath: first.documentPath, rejudged: await readEvalData(pathOf(first)), sides: [] });
  // Its mean is as high as can be, and its agreement is what chance would give.
  assert.equal(figureText(yes.report.sides[0]?.headline), '2 over 8 in 4');
  assert.deepEqual([figureText(yes.report.agreement.agreed), yes.report.agreement.kappa, yes.report.agreement.isJudgeConstant], ['2 of 8', 0, true]);
  assert.deepEqual(yes.report.agreement.disagreements.slice(0, 3), ['q0@0#2', 'q2@0#1', 'q2@0#2']);
});

test('the last score counts, one that was taken back does not, and nor does one of another eval or another text', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS.slice(0, 1) });
  const { report, documentPath } = first;
  await score(documentPath, report, [0, 1]);
  await appendAnnotation(documentPath, scoredRecord(report, 'q0@0#1', 2, new Date(9)));
  await appendAnnotation(documentPath, withdrawnRecord(report, 'q0@0#2', new Date(10)));
  await appendAnnotation(documentPath, { ...scoredRecord(report, 'q0@0#2', 0, new Date(11)), chunkHash: 'of-another-text' });
  await appendAnnotation(documentPath, scoredRecord(report, 'q0@0#2', 'fired', new Date(12)));
  const read = await readEval(pathOf(first), documentPath);
  assert.deepEqual(read.answers[0]?.verdicts.map(({ person }) => person), [2, null]);
  assert.equal(read.agreement.n, 1);
  assert.deepEqual([read.agreement.kappa, read.agreement.undefinedSince], [null, 'one-value-only']);
});

test('nothing that people scored is no agreement, and said to be none', async (t) => {
  const { report } = await evalOn(t, script, { questions: QUESTIONS });
  assert.deepEqual([report.agreement.n, report.agreement.kappa, report.agreement.undefinedSince], [0, null, 'nothing-scored']);
});

test('annotations that cannot be read are said, and no figure is lost', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS });
  await score(first.documentPath, first.report, [2]);
  await appendFile(`${first.documentPath.replace(/ada\.traits\.md$/, '')}.traits/ada/annotations.jsonl`, 'not a record\n{"type":"comment"}\n');
  const { problems, agreement } = await readEval(pathOf(first), first.documentPath);
  assert.match(problems.join(' '), /annotations/);
  assert.equal(agreement.n, 1);
});

test('two sides of one run are paired by question, and the traits that moved are named', async (t) => {
  const many = Array.from({ length: 12 }, (_, index) => ({ id: `m${index}`, text: `Question ${index}?` }));
  const both: EvalScript = { 'eval-answer': ({ system }) => (system === '' ? '1. none 0\n2. kind 1' : '1. plain 2\n2. kind 1'), 'judge-points': judge };
  const { report, asked } = await evalOn(t, both, { questions: many, sides: [DOCUMENT, undefined] });
  const comparison = report.comparison ?? assert.fail('no comparison');
  assert.equal(asked['eval-answer'], 24);
  assert.deepEqual(report.sides.map(({ headline }) => figureText(headline)), ['1.5 over 24 in 12', '0.5 over 24 in 12']);
  // The same in every pair: drawn again it is never anything else, which is no certainty.
  assert.deepEqual(comparison.headline, { pairs: 12, first: 1.5, second: 0.5, difference: 1, low: null, high: null, p: null });
  assert.deepEqual(comparison.traits.map(({ traitId, difference, p, corrected, isMoved }) => [traitId, difference, p?.toFixed(9), corrected?.toFixed(9), isMoved]), [
    ['plain', 1, (2 / 2 ** 12).toFixed(9), (6 / 2 ** 12).toFixed(9), true],
    ['exact', 0, '1.000000000', '1.000000000', false],
    ['kind', 0, '1.000000000', '1.000000000', false],
  ]);
});

test('of two runs only what both were asked in the same words is paired', async (t) => {
  const one = await evalOn(t, script, { questions: QUESTIONS });
  const other = await evalOn(t, { ...script, 'eval-answer': () => '1. none 0\n2. none 0' }, { questions: [...QUESTIONS.slice(0, 2), { id: 'q2', text: 'Another question 2?' }, { id: 'new', text: 'New 3?' }] });
  const comparison = compareEvals(one.report, other.report);
  assert.deepEqual([comparison.pairs, comparison.unpaired], [2, 4]);
  assert.deepEqual([comparison.headline.first, comparison.headline.second], [5 / 4, 0]);
  assert.deepEqual(comparison.sides.map(({ run }) => run), [one.report.run, other.report.run]);
});

test('evals of two kinds are not held against each other', async (t) => {
  const { report } = await evalOn(t, script, { questions: QUESTIONS });
  assert.throws(() => compareEvals(report, { ...report, eval: 'trade-offs' }), TypeError);
});

test('a drawn part of the questions is the same for the same seed, and changes no id', async (t) => {
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `m${index}`, text: `Question ${index % 4}?` }));
  const of = async (seed: number) => (await evalOn(t, script, { questions: many, size: { questions: 5, traitIds: [] }, seed })).report.answers.map(({ probe }) => probe);
  const [one, again, other] = [await of(1), await of(1), await of(2)];
  assert.deepEqual(one, again);
  assert.equal(one.length, 5);
  assert.notDeepEqual(one, other);
});

test('what a run asked before it broke off has a cost that nobody knows, and the rest alone is not given for it', async (t) => {
  const whole = await evalOn(t, script, { questions: QUESTIONS, concurrency: 1 });
  assert.ok((whole.report.cost.usd ?? 0) > 0);
  const path = pathOf(whole);
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, `${lines.slice(0, 5).join('\n')}\n`);
  const { header, finished, samples, journal } = await resumeEvalJournal(path, { tool: 'test', now: () => new Date(0) });
  await runEval({ ...whole.options, journal, resumed: { header, finished, samples } });
  await journal.close();
  const { cost, ended } = await readEval(path, whole.documentPath);
  assert.deepEqual([ended, cost.usd, cost.calls], ['done', null, 8]);
});

test('saved answers of a run that was cancelled are judged to the end: what was not asked then is not to be asked now', async (t) => {
  const first = await evalOn(t, script, { questions: QUESTIONS, concurrency: 1, budget: { usd: 0.0042 } });
  assert.equal(first.report.ended, 'budget');
  const { report } = await evalOn(t, { 'judge-points': judge }, { questions: [], documentPath: first.documentPath, rejudged: await readEvalData(pathOf(first)), sides: [] });
  assert.equal(report.ended, 'done');
  assert.ok((report.sides[0]?.beside.answers.missing ?? 0) > 0);
});

test('where an answer is split only when it is judged anew, a score is of its very point and of no other that is counted alike', async (t) => {
  const prose: EvalScript = { 'eval-answer': () => 'Plain 2 is mine. Kind 1 is not.', 'split-points': () => ({ points: ['nowhere'] }) };
  const first = await evalOn(t, prose, { questions: QUESTIONS.slice(0, 1) });
  const anew = async (...points: readonly string[]) => evalOn(t, { 'split-points': () => ({ points }), 'judge-points': judgeBy(() => ['plain', 2]) }, { questions: [], documentPath: first.documentPath, rejudged: await readEvalData(pathOf(first)), sides: [] });
  const one = await anew('Plain 2', 'Kind 1');
  await score(first.documentPath, one.report, [2, 0]);
  const other = await anew('Kind 1', 'not');
  assert.deepEqual(other.report.answers[0]?.verdicts.map(({ person }) => person), [0, null]);
  // Judged once more, its points keep their names.
  const again = await evalOn(t, { 'judge-points': judgeBy(() => ['plain', 2]) }, { questions: [], documentPath: first.documentPath, rejudged: await readEvalData(pathOf(one)), sides: [] });
  assert.deepEqual(again.report.answers[0]?.verdicts.map(({ person }) => person), [2, 0]);
});

const PROBES: EvalScript = { 'over-trigger-probe': ({ user }) => ({ messages: [blocksOf(user, 'exception')[0]] }), 'eval-answer': () => 'Plain.', 'judge-over-trigger': ({ user }) => Object.fromEntries(blocksOf(user, 'trait').map((text, index) => [`t${index + 1}`, { quote: '', reason: 'r', shows: text.includes('## Kind') }])) };
const SUMS = [{ id: 'sum', text: 'What is 1+1?' }, { id: 'other', text: 'What is 1+2?' }];

test('of two runs that judged by other traits, probes are held against each other by the traits of both', async (t) => {
  const all = await evalOn(t, PROBES, { eval: 'over-trigger', questions: SUMS });
  const one = await evalOn(t, PROBES, { eval: 'over-trigger', questions: SUMS, size: { traitIds: ['plain'] } });
  // Kind shows in every everyday answer, and the second run did not look for it.
  assert.equal(figureText(all.report.sides[0]?.headline), '2 of 4');
  assert.equal(figureText(one.report.sides[0]?.headline), '0 of 3');
  const { headline } = compareEvals(all.report, one.report);
  assert.deepEqual([headline.pairs, headline.first, headline.second], [3, 0, 0]);
});

test('a probe whose entry is not in the document any more is not judged anew by what the document says now', async (t) => {
  const collide: EvalScript = { 'trade-off-probe': ({ user }) => ({ messages: [{ message: 'm', prevails: blocksOf(user, 'trade_off')[0]?.includes('Over') === true ? 'this' : 'other' }] }), 'eval-answer': () => 'a', 'judge-trade-off': () => ({ quote: '', reason: 'r', prevails: 'exact' }) };
  const first = await evalOn(t, collide, { eval: 'trade-offs', questions: [] });
  assert.equal(figureText(first.report.sides[0]?.headline), '3 of 4');
  const turned = DOCUMENT.replace('**Yields to [Exact]', '**Over [Exact]').replace('- **Over [Plain](#plain)** where the long word is the right one.\n', '');
  const { report, asked } = await evalOn(t, { 'judge-trade-off': () => ({ quote: '', reason: 'r', prevails: 'exact' }) }, { eval: 'trade-offs', questions: [], text: turned, documentPath: first.documentPath, rejudged: await readEvalData(pathOf(first)), sides: [] });
  assert.deepEqual([asked['judge-trade-off'], figureText(report.sides[0]?.headline), report.sides[0]?.beside.answers.missing, report.ended], [2, '1 of 2', 2, 'done']);
  assert.match(report.answers[0]?.reason ?? '', /not in the document any more/);
});

test('a trait that only one of two texts has did not move: the judge of the other was not told of it', async (t) => {
  const many = Array.from({ length: 8 }, (_, index) => ({ id: `m${index}`, text: `Question ${index}?` }));
  const said: EvalScript = { 'eval-answer': () => '1. kind 2\n2. plain 2', 'judge-points': judge };
  const one = await evalOn(t, said, { questions: many });
  const other = await evalOn(t, { ...said, 'judge-points': judgeBy(() => ['plain', 2]) }, { questions: many, text: DOCUMENT.slice(0, DOCUMENT.indexOf('## Kind')) });
  const { traits } = compareEvals(one.report, other.report);
  assert.deepEqual(traits.map(({ traitId, pairs, p, isMoved }) => [traitId, pairs, p, isMoved]), [['plain', 8, 1, false], ['exact', 8, 1, false], ['kind', 0, null, false]]);
});
