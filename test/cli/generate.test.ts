/** What `traitwright generate` promises: with prepared answers, with a loopback Gemini, and when it must not run. */
import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GeminiServerAnswer } from '../support/gemini-server.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, KEY, NAME, samplesIn, serve, THREE_OF_HONEST, withServer } from './generate-support.ts';
import { ended, journalAt, onlyJournal, run, SAMPLES, start } from './support.ts';

test('the rehearsal model makes samples from the prepared answers, and says so', async (t) => {
  const cwd = await folderWithSample(t);
  const ran = await run(chat('--per-trait', '3', '--model', 'rehearsal'), { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  assert.equal(ran.stdout, '');
  const lines = ran.stderr.split('\n');
  assert.equal(lines.filter((line) => /^(kept|dropped) {2,}\S+\/(exhibit|exception|trade-off)\/0/.test(line)).length, 27);
  assert.match(ran.stderr, /^kept {6}honest\/exhibit\/0$/m);
  assert.match(ran.stderr, /^dropped {3}\S+ {2}not \w+: /m);
  assert.match(ran.stderr, /^27 samples: \d+ kept, \d+ dropped\.$/m);
  assert.match(ran.stderr, /^\d+ calls\. Tokens in and out: generator 0 and 0; critic 0 and 0; judge 0 and 0\.$/m);
  assert.match(ran.stderr, /no model was called/);
  assert.match(ran.stderr, /^Journal: \.traits\/aster-with-people\/runs\/\S+\.jsonl$/m);
  assert.ok(!ran.stderr.includes('\u001B'));

  const journal = await onlyJournal(cwd, NAME);
  const [header] = journal;
  assert.ok(header?.type === 'header');
  assert.equal(header.document.name, FILE);
  assert.equal(header.rehearsed, true);
  assert.match(header.tool, /^traitwright \d+\.\d+\.\d+$/);
  const summary = journal.at(-1);
  assert.ok(summary?.type === 'summary');
  assert.equal(summary.ended, 'done');
  assert.equal(samplesIn(journal).length, 27);
  const calls = journal.filter((record) => record.type === 'call');
  assert.equal(calls.length, summary.calls);
});

test('a call is journalled before the sample that depends on it', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
  const journal = await onlyJournal(cwd, NAME);
  const samples = samplesIn(journal);
  assert.equal(samples.length, 3);
  for (const sample of samples) {
    const at = journal.findIndex((record) => record.type === 'sample' && samplesIn([record])[0]?.id === sample.id);
    const places = journal.flatMap((record, index) => {
      if (record.type !== 'call') return [];
      const { traitId, kind, ordinal } = record.purpose;
      return `${traitId}/${kind}/${ordinal}` === sample.id ? [index] : [];
    });
    assert.ok(places.length >= 5);
    assert.ok(places.every((index) => index < at));
  }
});

test('--trait chooses, in the order of the document, and --out says where the journal goes', async (t) => {
  const cwd = await folderWithSample(t);
  const ran = await run(chat('--per-trait', '1', '--trait', 'warm', '--trait', 'honest', '--trait', 'warm', '--model', 'rehearsal', '--out', 'new/run.jsonl'), { cwd });
  assert.equal(ran.code, 0);
  assert.match(ran.stderr, /^Journal: new\/run\.jsonl$/m);
  const journal = await journalAt(join(cwd, 'new/run.jsonl'));
  assert.ok(journal[0]?.type === 'header');
  assert.deepEqual(Object.keys(journal[0].chunks), ['honest', 'warm']);
  assert.equal((await readdir(cwd)).includes('.traits'), false);
});

test('1 when a sample failed: there are no prepared answers for a fourth', async (t) => {
  const cwd = await folderWithSample(t);
  const ran = await run(chat('--per-trait', '4', '--trait', 'warm', '--model', 'rehearsal'), { cwd });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^failed {4}warm\/exhibit\/1 {2}.*The rehearsal model has no more exhibit samples/m);
  assert.match(ran.stderr, /^4 samples: 3 kept, 1 failed\.$/m);
});

test('on a terminal it counts the calls and the samples, and leaves no trace of that', async (t) => {
  const cwd = await folderWithSample(t);
  const { stderr } = await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd, terminal: true });
  assert.match(stderr, /0 of about \d+ calls, 0 of 3 samples/);
  assert.ok(/22 calls, 3 of 3 samples\r\u001B\[2K\n3 samples/.test(stderr), stderr);
});

test('with Gemini: one model in all roles, and tokens by role', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const { code, stderr, journal } = await withServer(t, server, []);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^3 samples: 3 kept\.$/m);
  // The first scenario that the document pins needs neither a plan nor a prompt.
  assert.match(stderr, /^\d+ calls\. Tokens in and out: generator [\d,]+ and \d+; critic 600 and 42; judge 300 and 21\.$/m);
  assert.doesNotMatch(stderr, /rehearsed/);
  assert.deepEqual(new Set(server.requests.map(({ model }) => model)), new Set(['test']));
  assert.ok(server.requests.every(({ headers }) => headers['x-goog-api-key'] === KEY));
  assert.ok(journal[0]?.type === 'header' && !journal[0].rehearsed);
});

test('--critic and --judge take their roles', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const { code, journal } = await withServer(t, server, ['--critic', 'gemini/better', '--judge', 'gemini/fair']);
  assert.equal(code, 0);
  assert.ok(journal[0]?.type === 'header');
  assert.deepEqual(journal[0].models, { generator: 'gemini/test', critic: 'gemini/better', judge: 'gemini/fair' });
  assert.deepEqual(new Set(server.requests.map(({ model }) => model)), new Set(['test', 'better', 'fair']));
});

test('a run in which one role was rehearsed says which', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const { stderr } = await withServer(t, server, ['--judge', 'rehearsal']);
  assert.match(stderr, /^The judge rehearsed: those answers were written beforehand\.$/m);
});

test('dropped samples came to an end: 0', async (t) => {
  const { code, stderr } = await withServer(t, await serve(t, (request) => answerAll(request, false)), ['--backfill', '0']);
  assert.equal(code, 0);
  assert.match(stderr, /^3 samples: 3 dropped\.$/m);
});

test('1 when an answer could not be read', async (t) => {
  const { code, stderr } = await withServer(t, await serve(t, () => ({ text: 'I would rather not.' })), []);
  assert.equal(code, 1);
  assert.match(stderr, /^unparsed {2}honest\/exhibit\/0 {2}The plan could not be read, twice\./m);
});

test('1 when the provider refuses, and the key is not told on', async (t) => {
  const { code, stderr } = await withServer(t, await serve(t, () => ({ status: 400, message: `API key not valid: ${KEY}` })), []);
  assert.equal(code, 1);
  assert.match(stderr, /^3 samples: 3 failed\.$/m);
});

test('Ctrl-C: what was made is kept, the rest is cancelled', async (t) => {
  // Holds every call after the first sample is through.
  const never = new Promise<GeminiServerAnswer>(() => {});
  const server = await serve(t, (request) => (server.requests.length > 1 ? never : answerAll(request)));
  const { code, stderr, journal } = await withServer(t, server, [], {
    interruptible: (interrupt) => void server.arrived(2).then(interrupt),
  });
  assert.equal(code, 130);
  assert.match(stderr, /^Cancelled\. 3 samples: 3 cancelled\.$/m);
  assert.match(stderr, /may still bill/);
  const summary = journal.at(-1);
  assert.ok(summary?.type === 'summary' && summary.ended === 'cancelled');
});

test('Ctrl-C in the real program', { skip: process.platform === 'win32' && 'no signals' }, async (t) => {
  const server = await serve(t, () => new Promise<GeminiServerAnswer>(() => {}));
  const cwd = await folderWithSample(t);
  const child = start(chat('--per-trait', '2', '--model', 'gemini/test', '--base-url', server.baseUrl), { cwd, env: ENV });
  const end = ended(child);
  await server.arrived(4);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  assert.equal(code, 130);
  assert.equal(stdout, '');
  assert.match(stderr, /^Cancelled\. 18 samples: 18 cancelled\.$/m);
  const journal = await onlyJournal(cwd, NAME);
  const summary = journal.at(-1);
  assert.ok(summary?.type === 'summary' && summary.ended === 'cancelled');
  assert.equal(summary.samples['cancelled'], 18);
  assert.equal(server.requests.length, 4);
  assert.ok(!`${stderr}${JSON.stringify(journal)}`.includes(KEY));
});

const GEMINI = ['--per-trait', '1', '--model', 'gemini/test'];
const REHEARSAL = ['--per-trait', '1', '--model', 'rehearsal'];

/** All of these must be seen before anything runs. */
for (const [why, args, words, usageShown] of [
  ['no key', chat(...GEMINI), /^traitwright: No API key: set GEMINI_API_KEY, or try --model rehearsal$/m, false],
  ['no key for one role', chat(...REHEARSAL, '--critic', 'gemini/test'), /No API key/, false],
  ['an unknown trait', chat(...REHEARSAL, '--trait', 'hones'), /“hones”\. Did you mean “honest”\? There are: honest, warm, /, false],
  ['a trait unlike any', chat(...REHEARSAL, '--trait', 'zzzzzzzzz'), /“zzzzzzzzz”\. There are: honest, /, false],
  ['no samples', chat('--per-trait', '0', '--model', 'rehearsal'), /--per-trait is “0”: expected a whole number from 1/, true],
  ['half a sample', chat('--per-trait', '1.5', '--model', 'rehearsal'), /--per-trait is “1\.5”/, true],
  ['no number of samples', chat('--model', 'rehearsal'), /give --per-trait N/, true],
  ['no model', chat('--per-trait', '1'), /give --model/, true],
  ['an unknown provider', chat('--per-trait', '1', '--model', 'abacus/1'), /--model: Unknown model “abacus\/1”/, true],
  ['an unknown judge', chat(...REHEARSAL, '--judge', 'x'), /--judge: Unknown model “x”/, true],
  ['no pipeline', ['generate', FILE, ...REHEARSAL], /give --pipeline chat/, true],
  ['an unknown pipeline', ['generate', FILE, '--pipeline', 'song', ...REHEARSAL], /Unknown pipeline “song”: expected chat/, true],
  ['an unknown option', chat(...REHEARSAL, '--loud'), /Unknown option '--loud'/, true],
  ['no file', ['generate', '--pipeline', 'chat', ...REHEARSAL], /No file/, true],
  ['a missing file', ['generate', 'gone.traits.md', '--pipeline', 'chat', ...REHEARSAL], /gone\.traits\.md: no such file/, false],
  ['a document without traits', ['generate', 'empty.traits.md', '--pipeline', 'chat', ...REHEARSAL], /empty\.traits\.md: no traits in it/, false],
  ['no prepared answers', ['generate', 'bare.traits.md', '--pipeline', 'chat', ...REHEARSAL], /expected them in bare\.rehearsal\.yaml/, false],
  ['a journal that exists', chat(...REHEARSAL, '--out', FILE), /aster-with-people\.traits\.md: it exists/, false],
  ['a journal below a file', chat(...REHEARSAL, '--out', `${FILE}/x.jsonl`), /x\.jsonl: part of its path is not a folder/, false],
  ['plain http elsewhere', chat(...REHEARSAL, '--base-url', 'http://example.com'), /would send the key to example\.com unencrypted/, false],
  ['a host that only begins like this machine', chat(...REHEARSAL, '--base-url', 'http://127.0.0.1.example.com'), /unencrypted/, false],
  ['a base URL with a password', chat(...REHEARSAL, '--base-url', 'https://me:secret@example.com'), /a user name, a password/, false],
  ['a base URL of another kind', chat(...REHEARSAL, '--base-url', 'ftp://example.com'), /is ftp:, not https/, false],
  ['no base URL', chat(...REHEARSAL, '--base-url', 'example'), /is not a URL/, false],
] as const) {
  test(`2 before anything runs: ${why}`, async (t) => {
    const cwd = await folderWithSample(t);
    await cp(join(SAMPLES, 'short-list.traits.md'), join(cwd, 'bare.traits.md'));
    await writeFile(join(cwd, 'empty.traits.md'), 'Nothing yet.\n');
    const names = await readdir(cwd);
    const before = await readFile(join(cwd, FILE), 'utf8');
    const ran = await run(args, { cwd });
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, words);
    assert.equal(ran.stderr.endsWith('\n`traitwright generate --help` shows the options.\n'), usageShown);
    assert.equal(ran.stdout, '');
    assert.deepEqual(await readdir(cwd), names);
    assert.equal(await readFile(join(cwd, FILE), 'utf8'), before);
    assert.doesNotMatch(ran.stderr, /secret/);
  });
}
