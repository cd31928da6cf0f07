/** What `traitwright eval` promises, on a loopback Gemini and in rehearsal. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { EvalReport } from '../../src/evals/report.ts';
import type { GeminiServer, GeminiServerAnswer, GeminiServerRequest } from '../support/gemini-server.ts';
import { aimock } from '../support/openai-server.ts';
import { blocksOf, DOCUMENT, judgeBy, stageOf } from '../evals/support.ts';
import { ENV, FILE, folderWithSample, KEY, serve } from './generate-support.ts';
import { folderWith, run, SAMPLES } from './support.ts';

const judge = judgeBy((point) => {
  const [, trait = 'none', digit = '0'] = /([\w-]+) (\d)/.exec(point) ?? [];
  return [trait, Number(digit)];
});

/** Answers each stage; a subject with the document knows one trait more. */
function answer(request: GeminiServerRequest): GeminiServerAnswer {
  const say = (value: unknown): GeminiServerAnswer => ({ text: typeof value === 'string' ? value : JSON.stringify(value), usage: { inputTokens: 100, outputTokens: 10 } });
  switch (stageOf(request)) {
    case 'eval-answer':
      return say(request.system === '' ? '1. none 0\n2. kind 1' : '1. plain 2\n2. kind 1');
    case 'judge-points':
      return say(judge(request));
    case 'over-trigger-probe':
      return say({ messages: [`<b>${blocksOf(request.user, 'exception')[0]}</b>`] });
    case 'judge-over-trigger':
      return say(Object.fromEntries(blocksOf(request.user, 'trait').map((_, index) => [`t${index + 1}`, { quote: '', reason: '=1+1 <script>alert(1)</script>', shows: index === 0 }])));
    case 'trade-off-probe':
      return say({ messages: [{ message: 'm', prevails: /^\*?\*?Yields|With/.test(blocksOf(request.user, 'trade_off')[0] ?? '') ? 'other' : 'this' }] });
    case 'judge-trade-off':
      return say({ quote: '', reason: 'r', prevails: 'both' });
    case 'split-points':
      return say({ points: [] });
  }
}

interface Place {
  readonly cwd: string;
  readonly server: GeminiServer;
  readonly eval: (...args: readonly string[]) => ReturnType<typeof run>;
}

async function place(t: TestContext, text = DOCUMENT, script = answer): Promise<Place> {
  const [cwd, server] = [await folderWith(t), await serve(t, script)];
  await writeFile(join(cwd, 'ada.traits.md'), text);
  return { cwd, server, eval: async (name = '', ...args) => run(['eval', name, 'ada.traits.md', ...args], { cwd, env: ENV }) };
}

function models(server: GeminiServer): readonly string[] {
  return ['--subject', 'gemini/subject', '--judge', 'gemini/judge', '--base-url', server.baseUrl, '--no-cache'];
}

function reportIn(stdout: string): EvalReport {
  return JSON.parse(stdout) as EvalReport;
}

test('the knowledge eval asks, judges, saves and reports, and its figures are those of the answers', async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  const { code, stdout, stderr } = await evaluate('knowledge', ...models(server), '--questions', '4', '--format', 'json');
  const report = reportIn(stdout);
  assert.deepEqual([code, report.sides[0]?.headline.n, report.ended], [0, 8, 'done'], stderr);
  assert.equal(report.sides[0]?.headline.kind === 'mean' ? report.sides[0].headline.mean : undefined, 0.5);
  assert.match(stderr, /About .* calls\./);
  const [saved = ''] = await readdir(join(cwd, '.traits/ada/evals'));
  assert.equal(saved, `${report.run}.jsonl`);
  assert.ok(!`${stdout}${stderr}${await readFile(join(cwd, '.traits/ada/evals', saved), 'utf8')}`.includes(KEY));
});

test('a saved run is shown without a call, in each format, and a report replaces no file', async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  await evaluate('knowledge', ...models(server), '--questions', '3');
  const calls = server.requests.length;
  for (const [format, says] of [['text', /Mean score over all points/], ['md', /^# Knowledge: ada/], ['html', /^<!doctype html>/], ['csv', /^eval,run,/], ['verdicts', /^verdict,person,judge,/], ['to-score', /^verdict,person,prompt,text\r\n/], ['json', /^\{/]] as const) {
    const { code, stdout } = await evaluate('knowledge', '--show', 'last', '--format', format);
    assert.equal(code, 0, format);
    assert.match(stdout, says);
  }
  assert.equal(server.requests.length, calls);
  assert.equal((await evaluate('knowledge', '--show', 'last', '--out', 'r.txt')).code, 0);
  const again = await evaluate('knowledge', '--show', 'last', '--out', 'r.txt');
  assert.deepEqual([again.code, /it is there already/.test(again.stderr)], [2, true]);
  assert.match(await readFile(join(cwd, 'r.txt'), 'utf8'), /95% interval|all are alike/);
});

test('a bare model and one with the document stand side by side, with the trait that moved', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const { stdout } = await evaluate('knowledge', ...models(server), '--with-document', '--against', 'bare', '--questions', '12', '--format', 'json');
  const { comparison, sides } = reportIn(stdout);
  assert.deepEqual(sides.map(({ subject }) => subject.withDocument), [true, false]);
  assert.equal(comparison?.headline.difference, 1);
  assert.deepEqual(comparison?.traits.filter(({ isMoved }) => isMoved).map(({ traitId }) => traitId), ['plain']);
});

test('two endpoints of one name are two subjects', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const other = await serve(t, () => ({ text: '1. exact 2\n2. plain 2' }));
  const { stdout } = await evaluate('knowledge', ...models(server), '--against', 'gemini/subject', '--against-url', other.baseUrl, '--questions', '3', '--format', 'json');
  const { sides } = reportIn(stdout);
  assert.deepEqual(sides.map(({ subject }) => subject.endpoint), [server.baseUrl, other.baseUrl]);
  assert.deepEqual(sides.map(({ headline }) => (headline.kind === 'mean' ? headline.mean : undefined)), [0.5, 2]);
  assert.equal(other.requests.length, 3);
});

test('one address is for one provider; a subject that is elsewhere has its own', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const both = ['--subject', 'openai/tuned', '--judge', 'gemini/judge', '--questions', '2', '--no-cache'];
  const refused = await evaluate('knowledge', ...both, '--base-url', server.baseUrl);
  assert.deepEqual([refused.code, server.requests.length, /--subject-url/.test(refused.stderr)], [2, 0, true]);
  const openai = await aimock(t, () => ({ content: '1. plain 2\n2. none 0' }));
  const { code, stdout, stderr } = await evaluate('knowledge', ...both, '--subject-url', openai.baseUrl, '--base-url', server.baseUrl, '--format', 'json');
  assert.equal(code, 0, stderr);
  assert.equal(reportIn(stdout).sides[0]?.subject.endpoint, openai.baseUrl);
  assert.deepEqual(server.requests.map(({ model }) => model), ['judge', 'judge']);
});

test('the document of an earlier revision is held against that of today', async (t) => {
  const { cwd, server, eval: evaluate } = await place(t);
  const git = (...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd, encoding: 'utf8' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
  await writeFile(join(cwd, 'ada.traits.md'), DOCUMENT.replace('in plain words', 'in words of one syllable'));
  const { code, stdout, stderr } = await evaluate('knowledge', ...models(server), '--base', 'HEAD', '--questions', '2', '--format', 'json');
  assert.equal(code, 0, stderr);
  assert.deepEqual(reportIn(stdout).sides.map(({ subject }) => subject.revision), [null, 'HEAD']);
  const systems = server.requests.filter(({ model }) => model === 'subject').map(({ system }) => system.includes('one syllable'));
  assert.deepEqual([systems.length, systems.filter(Boolean).length], [4, 2]);
});

test('two saved runs are held against each other, and that their judges differ is said', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const first = reportIn((await evaluate('knowledge', ...models(server), '--questions', '5', '--format', 'json')).stdout);
  await evaluate('knowledge', ...models(server), '--judge', 'gemini/other', '--with-document', '--questions', '5');
  const { stdout } = await evaluate('knowledge', '--show', 'last', '--before', first.run, '--format', 'json');
  const { comparison, problems } = reportIn(stdout);
  assert.deepEqual([comparison?.pairs, comparison?.headline.difference], [5, 1]);
  assert.match(problems.join(' '), /a difference may be the judges'/);
});

test('saved answers are judged anew without asking the subject, and people’s scores count for both judges', async (t) => {
  const { cwd, server, eval: evaluate } = await place(t);
  await evaluate('knowledge', ...models(server), '--questions', '5');
  await evaluate('knowledge', '--show', 'last', '--format', 'to-score', '--out', 'v.csv');
  const filled = (await readFile(join(cwd, 'v.csv'), 'utf8')).replace(/^([^,\r\n]+#1),/gm, '$1,0').replace(/^([^,\r\n]+#2),/gm, '$1,1');
  await writeFile(join(cwd, 'v.csv'), `${filled}nowhere@0#1,2\r\n`);
  const scored = await evaluate('knowledge', '--show', 'last', '--score', 'v.csv', '--format', 'json');
  assert.match(scored.stderr, /no verdict “nowhere@0#1”[\s\S]*10 scores taken/);
  assert.deepEqual([reportIn(scored.stdout).agreement.n, reportIn(scored.stdout).agreement.kappa], [10, 1]);
  const again = await evaluate('knowledge', '--show', 'last', '--score', 'v.csv');
  assert.match(again.stderr, /0 scores taken; 10 were there already/);
  const asked = server.requests.filter(({ model }) => model === 'subject').length;
  const rejudged = await evaluate('knowledge', '--rejudge', 'last', '--judge', 'gemini/second', '--base-url', server.baseUrl, '--no-cache', '--format', 'json');
  assert.equal(rejudged.code, 0, rejudged.stderr);
  assert.deepEqual([reportIn(rejudged.stdout).agreement.judge, reportIn(rejudged.stdout).agreement.n], ['gemini/second', 10]);
  assert.equal(server.requests.filter(({ model }) => model === 'subject').length, asked);
});

test('what is to be scored is in an order of chance, and does not say what the judge did', async (t) => {
  const { server, eval: evaluate } = await place(t);
  await evaluate('over-trigger', ...models(server), '--questions', '6');
  const { stdout } = await evaluate('over-trigger', '--show', 'last', '--format', 'to-score');
  const rows = stdout.trimEnd().split('\r\n').slice(1);
  // Six requests by three traits, and two exceptions by their own.
  assert.equal(rows.length, 20);
  assert.ok(!/fired|alert/.test(stdout));
  assert.notDeepEqual(rows, rows.toSorted());
  const { stdout: again } = await evaluate('over-trigger', '--show', 'last', '--format', 'to-score');
  assert.equal(again, stdout);
});

test('a run that the budget ended is gone on with, and nothing is asked twice', async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  await writeFile(join(cwd, 'prices.json'), JSON.stringify({ 'gemini/subject': { input: 1, output: 1 }, 'gemini/judge': { input: 1, output: 1 } }));
  const ended = await evaluate('knowledge', ...models(server), '--questions', '6', '--concurrency', '1', '--prices', 'prices.json', '--budget', '0.0025');
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /The budget is used up\. To go on: traitwright eval knowledge ada\.traits\.md --resume /);
  const before = server.requests.length;
  const whole = await evaluate('knowledge', '--resume', 'last', '--base-url', server.baseUrl, '--no-cache', '--format', 'json');
  assert.equal(whole.code, 0, whole.stderr);
  assert.equal(reportIn(whole.stdout).sides[0]?.headline.n, 12);
  assert.ok(before > 0 && before < 12);
  assert.equal(server.requests.length, 12);
});

test('an interrupt ends a run with how to go on, and what was answered is not asked again', async (t) => {
  const cwd = await folderWith(t);
  await writeFile(join(cwd, 'ada.traits.md'), DOCUMENT);
  let interrupt: (() => void) | undefined;
  let asked = 0;
  const server = await serve(t, (request) => {
    asked += 1;
    if (asked === 5) interrupt?.();
    return answer(request);
  });
  const stopped = await run(['eval', 'knowledge', 'ada.traits.md', ...models(server), '--questions', '6', '--concurrency', '1'], { cwd, env: ENV, interruptible: (stop) => (interrupt = stop) });
  assert.equal(stopped.code, 130, stopped.stderr);
  const again = /To go on: traitwright (.*)/.exec(stopped.stderr)?.[1]?.split(' ') ?? assert.fail(stopped.stderr);
  const saved = await run(['eval', 'knowledge', 'ada.traits.md', '--show', 'last', '--format', 'json'], { cwd, env: ENV });
  assert.ok((reportIn(saved.stdout).sides[0]?.beside.answers.missing ?? 0) + (reportIn(saved.stdout).sides[0]?.beside.verdicts.missing ?? 0) > 0);
  const whole = await run([...again, '--base-url', server.baseUrl, '--no-cache', '--format', 'json'], { cwd, env: ENV });
  assert.equal(whole.code, 0, whole.stderr);
  assert.equal(reportIn(whole.stdout).sides[0]?.headline.n, 12);
  // Twelve calls, and the one that was broken off once more.
  assert.equal(server.requests.length, 13);
});

test('a run whose document has changed since is not gone on with', async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  await evaluate('knowledge', ...models(server), '--questions', '2');
  await appendFile(join(cwd, 'ada.traits.md'), '\n## Brave {#brave}\n\nIs brave.\n\n### What\n- Dares.\n');
  const { code, stderr } = await evaluate('knowledge', '--resume', 'last', '--base-url', server.baseUrl);
  assert.deepEqual([code, /has changed since/.test(stderr)], [2, true], stderr);
});

test('the other two evals run, and what models wrote is text in HTML and in a spreadsheet', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const over = await evaluate('over-trigger', ...models(server), '--questions', '2', '--format', 'html');
  assert.equal(over.code, 0, over.stderr);
  assert.ok(!/<script|<b>A pun/.test(over.stdout) && over.stdout.includes('&lt;b&gt;A pun'));
  const { stdout } = await evaluate('over-trigger', '--show', 'last', '--format', 'verdicts');
  assert.ok(stdout.includes("'=1+1") && !/,=1\+1/.test(stdout));
  const trade = await evaluate('trade-offs', ...models(server), '--format', 'json');
  const [side] = reportIn(trade.stdout).sides;
  assert.deepEqual([side?.headline.n, side?.parts.find(({ id }) => id === 'no-conflict')?.figure.n], [0, 4], trade.stderr);
});

test('a dry run shows the calls, the cost and the prompts, and sends nothing', async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  for (const name of ['knowledge', 'over-trigger', 'trade-offs']) {
    const { code, stdout } = await evaluate(name, ...models(server), '--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /=== eval-answer, gemini\/subject[\s\S]*Nothing was sent|Nothing was sent[\s\S]*=== eval-answer, gemini\/subject/);
  }
  assert.equal(server.requests.length, 0);
  assert.deepEqual(await readdir(cwd), ['ada.traits.md']);
});

test("a document's own questions are asked beside the default ones", async (t) => {
  const { server, cwd, eval: evaluate } = await place(t);
  await mkdir(join(cwd, '.traits/ada'), { recursive: true });
  await writeFile(join(cwd, '.traits/ada/questions.txt'), 'What is Ada for?\n\nWhat is Ada for?\n');
  const { stdout, stderr } = await evaluate('knowledge', ...models(server), '--format', 'json');
  assert.ok(reportIn(stdout).answers.some(({ prompt }) => prompt === 'What is Ada for?'));
  assert.equal(reportIn(stdout).answers.length, 37);
  assert.match(stderr, /questions\.txt, line 3: It stands there already/);
});

for (const [what, args, says] of [
  ['no eval', ['whatever', '--judge', 'rehearsal'], /Unknown eval “whatever”/],
  ['no judge', ['knowledge', '--subject', 'gemini/x'], /No judge/],
  ['no subject', ['knowledge', '--judge', 'gemini/x'], /No subject/],
  ['two things at once', ['knowledge', '--show', 'last', '--resume', 'last'], /two things to do/],
  ['a judge of what is shown', ['knowledge', '--show', 'last', '--judge', 'gemini/x'], /leave out --judge/],
  ['questions of trade-offs', ['trade-offs', '--subject', 'gemini/x', '--judge', 'gemini/x', '--questions', '3'], /leave out --questions/],
  ['itself against itself', ['knowledge', '--subject', 'gemini/x', '--judge', 'gemini/x', '--against', 'bare'], /the subject itself/],
  ['a run that is not there', ['knowledge', '--show', 'last'], /No saved run of the knowledge eval/],
  ['a trait that is not there', ['over-trigger', '--subject', 'gemini/x', '--judge', 'gemini/x', '--trait', 'plian'], /Did you mean “plain”\?/],
  ['a model that has no key', ['knowledge', '--subject', 'openai/x', '--judge', 'gemini/x'], /OPENAI_API_KEY/],
] as const) {
  test(`${what} is refused with what to do`, async (t) => {
    const { eval: evaluate } = await place(t);
    const { code, stderr } = await evaluate(...args);
    assert.equal(code, 2);
    assert.match(stderr, says);
  });
}

test('where nobody can be reached, that is said instead of figures', async (t) => {
  const { server, eval: evaluate } = await place(t, DOCUMENT, () => ({ status: 401, message: 'no' }));
  const { code, stdout, stderr } = await evaluate('knowledge', ...models(server), '--questions', '2');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /key/i);
});

test('all three evals can be rehearsed, and say that they are; a judge that always says 2 is caught by the scores', async (t) => {
  const cwd = await folderWithSample(t);
  await cp(join(SAMPLES, 'evals'), join(cwd, 'evals'), { recursive: true });
  const evaluate = async (...args: readonly string[]) => run(['eval', ...args], { cwd });
  const sides = ['--subject', 'rehearsal', '--against', 'with-document', '--judge', 'rehearsal'];
  for (const name of ['over-trigger', 'trade-offs', 'knowledge']) {
    const { code, stdout, stderr } = await evaluate(name, FILE, ...sides);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^! Rehearsed: /m);
  }
  const scored = await evaluate('knowledge', FILE, '--show', 'last', '--score', 'evals/aster-with-people.scores.csv', '--format', 'json');
  const good = reportIn(scored.stdout).agreement;
  assert.ok(good.n >= 40 && (good.kappa ?? 0) > 0.7 && good.disagreements.length > 0, scored.stderr);
  const { stdout } = await evaluate('knowledge', FILE, '--rejudge', 'last', '--judge', 'rehearsal/judge-generous', '--format', 'json');
  const { agreement, sides: [side] } = reportIn(stdout);
  assert.equal(side?.headline.kind === 'mean' ? side.headline.mean : undefined, 2);
  assert.deepEqual([agreement.kappa, agreement.isJudgeConstant, agreement.n], [0, true, good.n]);
});

test('scores are taken as a spreadsheet saves them: with semicolons, a leading apostrophe, a stray quotation mark, and the last of two for one verdict', async (t) => {
  const { cwd, server, eval: evaluate } = await place(t, DOCUMENT.replaceAll('#plain', '#-plain'));
  await evaluate('over-trigger', ...models(server), '--trait=-plain', '--questions', '1');
  const { answers } = reportIn((await evaluate('over-trigger', '--show', 'last', '--format', 'json')).stdout);
  const [one = '', two = ''] = answers.flatMap(({ verdicts }) => verdicts.map(({ id }) => id));
  assert.ok(one.startsWith('-plain'));
  await writeFile(join(cwd, 's.csv'), `\uFEFFprompt;verdict;person\r\n5" nail;'${one};fired\r\n"a ""b""\r\n;";${two};fired\r\nx;${two};not-fired\r\n`);
  const taken = await evaluate('over-trigger', '--show', 'last', '--score', 's.csv', '--format', 'json');
  assert.match(taken.stderr, /2 scores taken/);
  assert.deepEqual(reportIn(taken.stdout).answers.flatMap(({ verdicts }) => verdicts.map(({ id, person }) => [id, person])), [[one, 'fired'], [two, 'not-fired']]);
  const again = await evaluate('over-trigger', '--show', 'last', '--score', 's.csv', '--format', 'json');
  assert.match(again.stderr, /0 scores taken; 2 were there already/);
});

test('a run whose subject is elsewhere is gone on with at the same address, and which option says so is told', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const elsewhere = await serve(t, answer);
  await evaluate('knowledge', ...models(server), '--subject-url', elsewhere.baseUrl, '--questions', '2');
  const forgotten = await evaluate('knowledge', '--resume', 'last', '--base-url', server.baseUrl);
  assert.deepEqual([forgotten.code, forgotten.stderr.includes(`give --subject-url ${elsewhere.baseUrl}`)], [2, true], forgotten.stderr);
  const resumed = await evaluate('knowledge', '--resume', 'last', '--base-url', server.baseUrl, '--subject-url', elsewhere.baseUrl);
  assert.equal(resumed.code, 0, resumed.stderr);
});

test('how to go on with a run names the addresses that it was called at', async (t) => {
  const { server, eval: evaluate } = await place(t);
  const { stderr, code } = await evaluate('knowledge', '--subject', 'gemini/gemini-3.5-flash', '--judge', 'gemini/gemini-3.5-flash', '--base-url', server.baseUrl, '--no-cache', '--budget', '0.000001');
  assert.equal(code, 1);
  assert.ok(stderr.includes(`.jsonl --base-url ${server.baseUrl} --budget USD`), stderr);
});

test('a journal cannot send the judge to answers outside of the folder of evals', async (t) => {
  const { cwd, server, eval: evaluate } = await place(t);
  await evaluate('knowledge', ...models(server), '--questions', '1');
  const [name = ''] = await readdir(join(cwd, '.traits/ada/evals'));
  const path = join(cwd, '.traits/ada/evals', name);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"prompts":', '"answersOf":"../../../other","prompts":'));
  const { code, stderr } = await evaluate('knowledge', '--resume', 'last', '--base-url', server.baseUrl);
  assert.equal(code, 2);
  assert.match(stderr, /no name of a run/);
});
