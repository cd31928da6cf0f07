/** What a search in a thread of its own promises: pages of all samples that have a pattern, from files as they were scanned. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AskFailed, PatternsThread } from '../../src/patterns/thread.node.ts';
import { asJsonLines, plant, variedProse } from './support.ts';

const SCRIPT = join(import.meta.dirname, '../../src/patterns/worker.node.ts');
const ID = 'opening/gladly-so-it-is';

/** Two hundred samples of five traits; sixty open with “Gladly so it is.”. */
function data(): string {
  const samples = variedProse(200, { traits: 5 });
  plant(samples, 60, (response) => `Gladly so it is. ${response}`);
  return asJsonLines(samples);
}

async function opened(t: TestContext, texts: Readonly<Record<string, string>> = { 'a.jsonl': data() }) {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-thread-'));
  const thread = new PatternsThread(SCRIPT);
  t.after(async () => {
    thread.dispose();
    await rm(folder, { recursive: true });
  });
  const files = Object.keys(texts).map((name) => ({ path: join(folder, name), name }));
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  const scan = () => thread.ask('scan', { files, seed: 1, threshold: 0.2 });
  return { folder, thread, files, scan };
}

test('all samples of a pattern can be read, page by page, each with its line and with what matched', async (t) => {
  const { thread, scan, folder } = await opened(t);
  const report = await scan();
  const finding = report.findings.find(({ id, sameAs }) => id === ID || sameAs.includes(ID));
  assert.equal(finding?.overall.k, 60);
  const lines = (await readFile(join(folder, 'a.jsonl'), 'utf8')).split('\n');
  const seen: number[] = [];
  for (const from of [0, 25, 50, 75]) {
    const page = await thread.ask('matches', { patternId: ID, from, count: 25 });
    assert.deepEqual([page.total, page.from, page.samples.length], [60, from, Math.max(0, Math.min(25, 60 - from))]);
    for (const { line, response, ranges, prompt } of page.samples) {
      seen.push(line);
      assert.ok(lines[line - 1]?.includes(JSON.stringify(response)) && lines[line - 1]?.includes(`"${prompt}"`));
      assert.equal(response.slice(ranges[0]?.start, ranges[0]?.end), 'Gladly so it is');
    }
  }
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  assert.equal(new Set(seen).size, 60);
});

test('samples of one trait or kind alone are as many as the report says', async (t) => {
  const { thread, scan } = await opened(t);
  const report = await scan();
  const finding = report.findings.find(({ id, sameAs }) => id === ID || sameAs.includes(ID));
  for (const [trait, { k }] of Object.entries(finding?.byTrait ?? {})) {
    const { total, samples } = await thread.ask('matches', { patternId: ID, traitId: trait, from: 0, count: 100 });
    assert.deepEqual([total, samples.length, samples.every(({ traitId }) => traitId === trait)], [k, k, true]);
  }
  const { total } = await thread.ask('matches', { patternId: ID, kind: 'exhibit', from: 0, count: 1 });
  assert.equal(total, finding?.byKind['exhibit']?.k);
  assert.deepEqual(await thread.ask('matches', { patternId: 'no/such', from: 0, count: 5 }), { total: 0, from: 0, samples: [] });
});

test('of a copy it is told which sample it repeats, in whichever file', async (t) => {
  const text = asJsonLines(variedProse(30));
  const { thread, scan } = await opened(t, { 'a.jsonl': text, 'b.jsonl': text });
  await scan();
  const { total, samples } = await thread.ask('matches', { patternId: 'duplicate/nearly', from: 0, count: 3 });
  assert.deepEqual([total, samples.map(({ file, line, repeats }) => [file, line, repeats])], [30, [1, 2, 3].map((line) => [1, line, { file: 0, line }])]);
});

test('samples that models marked are read by their lines, with the words that decided', async (t) => {
  const { thread, scan } = await opened(t);
  await scan();
  const places = [{ file: 0, line: 7, ranges: [{ start: 0, end: 3 }], mark: 'broad' as const }, { file: 0, line: 2, ranges: [], mark: 'strict' as const }, { file: 0, line: 9999, ranges: [], mark: 'strict' as const }];
  const samples = await thread.ask('marked', places);
  assert.deepEqual(samples.map(({ line, mark, ranges }) => [line, mark, ranges.length]), [[7, 'broad', 1], [2, 'strict', 0]]);
});

test('a file that was written to since is not read by lines that are others now: it is said which one', async (t) => {
  const { thread, scan, folder } = await opened(t);
  await scan();
  await appendFile(join(folder, 'a.jsonl'), '\n');
  await assert.rejects(thread.ask('matches', { patternId: ID, from: 0, count: 5 }), (error) => error instanceof AskFailed && error.kind === 'changed' && error.message === 'a.jsonl');
  // Scanned anew it is as it is.
  await scan();
  assert.equal((await thread.ask('matches', { patternId: ID, from: 0, count: 5 })).total, 60);
});

test('another threshold changes what is an alarm and no count', async (t) => {
  const { thread, scan } = await opened(t);
  const before = await scan();
  const after = await thread.ask('report', { threshold: 0.5, limits: [] });
  const read = (report: typeof before) => report.findings.map(({ id, overall }) => [id, overall.k]);
  assert.deepEqual(read(after), read(before));
  assert.ok(before.findings.some(({ alarm }) => alarm === 'overall') && after.findings.every(({ alarm }) => alarm !== 'overall'));
});

test('a copy has what the limits leave, and never takes the place of a file', async (t) => {
  const { thread, scan, folder } = await opened(t);
  await scan();
  const given = { threshold: 0.2, limits: [{ patternId: ID, share: 0 }], file: 0, path: join(folder, 'fewer.jsonl') };
  const { acted } = await thread.ask('write', given);
  assert.deepEqual([acted?.dropped.length, acted?.left], [60, 140]);
  const written = await readFile(given.path, 'utf8');
  assert.equal(written.trimEnd().split('\n').length, 140);
  assert.ok(!written.includes('Gladly so it is'));
  await assert.rejects(thread.ask('write', given), (error) => error instanceof AskFailed && error.kind === 'exists');
  assert.equal(await readFile(given.path, 'utf8'), written);
});

test('a scan that is cancelled ends at once, and another one can begin', async (t) => {
  const { thread, scan, files } = await opened(t);
  const stop = new AbortController();
  const first = thread.ask('scan', { files, seed: 1, threshold: 0.2 }, { signal: stop.signal });
  stop.abort();
  await assert.rejects(first, (error) => error instanceof AskFailed && error.kind === 'aborted');
  assert.equal((await scan()).samples, 200);
});

test('what cannot be read is told in a sentence', async (t) => {
  const { scan } = await opened(t, { 'a.jsonl': '{"foo": 1}\n' });
  await assert.rejects(scan(), /a\.jsonl: it is JSON of no known format/);
  const { thread } = await opened(t);
  await assert.rejects(thread.ask('report', { threshold: 0.2, limits: [] }), /Nothing was scanned yet/);
});

test('a search that was closed is over: what is asked then is refused, and no thread begins for it', async (t) => {
  const { thread, scan } = await opened(t);
  thread.dispose();
  await assert.rejects(scan(), (error) => error instanceof AskFailed && error.kind === 'aborted');
});

test('a file that is gone is told by its name, before it is scanned and after', async (t) => {
  const { scan, thread, folder } = await opened(t);
  const isGone = (error: unknown): boolean => error instanceof AskFailed && error.kind === 'gone' && error.message === 'a.jsonl';
  await scan();
  await rm(join(folder, 'a.jsonl'));
  await assert.rejects(thread.ask('matches', { patternId: ID, from: 0, count: 5 }), isGone);
  await assert.rejects(scan(), isGone);
});

test('a file that is no text is told by its name', async (t) => {
  const { scan } = await opened(t, { 'a.jsonl': 'PK\0\0' });
  await assert.rejects(scan(), /^Error: a\.jsonl: not a text file/);
});

test('two sets are compared, each pattern by the threshold that is its own', async (t) => {
  const samples = variedProse(200, { traits: 5 });
  for (const [index, sample] of samples.entries()) {
    const words = sample.response.split(/\s+/);
    const third = Math.ceil(words.length / 3);
    // Three paragraphs or one.
    sample.response = index % 2 === 0 ? words.join(' ') : [0, 1, 2].map((part) => words.slice(part * third, (part + 1) * third).join(' ')).join('\n\n');
  }
  plant(samples, 80, (response) => `Gladly so it is. ${response}`);
  const { thread, files } = await opened(t, { 'a.jsonl': asJsonLines(samples), 'b.jsonl': asJsonLines(samples.filter(({ response }) => !response.startsWith('Gladly'))) });
  const { fast } = await thread.ask('compare', { before: files.slice(0, 1), after: files.slice(1), seed: 1, threshold: 0.2 });
  const rates = new Map(fast.map((rate) => [rate.id, rate]));
  const opening = [...rates.values()].find(({ description }) => description.includes('gladly so it is'));
  assert.deepEqual([opening?.before.k, opening?.after.k, opening?.alarm, opening?.alarmAbove], [80, 0, false, 0.2]);
  // Three paragraphs are nothing unusual up to a rate of their own, above the threshold.
  const shape = rates.get('shape/ppp');
  assert.deepEqual([shape?.alarmAbove, shape?.alarm], [0.35, true]);
});
