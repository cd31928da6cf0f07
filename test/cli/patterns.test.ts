/** What `traitwright patterns` promises. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { asJsonLines, plant, type PlannedSample, variedProse } from '../patterns/support.ts';
import { folderWith, run, SAMPLES } from './support.ts';

interface Shown {
  readonly files: readonly { readonly file: string; readonly format: string; readonly samples: number; readonly badLines: { readonly count: number; readonly torn: boolean; readonly listed: readonly { readonly line: number }[] } }[];
  readonly samples: number;
  readonly findings: readonly {
    readonly id: string;
    readonly overall: { readonly k: number; readonly n: number; readonly rate: number };
    readonly alarm: string | null;
    readonly after?: { readonly overall: { readonly k: number; readonly n: number }; readonly alarm: string | null };
    readonly examples: readonly { readonly text: string; readonly ranges: readonly { readonly start: number; readonly end: number }[] }[];
  }[];
  readonly acted?: { readonly dropped: readonly { readonly line: number; readonly patternId: string; readonly traitId: string }[]; readonly left: number };
}

/** Two hundred samples, of which so many open alike. */
function samplesWith(count: number): readonly PlannedSample[] {
  const samples = variedProse(200, { traits: 4 });
  plant(samples, count, (response) => `Gladly! ${response}`);
  return samples;
}

const many = asJsonLines(samplesWith(80));

test('1 where a pattern is over the threshold, 0 where none is', async (t) => {
  const cwd = await folderWith(t, { 'many.jsonl': many, 'few.jsonl': asJsonLines(samplesWith(20)) });
  assert.equal((await run(['patterns', 'many.jsonl', '--fast'], { cwd })).code, 1);
  assert.equal((await run(['patterns', 'few.jsonl', '--fast'], { cwd })).code, 0);
  assert.equal((await run(['patterns', 'few.jsonl', '--fast', '--threshold', '9'], { cwd })).code, 1);
  assert.equal((await run(['patterns', 'many.jsonl', '--fast', '--threshold', '40'], { cwd })).code, 0);
});

test('as text: what was read, and each pattern with its rate, interval, traits and examples', async (t) => {
  const cwd = await folderWith(t, { 'many.jsonl': `${many}{"broken\n` });
  const { stdout, stderr } = await run(['patterns', 'many.jsonl', '--fast'], { cwd });
  assert.match(stdout, /^many\.jsonl: 200 samples, chat messages, as TRL and OpenAI read them\.\n {2}1 line could not be read\. line 201: It is not JSON\.\n/);
  assert.match(stdout, /\n 40\.0% {2}Opens with “gladly”, and a pause {2}ALARM\n {8}opening\/gladly, 80 of 200, 95% interval 33\.5–46\.9%\n {8}by trait: trait-\d /);
  assert.match(stdout, /\n {8}many\.jsonl:\d+ {2}Gladly! /);
  assert.match(stdout, /1 pattern, 1 over the threshold of 20\.0% or their own\.\n$/);
  assert.equal(stderr, '');
});

test('as JSON: the whole report, the highest rate first', async (t) => {
  const cwd = await folderWith(t, { 'many.jsonl': `${many}{"broken` });
  const shown: Shown = JSON.parse((await run(['patterns', 'many.jsonl', '--fast', '--format', 'json'], { cwd })).stdout);
  assert.deepEqual(shown.files[0]?.badLines, { count: 1, torn: true, listed: [{ line: 201, problem: 'It is not JSON. The file ends in this line.' }] });
  const [first] = shown.findings;
  assert.deepEqual([first?.id, first?.overall.k, first?.overall.n, first?.alarm], ['opening/gladly', 80, 200, 'overall']);
  const [example] = first?.examples ?? [];
  assert.equal(example?.text.slice(example.ranges[0]?.start, example.ranges[0]?.end), 'Gladly');
});

/** What a terminal, a browser and a Markdown reader would take for something else than text. */
const HOSTILE = 'Gladly! \u001B[31m\u0007<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:x) |';

for (const format of ['text', 'md', 'html'] as const) {
  test(`texts of a dataset are shown as texts, whatever they hold (${format})`, async (t) => {
    const samples = variedProse(60).map((sample): PlannedSample => ({ ...sample, response: `${HOSTILE} ${sample.response}`, trait: `${sample.trait}<b>\u001B[2J` }));
    const cwd = await folderWith(t, { 'a.jsonl': asJsonLines(samples) });
    const { stdout } = await run(['patterns', 'a.jsonl', '--fast', '--format', format], { cwd });
    assert.match(stdout, /ladly/);
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    if (format === 'text') return;
    assert.doesNotMatch(stdout, /<(?:script|img|b>)/);
    if (format === 'md') assert.doesNotMatch(stdout, /\]\(javascript/);
    else assert.doesNotMatch(stdout, /https?:|<link|src=(?!x onerror)|url\(/);
  });
}

test('a page of HTML allows itself no scripts and nothing from elsewhere', async (t) => {
  const cwd = await folderWith(t, { 'a.jsonl': many });
  const { stdout } = await run(['patterns', 'a.jsonl', '--fast', '--format', 'html'], { cwd });
  assert.match(stdout, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/);
  assert.match(stdout, /<blockquote><mark>Gladly<\/mark>! /);
});

test('a capped copy has the rest, line for line, and the report says what was dropped', async (t) => {
  const cwd = await folderWith(t, { 'a.jsonl': many });
  const ran = await run(['patterns', 'a.jsonl', '--fast', '--cap', 'opening/gladly=10', '--out', 'b.jsonl', '--format', 'json'], { cwd });
  // 13 of the 120 others and themselves is the most that 10% allows.
  const shown: Shown = JSON.parse(ran.stdout);
  assert.deepEqual([ran.code, shown.acted?.dropped.length, shown.acted?.left], [0, 67, 133]);
  assert.deepEqual([shown.findings[0]?.overall.k, shown.findings[0]?.after?.overall.k, shown.findings[0]?.after?.overall.n, shown.findings[0]?.after?.alarm], [80, 13, 133, null]);
  const gone = new Set(shown.acted?.dropped.map(({ line }) => line));
  assert.equal(await readFile(join(cwd, 'b.jsonl'), 'utf8'), many.split(/(?<=\n)/).filter((_, index) => !gone.has(index + 1)).join(''));
  const again: Shown = JSON.parse((await run(['patterns', 'b.jsonl', '--fast', '--format', 'json'], { cwd })).stdout);
  assert.equal(again.findings.find(({ id }) => id === 'opening/gladly')?.overall.k, 13);
});

test('without --out it is said what would be dropped, and nothing is written', async (t) => {
  const cwd = await folderWith(t, { 'a.jsonl': many });
  const { stdout, code } = await run(['patterns', 'a.jsonl', '--fast', '--drop', 'opening/gladly'], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /To be dropped: 80 samples\. Nothing was written: name a file with --out\.\n {2}opening\/gladly: 80 \(trait-\d \d+, /);
  assert.match(stdout, /a\.jsonl:\d+, .*and 60 more, which --format json lists\n/);
  assert.deepEqual(await readdir(cwd), ['a.jsonl']);
});

test('a copy of a journal keeps everything else, and no older line of a dropped sample counts in it', async (t) => {
  const record = (index: number, response: string): string => `${JSON.stringify({ type: 'sample', sample: { id: `a/exhibit/${index}`, traitId: 'a', kind: 'exhibit', chunkHash: 'c', status: 'kept', prompt: 'p', response } })}\n`;
  const header = `${JSON.stringify({ type: 'header', version: 1, tool: 'x', run: 'r' })}\n`;
  const prose = variedProse(30);
  const text = header + prose.map(({ response }, index) => record(index, response)).join('') + prose.slice(0, 10).map(({ response }, index) => record(index, `Gladly! ${response}`)).join('');
  const cwd = await folderWith(t, { 'run.jsonl': text });
  await run(['patterns', 'run.jsonl', '--fast', '--drop', 'opening/gladly', '--out', 'out.jsonl'], { cwd });
  assert.equal(await readFile(join(cwd, 'out.jsonl'), 'utf8'), header + prose.slice(10).map(({ response }, index) => record(index + 10, response)).join(''));
});

test('the journal of a run is read as it was written', async (t) => {
  const cwd = await folderWith(t);
  await run(['generate', join(SAMPLES, 'calder-at-work.traits.md'), '--pipeline', 'chat', '--per-trait', '3', '--model', 'rehearsal', '--out', join(cwd, 'run.jsonl')]);
  const shown: Shown = JSON.parse((await run(['patterns', 'run.jsonl', '--fast', '--format', 'json'], { cwd })).stdout);
  const kept = (await readFile(join(cwd, 'run.jsonl'), 'utf8')).match(/"status":"kept"/g)?.length;
  assert.deepEqual([shown.files[0]?.format, shown.files[0]?.badLines.count, shown.samples], ['journal', 0, kept]);
});

for (const [why, args, words, usage] of [
  ['no file', ['--fast'], /No file/, true],
  ['neither --fast nor --model', ['a.jsonl'], /--fast without a model, or --model/, true],
  ['both', ['a.jsonl', '--fast', '--model', 'gemini/m'], /leave out --model/, true],
  ['what is for models alone', ['a.jsonl', '--fast', '--budget', '1'], /--budget is for --model/, true],
  ['a comparison that drops', ['a.jsonl', '--fast', '--compare', 'a.jsonl', '--drop', 'x'], /leave out --drop/, true],
  ['a format of another sort', ['a.jsonl', '--fast', '--format', 'sarif'], /expected text, json, md, html/, true],
  ['a threshold that is none', ['a.jsonl', '--fast', '--threshold', '120'], /from 0 to below 100/, true],
  ['a cap without a rate', ['a.jsonl', '--fast', '--cap', 'x'], /expected ID=PERCENT/, true],
  ['--out with nothing to leave out', ['a.jsonl', '--fast', '--out', 'b'], /--drop or --cap/, true],
  ['--out for two files', ['a.jsonl', 'a.jsonl', '--fast', '--drop', 'x', '--out', 'b'], /one file at a time/, true],
  ['a pattern that was not found', ['a.jsonl', '--fast', '--drop', 'opening/gladli'], /Did you mean “opening\/gladly”/, false],
  ['a missing file', ['gone.jsonl', '--fast'], /gone\.jsonl: no such file/, false],
  ['a folder', ['.', '--fast'], /\.: it is a folder/, false],
  ['a file of another sort', ['b.json', '--fast'], /b\.json: it is one JSON array/, false],
  ['a file without samples', ['c.jsonl', '--fast'], /No samples in c\.jsonl/, false],
  ['a file that is there already', ['a.jsonl', '--fast', '--drop', 'opening/gladly', '--out', 'c.jsonl'], /c\.jsonl: it is there already/, false],
] as const) {
  test(`2 for ${why}`, async (t) => {
    const cwd = await folderWith(t, { 'a.jsonl': many, 'b.json': '[{"text": "a"}]', 'c.jsonl': '{"messages": []}\n' });
    const ran = await run(['patterns', ...args], { cwd });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, words);
    assert.equal(ran.stderr.endsWith('\n`traitwright patterns --help` shows the options.\n'), usage);
    assert.equal(ran.stdout, '');
    assert.equal(await readFile(join(cwd, 'c.jsonl'), 'utf8'), '{"messages": []}\n');
  });
}

test('Ctrl-C ends it with 130, and leaves no file', async (t) => {
  const cwd = await folderWith(t, { 'a.jsonl': many });
  const { code, stderr } = await run(['patterns', 'a.jsonl', '--fast', '--drop', 'opening/gladly', '--out', 'b.jsonl'], { cwd, interruptible: (interrupt) => interrupt() });
  assert.deepEqual([code, stderr], [130, 'Cancelled.\n']);
  assert.deepEqual(await readdir(cwd), ['a.jsonl']);
});

test('on a terminal it is shown how far it is, and the line is left clean', async (t) => {
  const cwd = await folderWith(t, { 'a.jsonl': many });
  const { stderr } = await run(['patterns', 'a.jsonl', '--fast'], { cwd, terminal: true });
  assert.match(stderr, /Reading: 0 samples/);
  assert.ok(stderr.endsWith('\r\u001B[2K'));
});

test('traits that are numbers are told with the highest rate first, too', async (t) => {
  const samples = variedProse(200, { traits: 5 }).map((sample) => ({ ...sample, trait: sample.trait.replace('trait-', '') }));
  for (const sample of samples) if (sample.trait === '4' || (sample.trait === '2' && Number(sample.prompt.slice(9)) % 10 === 2)) sample.response = `Gladly! ${sample.response}`;
  const { stdout } = await run(['patterns', 'a.jsonl', '--fast'], { cwd: await folderWith(t, { 'a.jsonl': asJsonLines(samples) }) });
  assert.match(stdout, /opening\/gladly, 60 of 200.*\n {8}by trait: 4 100\.0% \(40 of 40\), 2 50\.0% \(20 of 40\)\n/);
});
