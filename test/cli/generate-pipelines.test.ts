/** What `traitwright generate` promises of its pipelines and of what a run is asked to make. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FILE, folderWithSample, NAME, samplesIn } from './generate-support.ts';
import { folderWith, onlyJournal, run } from './support.ts';

function generate(pipeline: string, ...more: readonly string[]): readonly string[] {
  return ['generate', FILE, '--pipeline', pipeline, '--trait', 'honest', '--model', 'rehearsal', ...more];
}

for (const [pipeline, key] of [
  ['chat', 'response'],
  ['document', 'document'],
  ['preference', 'rejected'],
] as const) {
  test(`the ${pipeline} pipeline can be rehearsed, and its samples have a ${key}`, async (t) => {
    const cwd = await folderWithSample(t);
    const ran = await run(generate(pipeline, '--per-trait', '3'), { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /^3 samples: 3 kept\.$/m);
    const journal = await onlyJournal(cwd, NAME);
    assert.partialDeepStrictEqual(journal[0], { type: 'header', pipeline });
    for (const sample of samplesIn(journal)) assert.ok(key in sample, sample.id);
  });
}

test('where no trait is named, a rehearsal takes those that answers are prepared for, and says so', async (t) => {
  const cwd = await folderWithSample(t);
  for (const pipeline of ['document', 'preference']) {
    const { code, stderr } = await run(['generate', FILE, '--pipeline', pipeline, '--per-trait', '3', '--model', 'rehearsal'], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`^Answers are prepared for 1 of \\d+ traits in the ${pipeline} pipeline, and only those are rehearsed: honest\\.$`, 'm'));
    assert.match(stderr, /^3 samples: 3 kept\.$/m);
  }
});

test('a run of another pipeline is gone on with as what it was', async (t) => {
  const cwd = await folderWithSample(t);
  await run(generate('document', '--per-trait', '3', '--kinds', 'exhibit=1', '--proposed-types', '2', '--document-type', 'a letter'), { cwd });
  const ran = await run(['generate', FILE, '--resume'], { cwd });
  assert.match(ran.stderr, /: 1 sample there already\.$/m);
  const journal = await onlyJournal(cwd, NAME);
  assert.partialDeepStrictEqual(journal[0], { parameters: { perTrait: 3, kinds: { exhibit: 1, exception: 0, 'trade-off': 0 }, documentTypes: ['a letter'], proposedTypes: 2 } });
  assert.deepEqual(new Set(samplesIn(journal).map(({ id }) => id)), new Set(['honest/exhibit/0', 'honest/exhibit/1', 'honest/exhibit/2']));
});

test('a dry run shows the stages of its pipeline, in order, and a prompt of each', async (t) => {
  const cwd = await folderWithSample(t);
  const { stdout } = await run(generate('document', '--per-trait', '3', '--dry-run'), { cwd });
  const stages = ['document-types', 'document-plan', 'document', 'document-critique', 'document-rewrite', 'document-autorate'];
  assert.deepEqual([...stdout.matchAll(/^([a-z-]+) +(?:generator|critic|judge) +\d/gm)].map((row) => row[1]), stages);
  assert.deepEqual([...stdout.matchAll(/^=== ([a-z-]+), /gm)].map((prompt) => prompt[1]), stages);
});

const BARE = '# Bare\n\n## Plain\n\nSays it.\n\n### Why\n\nPeople act on it.\n';

test('kinds that a document has nothing for cannot be made, and nothing is begun', async (t) => {
  const cwd = await folderWith(t);
  await writeFile(join(cwd, 'bare.traits.md'), BARE);
  const { code, stderr } = await run(['generate', 'bare.traits.md', '--pipeline', 'chat', '--per-trait', '2', '--kinds', 'exception=1', '--model', 'ollama/a'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /None of these traits has an exception or a trade-off/);
});

test('where some traits have nothing for the kinds that are wanted, it says how many samples there will be', async (t) => {
  const cwd = await folderWith(t);
  const text = `${BARE}\n## Kind\n\nIs gentle.\n\n### Exceptions\n\n- Not in a game.\n`;
  await writeFile(join(cwd, 'bare.traits.md'), text);
  await writeFile(join(cwd, 'bare.rehearsal.yaml'), 'rehearsal: 1\ntraits: {}\n');
  const { stderr } = await run(['generate', 'bare.traits.md', '--pipeline', 'chat', '--per-trait', '2', '--kinds', 'exception=1', '--model', 'rehearsal'], { cwd });
  assert.match(stderr, /^2 samples, not 4: some of these traits have nothing/m);
});

for (const [what, args, words] of [
  ['a pipeline that there is not', ['--pipeline', 'sft', '--per-trait', '1'], 'Unknown pipeline “sft”: expected chat, document or preference.'],
  ['no pipeline', ['--per-trait', '1'], 'No pipeline: give --pipeline chat, document or preference.'],
  ['an unknown kind', ['--pipeline', 'chat', '--per-trait', '1', '--kinds', 'exhibits=1'], '--kinds is “exhibits=1”: expected parts, such as exhibit=2,exception=1,trade-off=1.'],
  ['a kind twice', ['--pipeline', 'chat', '--per-trait', '1', '--kinds', 'exhibit=1,exhibit=2'], '--kinds is'],
  ['no part of any kind', ['--pipeline', 'chat', '--per-trait', '1', '--kinds', 'exhibit=0'], '--kinds is'],
  ['a type of text for chats', ['--pipeline', 'chat', '--per-trait', '1', '--document-type', 'a letter'], '--document-type is for --pipeline document.'],
  ['an empty type of text', ['--pipeline', 'document', '--per-trait', '1', '--document-type', ' '], '--document-type is empty'],
  ['further types for pairs', ['--pipeline', 'preference', '--per-trait', '1', '--proposed-types', '2'], '--proposed-types is for --pipeline document.'],
  ['kinds for a run that is gone on with', ['--resume', '--kinds', 'exhibit=1'], 'leave out --kinds'],
] as const) {
  test(`${what}: 2, and a sentence that says so`, async (t) => {
    const cwd = await folderWithSample(t);
    const { code, stderr } = await run(['generate', FILE, ...args], { cwd });
    assert.equal(code, 2);
    assert.ok(stderr.includes(words), stderr);
  });
}
