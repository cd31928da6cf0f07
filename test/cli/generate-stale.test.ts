/** What `traitwright generate --stale` and prompts of a workspace promise. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, NAME, samplesIn, serve, THREE_OF_HONEST } from './generate-support.ts';
import { journalAt, run } from './support.ts';

async function journals(cwd: string): Promise<readonly (readonly JournalRecord[])[]> {
  const folder = join(cwd, '.traits', NAME, 'runs');
  return Promise.all((await readdir(folder)).toSorted().map((name) => journalAt(join(folder, name))));
}

async function edit(cwd: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(cwd, FILE), 'utf8');
  assert.ok(text.includes(from));
  await writeFile(join(cwd, FILE), text.replace(from, to));
}

test('only what is stale is made anew, in a run of its own, with the same models and numbers', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '3', '--model', 'rehearsal'), { cwd });
  assert.match((await run(['generate', FILE, '--stale'], { cwd })).stderr, /^Nothing is stale/);
  await edit(cwd, 'Lookups and small tasks need no warmth', 'Lookups and errands need no warmth');
  assert.match((await run(['runs', FILE], { cwd })).stdout, /stale: 3 of 27$/m);

  const ran = await run(['generate', FILE, '--stale'], { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /^Making anew 3 stale samples of \S+, of warm\.$/m);
  const [first = [], second = []] = await journals(cwd);
  const ids = ['warm/exhibit/0', 'warm/exception/0', 'warm/trade-off/0'];
  assert.deepEqual(samplesIn(second).map(({ id }) => id).toSorted(), ids.toSorted());
  const [before, header] = [first[0], second[0]];
  assert.ok(before?.type === 'header' && header?.type === 'header');
  assert.deepEqual(header.models, before.models);
  assert.equal(header.parameters.perTrait, 3);
  assert.deepEqual(header.parameters.only?.toSorted(), ids.toSorted());
  assert.notEqual(header.chunks['warm'], before.chunks['warm']);

  assert.match((await run(['generate', FILE, '--stale'], { cwd })).stderr, /^Nothing is stale/);
  assert.equal((await journals(cwd)).length, 2);
});

test('what cannot be made any more is said', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '3', '--trait', 'warm', '--model', 'rehearsal'), { cwd });
  const text = await readFile(join(cwd, FILE), 'utf8');
  const at = text.indexOf('### Exceptions', text.indexOf('{#warm}'));
  await writeFile(join(cwd, FILE), text.slice(0, at) + text.slice(text.indexOf('\n## ', at)));
  const ran = await run(['generate', FILE, '--stale'], { cwd });
  assert.match(ran.stderr, /^Making anew 3 stale samples of /m);
  assert.match(ran.stderr, /^2 samples, not 3: /m);
});

test('--stale cannot be given what a run has settled, and --dry-run says what it would make', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
  assert.match((await run(['generate', FILE, '--stale', '--per-trait', '3'], { cwd })).stderr, /--stale makes anew what is there: leave out --per-trait/);
  assert.match((await run(['generate', FILE, '--stale', '--resume'], { cwd })).stderr, /leave out --stale/);
  await edit(cwd, 'and how sure it is,', 'and how certain it is,');
  const { stdout } = await run(['generate', FILE, '--stale', '--dry-run'], { cwd });
  assert.match(stdout, /^3 samples of 1 trait: /);
  assert.equal((await journals(cwd)).length, 1);
});

test('prompts of the workspace are sent, said, and kept in the journal; --no-overrides leaves them out', async (t) => {
  const cwd = await folderWithSample(t);
  await mkdir(join(cwd, '.traits/prompts'), { recursive: true });
  await writeFile(join(cwd, '.traits/prompts/critique.md'), 'Be harsh, {{model}}.\n\n{{chunk}}\n{{prompt}}\n{{draft}}\n');
  const server = await serve(t, (request) => answerAll(request));
  const command = chat(...THREE_OF_HONEST, '--model', 'gemini/test', '--base-url', server.baseUrl);
  const ran = await run(command, { cwd, env: ENV });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /^Prompts of this workspace are used, from \.traits\/prompts: critique\.md\. --no-overrides leaves them out\.$/m);
  const harsh = (): number => server.requests.filter(({ user }) => user.startsWith('Be harsh, Aster.')).length;
  assert.equal(harsh(), 3);
  const [[header] = []] = await journals(cwd);
  assert.ok(header?.type === 'header');
  assert.match(header.overrides?.['critique.md'] ?? '', /^[0-9a-f]{64}$/);

  const without = await run([...command, '--no-overrides'], { cwd, env: ENV });
  assert.doesNotMatch(without.stderr, /Prompts of this workspace/);
  assert.equal(harsh(), 3);
  assert.match((await run([...command, '--dry-run'], { cwd, env: ENV })).stdout, /^Be harsh, Aster\.$/m);
});

test('a prompt that cannot be used ends it before anything is sent', async (t) => {
  const cwd = await folderWithSample(t);
  await mkdir(join(cwd, '.traits/prompts'), { recursive: true });
  await writeFile(join(cwd, '.traits/prompts/critique.md'), 'Judge.\n{{chunk}} {{prompt}} {{drafts}}');
  const { code, stderr } = await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /^traitwright: \.traits\/prompts\/critique\.md, line 2: There is no \{\{drafts\}\} for this stage\. Did you mean draft\?.* There are 2 such problems\. Mend it, or give --no-overrides\.$/m);
  assert.equal((await readdir(join(cwd, '.traits'))).includes(NAME), false);
});
