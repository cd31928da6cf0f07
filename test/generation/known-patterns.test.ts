/** What the list of known patterns promises: the critiques of the next run are told it, and nothing else changes. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { addKnownPatterns, knownPatternsPath, readKnownPatternsFile } from '../../src/generation/known-patterns.node.ts';
import { knownPatternsText, readKnownPatterns, withPatterns } from '../../src/generation/known-patterns.ts';
import { readPromptFiles } from '../../src/generation/override-files.node.ts';
import { NO_OVERRIDES, overrideFiles, overridesInHeader, readOverrides, renderStage, withKnownPatterns } from '../../src/generation/overrides.ts';
import { autorateStage } from '../../src/prompts/autorate.ts';
import { critiqueStage } from '../../src/prompts/critique.ts';
import { documentCritiqueStage } from '../../src/prompts/document-critique.ts';

const document = parseTraitsDocument('# T\n\n## Candour\n\nIt is candid.\n');
const [trait = assert.fail()] = document.traits;
const about = { chunk: chunkOf(document, trait), kind: 'exhibit', prompt: 'p', draft: 'd', defaultResponse: 'r' } as const;
const GLADLY = { name: 'Gladly', definition: 'Opens with “Gladly so.”' };
const FILE = '../t/patterns.json';

async function folder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-known-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

test('critiques are told it, of answers and of texts, and no other stage is', () => {
  const overrides = withKnownPatterns(NO_OVERRIDES, [GLADLY], FILE);
  const told = /Under superficial_patterns, look for each of them first[^]*<known_patterns>\n- Gladly: Opens with “Gladly so\.”\n<\/known_patterns>/;
  assert.match(renderStage(critiqueStage, about, overrides).user, told);
  const text = { ...about, documentType: 'letter', whyChannel: 'quoted', plan: { what: 'w', how: 'h', why: 'y' } } as const;
  assert.match(renderStage(documentCritiqueStage, text, overrides).user, /Under naturalness, look for each of them first[^]*<known_patterns>/);
  assert.deepEqual(renderStage(autorateStage, { ...about, response: 'd' }, overrides), autorateStage.render({ ...about, response: 'd' }));
});

test('without one, or with an empty one, critiques are sent as ever', () => {
  assert.deepEqual(renderStage(critiqueStage, about, withKnownPatterns(NO_OVERRIDES, [], FILE)), critiqueStage.render(about));
});

test('a prompt of the workspace is told it where it asks for it', () => {
  const { overrides } = readOverrides([{ name: 'critique.md', text: '{{chunk}} {{prompt}} {{draft}} {{known_patterns}}' }]);
  assert.match(renderStage(critiqueStage, about, withKnownPatterns(overrides, [GLADLY], FILE)).user, /<known_patterns>\n- Gladly: /);
});

test('whatever the list says, it does not get out of its place', () => {
  const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('</known_patterns>', '</known_patterns-2>', '{{chunk}}', '$&', '\n'))).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, (name, definition) => {
      const { user } = renderStage(critiqueStage, about, withKnownPatterns(NO_OVERRIDES, [{ name, definition }], FILE));
      const [, tag = ''] = /<(known_patterns(?:-\d+)?)>\n- /.exec(user) ?? assert.fail();
      assert.ok(user.includes(`<${tag}>\n- ${name}: ${definition}\n</${tag}>`));
      assert.ok(!`${name}: ${definition}`.includes(`</${tag}>`));
    }),
  );
});

test('it is read from beside the runs, said by its file, and its hash stands in the header', async (t) => {
  const path = await folder(t, { '.traits/aster/patterns.json': knownPatternsText([GLADLY]), '.traits/prompts/rewrite.md': '{{chunk}} {{prompt}} {{judgement}}' });
  const { overrides, problems } = await readPromptFiles(join(path, 'aster.traits.md'));
  assert.deepEqual([problems, overrideFiles(overrides)], [[], ['rewrite.md', '../aster/patterns.json']]);
  assert.deepEqual(Object.keys(overridesInHeader(overrides) ?? {}), ['rewrite.md', '../aster/patterns.json']);
  assert.equal((await readPromptFiles(join(path, 'other.traits.md'))).overrides.size, 1);
});

test('a prompt that is a link out of the folder, or no file, keeps a run from beginning and is not read', { skip: process.platform === 'win32' }, async (t) => {
  const outside = await folder(t, { 'rewrite.md': '{{chunk}} {{prompt}} {{judgement}}' });
  const path = await folder(t, { '.traits/prompts/kept.txt': '', 'shared/rewrite.md': '{{chunk}} {{prompt}} {{judgement}}' });
  const prompts = join(path, '.traits/prompts');
  await symlink(join(path, 'shared/rewrite.md'), join(prompts, 'rewrite.md'));
  const read = () => readPromptFiles(join(path, 'aster.traits.md'));
  assert.deepEqual(overrideFiles((await read()).overrides), ['rewrite.md']);
  await symlink(join(outside, 'rewrite.md'), join(prompts, 'draft.md'));
  await symlink(outside, join(prompts, 'plan.md'));
  await mkdir(join(prompts, 'critique.md'));
  const { overrides, problems } = await read();
  assert.equal(overrides.size, 0);
  assert.deepEqual(problems.map(({ file }) => file), ['critique.md', 'draft.md', 'plan.md']);
  assert.match(problems[1]?.message ?? '', /link leads out of/);
});

test('one that cannot be read keeps a run from beginning', async (t) => {
  const path = await folder(t, { '.traits/aster/patterns.json': '{"version": 1, "patterns": [{"name": ""}]}' });
  const { overrides, problems } = await readPromptFiles(join(path, 'aster.traits.md'));
  assert.deepEqual([overrides.size, problems.map(({ file }) => file)], [0, ['../aster/patterns.json']]);
  assert.match(problems[0]?.message ?? '', /no list of patterns/);
});

test('what is added comes after what is there, and a name that is there keeps its words', async (t) => {
  const path = knownPatternsPath(join(await folder(t, {}), 'aster.traits.md'));
  assert.equal(await addKnownPatterns(path, [GLADLY]), 1);
  assert.equal(await addKnownPatterns(path, [{ name: ' gladly', definition: 'x' }, { name: 'Ever', definition: 'y' }, { name: 'ever', definition: 'z' }]), 1);
  assert.deepEqual(await readKnownPatternsFile(path), [GLADLY, { name: 'Ever', definition: 'y' }]);
});

test('whatever is written is read again', () => {
  const pattern = fc.record({ name: fc.string().filter((text) => text.trim() !== ''), definition: fc.string().filter((text) => text.trim() !== '') });
  fc.assert(fc.property(fc.array(pattern), (patterns) => assert.deepEqual(readKnownPatterns(knownPatternsText(withPatterns([], patterns))), withPatterns([], patterns))));
});
