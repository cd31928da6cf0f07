/** What is promised of lists that a project varies its scenarios with: they are read from its file or from files beside it, never from elsewhere. */
import assert from 'node:assert/strict';
import { access, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { projectSchema } from '../../scripts/generate.ts';
import { readProject } from '../../src/lint/project-file.ts';
import { RULES } from '../../src/lint/rules.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, NAME, serve, THREE_OF_HONEST } from './generate-support.ts';
import { folderWith, onlyJournal, run } from './support.ts';

const problems = (variety: unknown): readonly string[] => readProject(JSON.stringify({ variety }), 'traitwright.json').problems.map(({ message }) => message);

test('a list is words, or a file within the project, and what else it is is said where it stands', () => {
  assert.deepEqual(readProject('{"variety": {"domains": ["a", "..."], "names": "lists/names.txt"}}', 'x').project?.variety, { domains: ['a', '...'], names: 'lists/names.txt' });
  assert.deepEqual(readProject('{}', 'x').project?.variety, {});
  const expected = "expected a list of words or phrases, or the path of a file within the project's folder, with forward slashes, that has one on each line.";
  for (const wrong of [7, { a: 1 }]) assert.deepEqual(problems({ names: wrong }), [`at variety.names: ${expected}`], JSON.stringify(wrong));
  for (const outside of ['', '../names.txt', '/etc/names', 'a\\b']) {
    assert.deepEqual(problems({ names: outside }), ["at variety.names: expected the path of a file within the project's folder, with forward slashes."], outside);
  }
  assert.deepEqual(problems({ names: ['Ada', ' '] }), ['at variety.names.1: expected a word or a phrase.']);
  assert.deepEqual(problems({ moods: [] }), ['at variety: Unrecognized key: "moods".']);
});

test('the schema that VS Code is given says the same of it', () => {
  const validate = new Ajv({ strict: false }).compile(projectSchema(RULES));
  for (const variety of [{}, { domains: [] }, { names: 'a.txt' }, { names: '../a.txt' }, { names: [''] }, { tones: 7 }, { moods: [] }]) {
    assert.equal(validate({ variety }), problems(variety).length === 0, JSON.stringify(variety));
  }
});

test('what a run is varied with is that of the project, and stands in its journal', async (t) => {
  const server = await serve(t, (request) => answerAll(request));
  const cwd = await folderWithSample(t);
  await writeFile(join(cwd, 'traitwright.json'), JSON.stringify({ variety: { domains: 'fields.txt', userTypes: ['a ferryman'], names: [] } }));
  await writeFile(join(cwd, 'fields.txt'), '# mine\nfalconry\n');
  const { code, stderr } = await run(chat(...THREE_OF_HONEST, '--model', 'gemini/test', '--base-url', server.baseUrl), { cwd, env: ENV });
  assert.equal(code, 0, stderr);
  const journal = await onlyJournal(cwd, NAME);
  const draws = journal.flatMap((record) => (record.type === 'sample' && 'draw' in record.sample ? [record.sample.draw] : []));
  assert.ok(draws.length > 0);
  for (const draw of draws) assert.partialDeepStrictEqual(draw, { domain: 'falconry', userType: 'a ferryman' });
  assert.ok(draws.every((draw) => !Object.hasOwn(draw as object, 'names')));
  assert.ok(server.requests.some(({ user }) => user.includes('field: falconry\nuser: a ferryman')));
});

test('the types of text are those of the project, unless the command names some', async (t) => {
  const cwd = await folderWithSample(t);
  await writeFile(join(cwd, 'traitwright.json'), JSON.stringify({ variety: { documentTypes: ['harbour log', '...'] } }));
  const dryRun = async (...more: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(['generate', FILE, '--pipeline', 'document', '--trait', 'honest', '--per-trait', '5', '--proposed-types', '0', '--model', 'gemini/test', '--dry-run', ...more], { cwd });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  assert.match(await dryRun(), /harbour log/);
  const named = await dryRun('--document-type', 'leaflet');
  assert.match(named, /leaflet/);
  assert.doesNotMatch(named, /harbour log/);
});

test('a run that is gone on with says that the lists are others now', async (t) => {
  const cwd = await folderWithSample(t);
  const setDomains = (...domains: readonly string[]) => writeFile(join(cwd, 'traitwright.json'), JSON.stringify({ variety: { domains } }));
  await setDomains('falconry');
  await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
  assert.doesNotMatch((await run(['generate', FILE, '--resume'], { cwd })).stderr, /varied/);
  await setDomains('a fish market');
  assert.match((await run(['generate', FILE, '--resume'], { cwd })).stderr, /^What scenarios are varied with is other: /m);
});

test('a file that is not there, is empty, or lies elsewhere by a link, stops the run before it begins', async (t) => {
  const cwd = await folderWithSample(t);
  const elsewhere = await folderWith(t);
  await writeFile(join(elsewhere, 'secrets.txt'), 'a secret\n');
  await symlink(join(elsewhere, 'secrets.txt'), join(cwd, 'link.txt'));
  await writeFile(join(cwd, 'empty.txt'), '# nothing yet\n');
  for (const [file, problem] of [
    ['gone.txt', /gone\.txt: no such file/],
    ['empty.txt', /empty\.txt: nothing to draw from: expected an entry on each line\.$/m],
    ['link.txt', /link\.txt: a symbolic link leads out of the project's folder/],
  ] as const) {
    await writeFile(join(cwd, 'traitwright.json'), JSON.stringify({ variety: { names: file } }));
    const { code, stderr } = await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal'), { cwd });
    assert.equal(code, 2, file);
    assert.match(stderr, problem);
  }
  await assert.rejects(access(join(cwd, '.traits')));
});

test('near-duplicates, what is short, and pairs to look at are said at the end', async (t) => {
  const server = await serve(t, (request) => {
    const { properties = {} } = (request.schema ?? {}) as { properties?: Record<string, unknown> };
    return Object.keys(properties).join() === 'prompt' ? { text: '{"prompt": "is the hinge of the garden gate broken"}' } : answerAll(request);
  });
  const { code, stderr } = await run(chat(...THREE_OF_HONEST, '--kinds', 'exception=1', '--backfill', '1', '--model', 'gemini/test', '--base-url', server.baseUrl, '--dedup-threshold', '0.95'), {
    cwd: await folderWithSample(t),
    env: ENV,
  });
  assert.equal(code, 0, stderr);
  // The first one is pinned in the document.
  assert.match(stderr, /^dropped {3}honest\/exception\/2 {2}Its message is nearly that of honest\/exception\/1: written alike 1\.00\.$/m);
  assert.match(stderr, /^Short of what was asked for: honest, 2 of 3 kept\.$/m);
  assert.match(stderr, /^2 samples dropped as nearly the same as another, by their words\.$/m);
  assert.doesNotMatch(stderr, /near the threshold/);
  const kept = await run(chat(...THREE_OF_HONEST, '--no-dedup', '--model', 'gemini/test', '--base-url', server.baseUrl), { cwd: await folderWithSample(t), env: ENV });
  assert.match(kept.stderr, /^3 samples: 3 kept\.$/m);
});

test('an option of it that cannot be meant is said, and what a run began with cannot be changed', async (t) => {
  const cwd = await folderWithSample(t);
  for (const [args, problem] of [
    [['--dedup-threshold', '90'], /--dedup-threshold is “90”: expected a number between 0 and 1, such as 0\.9\./],
    [['--backfill', '4'], /--backfill/],
    [['--embedder', 'nobody'], /--embedder: /],
  ] as const) {
    const { code, stderr } = await run(chat(...THREE_OF_HONEST, '--model', 'rehearsal', ...args), { cwd });
    assert.equal(code, 2);
    assert.match(stderr, problem);
  }
  const { stderr } = await run(['generate', 'aster-with-people.traits.md', '--resume', '--no-dedup'], { cwd });
  assert.match(stderr, /--resume goes on with what a run began with: leave out --no-dedup\./);
});
