/** What `traitwright generate` promises of money and time: what it will cost, where it stops, and that nothing is paid for twice. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { GeminiServer, GeminiServerAnswer, GeminiServerRequest } from '../support/gemini-server.ts';
import { handMadeServer } from '../support/openai-server.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, NAME, samplesIn, serve, THREE_OF_HONEST } from './generate-support.ts';
import { ended, onlyJournal, type Ran, run, start, type Surroundings } from './support.ts';

const PRICES = JSON.stringify({ 'gemini/test': { input: 10, output: 1000 } });

async function folderWithPrices(t: TestContext): Promise<string> {
  const cwd = await folderWithSample(t);
  await writeFile(join(cwd, 'prices.json'), PRICES);
  return cwd;
}

function at(server: GeminiServer): readonly string[] {
  return ['--model', 'gemini/test', '--base-url', server.baseUrl];
}

function resuming(server: GeminiServer, ...more: readonly string[]): readonly string[] {
  return ['generate', FILE, '--base-url', server.baseUrl, ...more, '--resume'];
}

/** How many calls the same run makes when nothing stops it. */
async function uninterrupted(t: TestContext, args: readonly string[]): Promise<number> {
  const server = await serve(t, (request) => answerAll(request));
  const { code } = await run(chat(...args, ...at(server)), { cwd: await folderWithSample(t), env: ENV });
  assert.equal(code, 0);
  return server.requests.length;
}

function endings(journal: Awaited<ReturnType<typeof onlyJournal>>): readonly string[] {
  return journal.flatMap((record) => (record.type === 'summary' ? record.ended : record.type === 'resumed' ? record.type : []));
}

test('--dry-run tells calls, tokens and cost, shows a prompt of each stage, needs no key and leaves nothing behind', async (t) => {
  const cwd = await folderWithPrices(t);
  const names = await readdir(cwd);
  const { code, stdout, stderr } = await run(chat('--per-trait', '3', '--model', 'gemini/test', '--prices', 'prices.json', '--dry-run'), { cwd });
  assert.deepEqual([code, stderr], [0, '']);
  const [first = ''] = stdout.split('\n', 1);
  assert.match(first, /^27 samples of 9 traits: about \$[\d.]+ to \$[\d.]+, \d+ calls\.$/);
  assert.match(stdout, /^draft +generator +27 +[\d,]+ +[\d,]+$/m);
  assert.match(stdout, /^all +\d+ +[\d,]+ +[\d,]+$/m);
  assert.match(stdout, /^critic +gemini\/test: about \$[\d.]+ to \$[\d.]+ at \$10\.00 for a million tokens in and \$1,000\.00 out, your price$/m);
  const shown = [...stdout.matchAll(/^=== (\S+), /gm)].map(([, stage]) => stage);
  assert.deepEqual(shown, ['plan', 'scenario', 'default-response', 'scenario-critique', 'draft', 'critique', 'rewrite', 'autorate']);
  assert.match(stdout, /^=== draft, generator, honest\/exhibit\/0\n--- system\nYou are Aster\./m);
  assert.deepEqual(await readdir(cwd), names);
});

test('--dry-run says of a price that it is unknown, and never guesses', async (t) => {
  const cwd = await folderWithSample(t);
  const { stdout } = await run(chat(...THREE_OF_HONEST, '--model', 'gemini/gemini-flash-latest', '--critic', 'rehearsal', '--dry-run'), { cwd });
  assert.match(stdout, /^3 samples of 1 trait: unknown price of gemini\/gemini-flash-latest, about [\d,]+ tokens, 21 calls\.$/m);
  assert.match(stdout, /^generator +gemini\/gemini-flash-latest: unknown price$/m);
  assert.match(stdout, /^critic +rehearsal\/prepared: nothing to pay, it has answers that were written beforehand$/m);
});

test('a run tells beforehand what it will cost, and afterwards what it did', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithPrices(t);
  const { stderr } = await run(chat(...THREE_OF_HONEST, ...at(server), '--prices', 'prices.json', '--yes'), { cwd, env: ENV });
  assert.match(stderr, /^About \$[\d.]+ to \$[\d.]+, \d+ calls\.\n/);
  const usd = (server.requests.length * (100 * 10 + 7 * 1000)) / 1e6;
  assert.ok(stderr.includes(`\nCost: $${usd.toFixed(2)}.\n`), stderr);
  const summary = (await onlyJournal(cwd, NAME)).at(-1);
  assert.ok(summary?.type === 'summary' && Math.abs((summary.cost ?? 0) - usd) < 1e-9);
});

test('a cost that is not known is said to be unknown', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const { stderr } = await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd: await folderWithSample(t), env: ENV });
  assert.match(stderr, /^Unknown price of gemini\/test, about [\d,]+ tokens, \d+ calls\.\n/);
  assert.match(stderr, /^Cost: unknown, since the price of gemini\/test is not\.$/m);
});

test('a budget ends a run in good order, and --resume makes the rest without paying anything twice', async (t) => {
  const whole = await uninterrupted(t, THREE_OF_HONEST);
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithPrices(t);
  // A call is expected to answer 2,000 tokens until one of its kind has come: two dollars here.
  const stopped = await run(chat(...THREE_OF_HONEST, ...at(server), '--prices', 'prices.json', '--budget', '2.05'), { cwd, env: ENV });
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /^The budget of \$2\.05 is used up\. 3 samples: .*not made\.$/m);
  assert.match(stopped.stderr, /^To go on: traitwright generate \S+ --resume \.traits\/\S+\.jsonl --base-url http:\/\/127\.0\.0\.1:\d+$/m);
  const before = server.requests.length;
  assert.ok(before > 0 && before < whole, String(before));

  const { code, stderr } = await run(resuming(server, '--prices', 'prices.json', '--budget', '50'), { cwd, env: ENV });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Going on with \S+: \d+ samples? there already\.\nAbout \$[\d.]+ to \$[\d.]+, \d+ calls\.$/m);
  assert.match(stderr, /^3 samples: 3 kept\.$/m);
  assert.equal(server.requests.length, whole);
  const journal = await onlyJournal(cwd, NAME);
  assert.deepEqual(endings(journal), ['budget', 'resumed', 'done']);
});

test('Ctrl-C in the real program, and --resume: no finished call is made again', { skip: process.platform === 'win32' && 'no signals' }, async (t) => {
  const whole = await uninterrupted(t, ['--per-trait', '2', '--trait', 'honest', '--trait', 'warm']);
  let held = true;
  const never = new Promise<GeminiServerAnswer>(() => {});
  const server = await serve(t, (request) => (held && server.requests.length > 9 ? never : answerAll(request)));
  const cwd = await folderWithSample(t);
  const child = start(chat('--per-trait', '2', '--trait', 'honest', '--trait', 'warm', '--concurrency', '2', ...at(server)), { cwd, env: ENV });
  const end = ended(child);
  await server.arrived(11);
  child.kill('SIGINT');
  const stopped = await end;
  assert.equal(stopped.code, 130);
  assert.match(stopped.stderr, /^The provider may still bill the 2 calls that were given up under way\.$/m);
  assert.ok(!/[\r\u001B]/.test(stopped.stderr));

  held = false;
  const { code, stderr } = await ended(start(resuming(server), { cwd, env: ENV }));
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^4 samples: 4 kept\.$/m);
  assert.equal(server.requests.length, whole + 2);
  assert.deepEqual(endings(await onlyJournal(cwd, NAME)), ['cancelled', 'resumed', 'done']);
});

test('a program that is killed loses no finished call either', { skip: process.platform === 'win32' && 'no signals' }, async (t) => {
  const whole = await uninterrupted(t, THREE_OF_HONEST);
  let held = true;
  const never = new Promise<GeminiServerAnswer>(() => {});
  const server = await serve(t, (request) => (held && server.requests.length > 7 ? never : answerAll(request)));
  const cwd = await folderWithSample(t);
  const child = start(chat(...THREE_OF_HONEST, '--concurrency', '1', ...at(server)), { cwd, env: ENV });
  const gone = new Promise((resolve) => child.once('close', resolve));
  await server.arrived(8);
  child.kill('SIGKILL');
  await gone;

  held = false;
  const { code, stderr } = await run(resuming(server), { cwd, env: ENV });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^3 samples: 3 kept\.$/m);
  assert.equal(server.requests.length, whole + 1);
});

test('a run that is done is gone on with by doing nothing', async (t) => {
  const cwd = await folderWithSample(t);
  const server = await serve(t, (request) => answerAll(request));
  await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd, env: ENV });
  const made = server.requests.length;
  const { code, stderr } = await run(resuming(server), { cwd, env: ENV });
  assert.equal(code, 0);
  assert.match(stderr, /^Going on with \S+: 3 samples there already\.$/m);
  assert.doesNotMatch(stderr, /^kept/m);
  assert.match(stderr, /^3 samples: 3 kept\.\n0 calls\./m);
  assert.equal(server.requests.length, made);
});

test('--resume takes a name, a file, or the last one, and leaves the others alone', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'warm', '--model', 'rehearsal'), { cwd });
  await run(chat('--per-trait', '1', '--trait', 'honest', '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  const [first = ''] = await readdir(join(cwd, '.traits', NAME, 'runs'));
  const name = first.replace(/\.jsonl$/, '');
  for (const [written, shown] of [
    [name, name],
    ['last', name],
    [`.traits/${NAME}/runs/${first}`, name],
  ]) {
    const { code, stderr } = await run(['generate', FILE, '--resume', written ?? ''], { cwd });
    assert.equal(code, 0, stderr);
    assert.ok(stderr.startsWith(`Going on with ${shown}: 1 sample there already.\n`), stderr);
  }
  const { stderr } = await run(['generate', FILE, '--resume', 'mine.jsonl'], { cwd });
  assert.match(stderr, /^Journal: mine\.jsonl$/m);
});

test('a trait that the document has no more is left out, and said', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'warm', '--trait', 'honest', '--model', 'rehearsal'), { cwd });
  const text = await readFile(join(cwd, FILE), 'utf8');
  await writeFile(join(cwd, FILE), text.replace('{#warm}', '{#warmer}'));
  const { stderr } = await run(['generate', FILE, '--resume'], { cwd });
  assert.match(stderr, /^Left out, since they are not in the document any more: warm\.$/m);
});

test('what was answered in another run is taken from the cache, and --no-cache asks again', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithPrices(t);
  const surroundings: Surroundings = { cwd, env: { ...ENV, XDG_CACHE_HOME: join(cwd, 'cache') } };
  const again = (...more: readonly string[]): Promise<Ran> => run(chat(...THREE_OF_HONEST, ...at(server), '--prices', 'prices.json', '--yes', ...more), surroundings);
  await again();
  const made = server.requests.length;

  const cached = await again();
  assert.equal(cached.code, 0);
  assert.equal(server.requests.length, made);
  assert.match(cached.stderr, new RegExp(`^0 calls\\. .*\\n${made} more answers came from the cache\\.\\nCost: \\$0\\.$`, 'm'));

  await again('--no-cache');
  assert.equal(server.requests.length, made * 2);

  const shown = await run(['cache'], surroundings);
  assert.match(shown.stdout, /cache[/\\]traitwright[/\\]answers: \d+\.\d MB\n$/);
  assert.match((await run(['cache', '--clear'], surroundings)).stdout, / removed\n$/);
  await again();
  assert.equal(server.requests.length, made * 3);
});

test('a seed goes to the provider, another one for each call, the same ones in each run', async (t) => {
  const seeds: (readonly unknown[])[] = [];
  for (const seed of ['7', '7', '8']) {
    const server = await serve(t, (request) => answerAll(request));
    const cwd = await folderWithSample(t);
    await run(chat(...THREE_OF_HONEST, ...at(server), '--seed', seed), { cwd, env: ENV });
    seeds.push(server.requests.map(({ body }) => (body['generationConfig'] as { seed?: unknown }).seed).toSorted((a, b) => Number(a) - Number(b)));
    const [header] = await onlyJournal(cwd, NAME);
    assert.ok(header?.type === 'header' && header.seed === Number(seed));
  }
  const [first = [], second, other = []] = seeds;
  assert.deepEqual(first, second);
  assert.equal(new Set(first).size, first.length);
  assert.ok(first.every((seed) => Number.isInteger(seed)));
  assert.ok(!other.some((seed) => first.includes(seed)));
});

test('a run keeps its seed when it is gone on with', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithPrices(t);
  await run(chat(...THREE_OF_HONEST, ...at(server), '--seed', '7', '--prices', 'prices.json', '--budget', '2.05'), { cwd, env: ENV });
  const whole = await uninterrupted(t, THREE_OF_HONEST);
  await run(resuming(server), { cwd, env: ENV });
  assert.equal(server.requests.length, whole);
  assert.ok(server.requests.every(({ body }) => Number.isInteger((body['generationConfig'] as { seed?: unknown }).seed)));
});

test('--concurrency bounds what is under way', async (t) => {
  let open = 0;
  let most = 0;
  const server = await serve(t, async (request: GeminiServerRequest) => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return answerAll(request);
  });
  await run(chat('--per-trait', '2', ...at(server), '--concurrency', '1'), { cwd: await folderWithSample(t), env: ENV });
  assert.ok(server.requests.length > 50);
  assert.equal(most, 1);
});

test('where no model is named, the front matter says which, and an option goes before it', async (t) => {
  const cwd = await folderWithSample(t);
  const text = await readFile(join(cwd, FILE), 'utf8');
  await writeFile(join(cwd, FILE), text.replace('---\n', '---\nmodels:\n  generator: gemini/a\n  critic: gemini/b\n  judge: ollama/c\n'));
  const modelsOf = async (...more: readonly string[]): Promise<readonly (string | undefined)[]> => {
    const { stdout } = await run(chat(...THREE_OF_HONEST, '--dry-run', ...more), { cwd });
    return ['generator', 'critic', 'judge'].map((role) => new RegExp(`^${role} +(\\S+):`, 'm').exec(stdout)?.[1]);
  };
  assert.deepEqual(await modelsOf(), ['gemini/a', 'gemini/b', 'ollama/c']);
  assert.deepEqual(await modelsOf('--judge', 'vertex/d'), ['gemini/a', 'gemini/b', 'vertex/d']);
  assert.deepEqual(await modelsOf('--model', 'openai/e'), ['openai/e', 'openai/e', 'openai/e']);
});

test('an endpoint of one’s own needs no key, and OpenAI’s prices do not hold there', async (t) => {
  const server = await handMadeServer(t, () => ({ body: { choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hm.' } }], usage: { prompt_tokens: 5, completion_tokens: 1 } } }));
  const cwd = await folderWithSample(t);
  const { code, stderr } = await run(chat('--per-trait', '1', '--trait', 'warm', '--model', 'openai/gpt-6-sol', '--base-url', server.baseUrl, '--seed', '3'), { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /^Unknown price of openai\/gpt-6-sol, /);
  assert.ok(server.requests.length > 0);
  assert.ok(server.requests.every(({ headers }) => headers.authorization === undefined));
  assert.ok(server.requests.every(({ body }) => Number.isInteger(body?.['seed'])));
});

const ONE = ['--per-trait', '1', '--trait', 'warm'];

for (const [why, args, words, usageShown] of [
  ['a budget and a price that is not known', chat(...ONE, '--model', 'gemini/test', '--budget', '1'), /the price of gemini\/test is not known: add it to the prices/, false],
  ['a budget of nothing', chat(...ONE, '--model', 'rehearsal', '--budget', '0'), /--budget is “0”: expected US dollars, such as 2\.50/, true],
  ['a budget in words', chat(...ONE, '--model', 'rehearsal', '--budget', 'two'), /--budget is “two”/, true],
  ['no calls at once', chat(...ONE, '--model', 'rehearsal', '--concurrency', '0'), /--concurrency is “0”: expected a whole number from 1 to 1000/, true],
  ['half a seed', chat(...ONE, '--model', 'rehearsal', '--seed', '0.5'), /--seed is “0\.5”/, true],
  ['prices that are not there', chat(...ONE, '--model', 'rehearsal', '--prices', 'gone.json'), /gone\.json: no such file/, false],
  ['prices that are not JSON', chat(...ONE, '--model', 'rehearsal', '--prices', FILE), /it is not JSON/, false],
  ['prices that are none', chat(...ONE, '--model', 'rehearsal', '--prices', 'wrong.json'), /wrong\.json: These are not prices at openai\/a\.input/, false],
  ['no key for OpenAI', chat(...ONE, '--model', 'openai/test'), /set OPENAI_API_KEY, or give --base-url/, false],
  ['no project for Vertex AI', chat(...ONE, '--model', 'vertex/test'), /set GOOGLE_CLOUD_PROJECT/, false],
  ['a model of VS Code', chat(...ONE, '--model', 'vscode/copilot/x'), /can be called in VS Code only/, false],
  ['an address for a provider that has its own', chat(...ONE, '--model', 'vertex/test', '--base-url', 'https://example.com'), /--base-url is for gemini, openai, ollama: vertex\/… is called at its own address only/, false],
  ['no requests a minute', chat(...ONE, '--model', 'rehearsal', '--requests-per-minute', '0'), /--requests-per-minute is “0”: expected a whole number from 1/, true],
  ['no tokens a minute', chat(...ONE, '--model', 'rehearsal', '--tokens-per-minute', '0'), /--tokens-per-minute is “0”/, true],
  ['an embedder whose price is not known, within a budget', chat(...ONE, '--model', 'ollama/a', '--embedder', 'gemini/e', '--budget', '1'), /the price of gemini\/e is not known/, false],
  ['much to pay, and nobody who said that it may be', chat('--per-trait', '500', '--model', 'gemini/gemini-3.1-pro-preview'), /This may cost up to \$[\d,.]+: give --budget USD to stop in time, or --yes/, false],
  ['many calls at a price that nobody knows', chat('--per-trait', '50', '--model', 'gemini/gemini-flash-latest'), /Nobody knows what these [\d,]+ calls cost: add their price with --prices and give --budget/, false],
  ['one address for two providers', chat(...ONE, '--model', 'gemini/a', '--critic', 'openai/b', '--base-url', 'https://example.com'), /these are of gemini and openai/, false],
  ['no run to go on with', ['generate', FILE, '--resume'], /there is no journal in \.traits/, false],
  ['a run that is not there', ['generate', FILE, '--resume', 'gone'], /gone\.jsonl: no such file/, false],
  ['a journal that is none', ['generate', FILE, '--resume', `./${FILE}`], /not a journal|is no journal/, false],
  ['another model for a run', ['generate', FILE, '--resume', '--model', 'rehearsal'], /leave out --model/, true],
  ['a dry run of a run', ['generate', FILE, '--resume', '--dry-run'], /leave out --resume/, true],
] as const) {
  test(`2 before anything is sent: ${why}`, async (t) => {
    const cwd = await folderWithSample(t);
    await writeFile(join(cwd, 'wrong.json'), '{"openai/a": {"input": "1", "output": 2}}');
    const names = await readdir(cwd);
    const ran = await run(args, { cwd, env: { GEMINI_API_KEY: 'x' } });
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, words);
    assert.equal(ran.stderr.endsWith('\n`traitwright generate --help` shows the options.\n'), usageShown);
    assert.equal(ran.stdout, '');
    assert.deepEqual(await readdir(cwd), names);
  });
}

test('2 for a run over another document', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat(...ONE, '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  await writeFile(join(cwd, 'other.traits.md'), await readFile(join(cwd, FILE)));
  const before = await readFile(join(cwd, 'mine.jsonl'), 'utf8');
  const { code, stderr } = await run(['generate', 'other.traits.md', '--resume', 'mine.jsonl'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /is over aster-with-people\.traits\.md, not over other\.traits\.md/);
  assert.equal(await readFile(join(cwd, 'mine.jsonl'), 'utf8'), before);
});

test('the samples of a resumed run are those of an uninterrupted one', async (t) => {
  const idsOf = async (cwd: string): Promise<readonly string[]> => [...new Set(samplesIn(await onlyJournal(cwd, NAME)).map(({ id }) => id))].toSorted();
  const server = await serve(t, (request) => answerAll(request));
  const [stopped, whole] = [await folderWithPrices(t), await folderWithPrices(t)];
  await run(chat('--per-trait', '3', ...at(server), '--prices', 'prices.json', '--budget', '2.2'), { cwd: stopped, env: ENV });
  await run(resuming(server), { cwd: stopped, env: ENV });
  await run(chat('--per-trait', '3', ...at(server)), { cwd: whole, env: ENV });
  assert.deepEqual(await idsOf(stopped), await idsOf(whole));
});

test('what failed is made again when the run is gone on with', async (t) => {
  let down = true;
  const server = await serve(t, (request) => (down && request.system !== '' ? { status: 400, message: 'No.' } : answerAll(request)));
  const cwd = await folderWithSample(t);
  const { code, stderr } = await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd, env: ENV });
  assert.equal(code, 1);
  const [, command = ''] = /^To make again what failed: traitwright (.+)$/m.exec(stderr) ?? [];
  down = false;
  const again = await run(command.split(' '), { cwd, env: ENV });
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /^3 samples: 3 kept\.$/m);
});

test('what a provider blocked is an answer, and nobody is told to ask again', async (t) => {
  const server = await serve(t, (request) => (request.system === '' ? answerAll(request) : { promptBlocked: 'SAFETY' }));
  const { code, stderr } = await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd: await folderWithSample(t), env: ENV });
  assert.equal(code, 1);
  assert.match(stderr, /^12 samples: 12 failed\.$/m);
  assert.doesNotMatch(stderr, /--resume/);
});

test('lines of a journal that something else has spoilt are told of, and made again', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'warm', '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  const lines = (await readFile(join(cwd, 'mine.jsonl'), 'utf8')).trimEnd().split('\n');
  await writeFile(join(cwd, 'mine.jsonl'), `${lines.with(1, 'Oops.').join('\n')}\n`);
  const { code, stderr } = await run(['generate', FILE, '--resume', 'mine.jsonl'], { cwd });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^1 line of mine\.jsonl could not be read, the first of them line 2: /m);
});

test('a run is gone on with where it was made, and nowhere else', async (t) => {
  const server = await serve(t, (request) => (request.system === '' ? answerAll(request) : { status: 400, message: 'No.' }));
  const other = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithSample(t);
  await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd, env: ENV });
  const made = server.requests.length;
  const [header] = await onlyJournal(cwd, NAME);
  assert.deepEqual(header?.type === 'header' && header.endpoints, { gemini: server.baseUrl });
  for (const wrong of [[], ['--base-url', other.baseUrl]]) {
    const { code, stderr } = await run(['generate', FILE, ...wrong, '--resume'], { cwd, env: ENV });
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(`was made at ${server.baseUrl}: give --base-url ${server.baseUrl}`), stderr);
  }
  assert.deepEqual([server.requests.length, other.requests.length], [made, 0]);
});

test('a run that was made at its provider’s own address is not sent to another', async (t) => {
  const other = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithSample(t);
  await run(chat(...ONE, '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  await writeFile(join(cwd, 'mine.jsonl'), (await readFile(join(cwd, 'mine.jsonl'), 'utf8')).replaceAll('rehearsal/prepared', 'gemini/test').replace('"kept"', '"failed"'));
  const { code, stderr } = await run(['generate', FILE, '--base-url', other.baseUrl, '--resume', 'mine.jsonl'], { cwd, env: ENV });
  assert.equal(code, 2);
  assert.match(stderr, /was made at the own address of gemini, not at \S+: leave out --base-url/);
  assert.equal(other.requests.length, 0);
});

test('stale samples are made anew where they were made', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithSample(t);
  await run(chat(...THREE_OF_HONEST, ...at(server)), { cwd, env: ENV });
  const text = await readFile(join(cwd, FILE), 'utf8');
  await writeFile(join(cwd, FILE), text.replace(/(\{#honest\}\n\n)/, '$1Always and everywhere. '));
  const { code, stderr } = await run(['generate', FILE, '--stale'], { cwd, env: ENV });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /give --base-url/);
});

test('the command that goes on names a file with a space in it as a shell reads it', { skip: process.platform === 'win32' && 'another shell' }, async (t) => {
  const server = await serve(t, () => ({ status: 400, message: 'No.' }));
  const { stderr } = await run(chat(...ONE, ...at(server), '--out', "it's mine.jsonl"), { cwd: await folderWithSample(t), env: ENV });
  assert.ok(stderr.includes(`--resume 'it'\\''s mine.jsonl' --base-url ${server.baseUrl}\n`), stderr);
});

test('what has changed since a run began is told before it is gone on with', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'honest', '--model', 'rehearsal'), { cwd });
  const unchanged = await run(['generate', FILE, '--resume'], { cwd });
  assert.match(unchanged.stderr, /^Going on with \S+: 1 sample there already\.\n\n1 sample: /);
  const text = await readFile(join(cwd, FILE), 'utf8');
  await writeFile(join(cwd, FILE), text.replace(/(\{#honest\}\n\n)/, '$1Always and everywhere. '));
  const { stderr } = await run(['generate', FILE, '--resume'], { cwd });
  assert.match(stderr, /^Going on with \S+: 1 sample there already\.\nChanged in the document since: honest\.$/m);
});

test('what the rest of a run will cost is told before it is gone on with, samples of changed traits included', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithPrices(t);
  await run(chat(...THREE_OF_HONEST, ...at(server), '--prices', 'prices.json', '--yes'), { cwd, env: ENV });
  const text = await readFile(join(cwd, FILE), 'utf8');
  await writeFile(join(cwd, FILE), text.replace(/(\{#honest\}\n\n)/, '$1Always and everywhere. '));
  const refused = await run(resuming(server, '--prices', 'prices.json'), { cwd, env: ENV });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /This may cost up to \$[\d.]+: give --budget/);
  const { stderr } = await run(resuming(server, '--prices', 'prices.json', '--yes'), { cwd, env: ENV });
  assert.match(stderr, /^Changed in the document since: honest\.\nAbout \$[\d.]+ to \$[\d.]+, 21 calls\.$/m);
});

test('a journal that asks for what no run is does not end the program, and is left as it is', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat(...ONE, '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  const text = await readFile(join(cwd, 'mine.jsonl'), 'utf8');
  for (const wrong of ['{"perTrait":1000000000', '{"perTrait":1,"proposedTypes":1000000', '{"perTrait":1,"kinds":{"exhibit":0,"exception":0,"trade-off":0}']) {
    const spoilt = text.replace('{"perTrait":1', wrong);
    await writeFile(join(cwd, 'mine.jsonl'), spoilt);
    const { code, stderr } = await run(['generate', FILE, '--resume', 'mine.jsonl'], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /was to make what no run is/);
    assert.equal(await readFile(join(cwd, 'mine.jsonl'), 'utf8'), spoilt);
    assert.deepEqual((await readdir(cwd)).filter((name) => name.endsWith('.lock')), []);
  }
});

test('what a journal says of itself does not command the terminal', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'warm', '--model', 'rehearsal', '--out', 'mine.jsonl'), { cwd });
  const text = await readFile(join(cwd, 'mine.jsonl'), 'utf8');
  await writeFile(join(cwd, 'mine.jsonl'), text.replace(/"run":"[^"]+"/, '"run":"\\u001b[2Jr"').replace('"chunks":{', '"chunks":{"\\u001b[31mgone":"x",'));
  const { stderr } = await run(['generate', FILE, '--resume', 'mine.jsonl'], { cwd });
  assert.match(stderr, /^Going on with \S*r: /);
  assert.match(stderr, /Left out, .*gone/);
  assert.ok(!stderr.includes('\u001B'));
});

test('--requests-per-minute holds calls back', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithSample(t);
  let interrupt: (() => void) | undefined;
  const ran = run(chat(...THREE_OF_HONEST, ...at(server), '--requests-per-minute', '2'), { cwd, env: ENV, interruptible: (stop) => (interrupt = stop) });
  await server.arrived(2);
  // A third is due at once after each answer; so many turns later it has still not come.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  interrupt?.();
  assert.equal((await ran).code, 130);
  assert.equal(server.requests.length, 2);
});
