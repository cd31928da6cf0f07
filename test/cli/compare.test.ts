/** What `traitwright compare` promises: one run's messages, answered and judged with the text of a revision and with today's. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { GeminiServerRequest } from '../support/gemini-server.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, NAME, serve, THREE_OF_HONEST } from './generate-support.ts';
import { folderWith, journalAt, run } from './support.ts';

const SENTENCE = 'their wish for a different answer changes neither.';
const NEW = 'nothing that they wish for changes either of the two.';

/** A repository whose document is committed and then changed, with a rehearsed run of three samples about it as it was. */
async function repository(t: TestContext, change = (text: string): string => text.replace(SENTENCE, NEW)): Promise<string> {
  const cwd = await folderWithSample(t);
  git(cwd, 'init', '--quiet', '--initial-branch', 'main');
  git(cwd, 'add', FILE);
  git(cwd, 'commit', '--quiet', '--message', 'before');
  const ran = await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  await edit(cwd, change);
  return cwd;
}

function git(cwd: string, ...args: readonly string[]): string {
  const settings = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...settings, ...args], { cwd, encoding: 'utf8' });
}

async function edit(cwd: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(cwd, FILE), change(await readFile(join(cwd, FILE), 'utf8')));
}

const isOfBase = ({ user, system }: GeminiServerRequest): boolean => `${system}${user}`.includes(SENTENCE);

test('the verdicts of both sides stand side by side, and the counts say of how many', async (t) => {
  const cwd = await repository(t);
  const server = await serve(t, (request) => answerAll(request, !isOfBase(request)));
  const before = git(cwd, 'rev-parse', 'HEAD').trim();
  const { code, stdout, stderr } = await run(['compare', FILE, '--base', 'HEAD', '--model', 'gemini/test', '--base-url', server.baseUrl], { cwd, env: ENV });
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(`^${FILE.replaceAll('.', '\\.')} as of HEAD \\(${before.slice(0, 12)}\\) and now, by the plans of `));
  assert.match(stdout, /^honest\/exhibit\/0 +pass, dropped: not realistic, .* {2}pass, kept$/m);
  assert.match(stdout, /^Kept: 0 of 3 at the base, 3 of 3 now; 3 only now, 0 only at the base\.$/m);
  assert.match(stdout, /tell nothing yet/);
  assert.match(stderr, /^3 cases of \S+, of honest, twice each\.\nThe same on both sides, and left out: /);
  // A draft, a critique and a rating for each side, and nothing of what is the same for both.
  assert.equal(server.requests.length, 18);
});

test('both sides are given the same messages, each with its own text', async (t) => {
  const cwd = await repository(t);
  const server = await serve(t, (request) => answerAll(request));
  await run(['compare', FILE, '--base', 'main', '--model', 'gemini/test', '--base-url', server.baseUrl], { cwd, env: ENV });
  const drafts = server.requests.filter(({ system }) => system !== '');
  const messages = (of: readonly GeminiServerRequest[]): readonly string[] => of.map(({ user }) => user).toSorted();
  const base = drafts.filter(isOfBase);
  assert.equal(base.length, 3);
  assert.deepEqual(messages(base), messages(drafts.filter((request) => !isOfBase(request))));
});

test('one journal has both sides, apart from the runs, and it is no run to go on with', async (t) => {
  const cwd = await repository(t);
  const ran = await run(['compare', FILE, '--base', 'HEAD', '--format', 'json'], { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  const folder = join(cwd, '.traits', NAME, 'comparisons');
  const [name = ''] = await readdir(folder);
  const journal = await journalAt(join(folder, name));
  const [header] = journal;
  assert.ok(header?.type === 'header' && header.compare !== undefined);
  assert.equal(header.compare.revision, 'HEAD');
  assert.notEqual(header.compare.chunks['honest'], header.chunks['honest']);
  const ids = journal.flatMap((record) => (record.type === 'sample' ? [record.sample.id] : []));
  assert.deepEqual(ids.toSorted(), ['exception/0', 'exhibit/0', 'trade-off/0'].flatMap((id) => [`honest/${id}@base`, `honest/${id}@now`]));
  const { counts, cases } = JSON.parse(ran.stdout) as { counts: { compared: number }; cases: readonly { base: { response: string }; now: { response: string } }[] };
  assert.equal(counts.compared, 3);
  assert.ok(cases.every(({ base, now }) => base.response === now.response && base.response !== ''));
  assert.doesNotMatch((await run(['runs', FILE], { cwd })).stdout, /@base/);
  const resumed = await run(['generate', FILE, '--resume', join(folder, name)], { cwd });
  assert.equal(resumed.code, 2);
  assert.match(resumed.stderr, /compared two texts/);
});

test('Markdown has both answers of each case', async (t) => {
  const cwd = await repository(t);
  const { stdout } = await run(['compare', FILE, '--base', 'HEAD', '--format', 'md'], { cwd });
  assert.match(stdout, /^## honest\/exhibit\/0\n\n```text\n[^]*?\n```\n\n### Base: .*\n\n```text\n[^]*?### Now: /m);
});

test('traits that are shown alike are left out, unless they are asked for', async (t) => {
  const cwd = await repository(t, (text) => `${text}\nOne more line under the last trait.\n`);
  const all = await run(['compare', FILE, '--base', 'HEAD'], { cwd });
  assert.equal(all.code, 2);
  assert.match(all.stderr, /No run has samples of \S+ whose messages could be answered again/);
  const asked = await run(['compare', FILE, '--base', 'HEAD', '--trait', 'honest'], { cwd });
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, /^Kept: (\d) of 3 at the base, \1 of 3 now; 0 only now, 0 only at the base\.$/m);
});

test('where a trait is the same on both sides all is asked anew, without a seed, so that it shows how much answers differ', async (t) => {
  const cwd = await repository(t, (text) => text);
  const server = await serve(t, (request) => answerAll(request));
  const comparing = ['compare', FILE, '--base', 'HEAD', '--trait', 'honest', '--model', 'gemini/test', '--base-url', server.baseUrl];
  const first = await run(comparing, { cwd, env: ENV });
  assert.match(first.stderr, /^The same on both sides: honest\. So that .* nothing comes from the cache, and no seed is set\.$/m);
  assert.equal(server.requests.length, 18);
  await run(comparing, { cwd, env: ENV });
  assert.equal(server.requests.length, 36);
});

test('a trait that is not there any more is said', async (t) => {
  const cwd = await repository(t, (text) => text.replace(SENTENCE, NEW).replaceAll('{#warm}', '{#warmer}'));
  const { stderr } = await run(['compare', FILE, '--base', 'HEAD', '--dry-run'], { cwd });
  assert.match(stderr, /^Not there at HEAD, and left out: warmer\.\nNot there any more, and left out: warm\.$/m);
});

test('the plans of a rehearsed run are taken only where there are no others', async (t) => {
  const cwd = await repository(t);
  const server = await serve(t, (request) => answerAll(request));
  const made = await run(chat(...THREE_OF_HONEST, '--model', 'gemini/test', '--base-url', server.baseUrl, '--out', `.traits/${NAME}/runs/2000.jsonl`), { cwd, env: ENV });
  assert.equal(made.code, 0, made.stderr);
  const { stderr } = await run(['compare', FILE, '--base', 'HEAD', '--dry-run', '--base-url', server.baseUrl], { cwd, env: ENV });
  const [header] = await journalAt(join(cwd, '.traits', NAME, 'runs', '2000.jsonl'));
  assert.ok(header?.type === 'header' && stderr.startsWith(`3 cases of ${header.run}, of honest`), stderr);
});

test('0 and nothing sent when nothing differs', async (t) => {
  const cwd = await repository(t, (text) => text);
  const { code, stdout, stderr } = await run(['compare', FILE, '--base', 'HEAD'], { cwd });
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^Nothing to compare: what a model is shown of \d+ traits is the same at HEAD and now\.$/m);
});

test('--dry-run says what it would be and sends nothing', async (t) => {
  const cwd = await repository(t);
  const server = await serve(t, (request) => answerAll(request));
  const { code, stderr } = await run(['compare', FILE, '--base', 'HEAD', '--dry-run', '--model', 'gemini/test', '--base-url', server.baseUrl], { cwd, env: ENV });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /, 2\d calls\.$/m);
  assert.equal(server.requests.length, 0);
});

for (const [what, revision, expected] of [
  ['a revision that there is not', 'nowhere', /has no revision “nowhere”/],
  ['what git would take for an option', '--output=x', /is no revision|No revision/],
  ['a path in a revision', 'HEAD:other', /is no revision/],
  ['two revisions', 'HEAD..main', /is no revision/],
  ['nothing', '', /is no revision/],
] as const) {
  test(`2 for ${what}`, async (t) => {
    const cwd = await repository(t);
    const { code, stderr } = await run(['compare', FILE, `--base=${revision}`], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, expected);
    assert.deepEqual((await readdir(cwd)).toSorted(), ['.git', '.traits', 'aster-with-people.rehearsal.yaml', FILE]);
  });
}

test('2 where the file is not in the revision, and where there is no repository', async (t) => {
  const cwd = await repository(t);
  await rename(join(cwd, FILE), join(cwd, 'other.traits.md'));
  assert.match((await run(['compare', 'other.traits.md', '--base', 'HEAD'], { cwd })).stderr, /other\.traits\.md: it is not in the revision “HEAD”/);
  const outside = await folderWith(t);
  await cp(join(cwd, 'other.traits.md'), join(outside, FILE));
  assert.match((await run(['compare', FILE, '--base', 'HEAD'], { cwd: outside })).stderr, /in no git repository/);
});

test('no program that the repository names is run to read the earlier text', async (t) => {
  const cwd = await repository(t);
  const script = join(cwd, '.git', 'planted.sh');
  await writeFile(script, `#!/bin/sh\ntouch ${join(cwd, 'ran')}\ncat "$1"\n`, { mode: 0o755 });
  await mkdir(join(cwd, '.git', 'info'), { recursive: true });
  await writeFile(join(cwd, '.git', 'info', 'attributes'), '*.md diff=planted filter=planted\n');
  git(cwd, 'config', 'diff.planted.textconv', script);
  git(cwd, 'config', 'filter.planted.smudge', script);
  git(cwd, 'config', 'core.fsmonitor', script);
  assert.equal((await run(['compare', FILE, '--base', 'HEAD'], { cwd })).code, 0);
  assert.equal((await readdir(cwd)).includes('ran'), false);
});
