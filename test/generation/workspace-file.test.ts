/** Files of a workspace are read where they lie in it, and not where a link leads. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { knownPatternsPath } from '../../src/generation/known-patterns.node.ts';
import { promptsFolder, readPromptFiles } from '../../src/generation/override-files.node.ts';

test('neither a prompt nor a list of patterns is read by a link out of the folder, and a run does not begin', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-workspace-'));
  t.after(() => rm(folder, { recursive: true }));
  const [elsewhere, document] = [join(folder, 'elsewhere'), join(folder, 'here', 'a.traits.md')];
  const prompts = promptsFolder(document);
  const list = knownPatternsPath(document);
  for (const made of [elsewhere, prompts, dirname(list)]) await mkdir(made, { recursive: true });
  await writeFile(join(elsewhere, 'patterns.json'), '[]');
  assert.deepEqual((await readPromptFiles(document)).problems, []);
  await symlink(join(elsewhere, 'patterns.json'), list);
  await symlink(join(elsewhere, 'patterns.json'), join(prompts, 'draft.md'));
  await symlink(join(elsewhere, 'gone'), join(prompts, 'rewrite.md'));
  const { problems, overrides } = await readPromptFiles(document);
  assert.equal(overrides.size, 0);
  assert.deepEqual(
    problems.map(({ file, message }) => [file.split('/').at(-1), message]),
    [
      ['draft.md', "A symbolic link leads out of the document's folder: put the file itself there."],
      ['rewrite.md', 'It leads to no file.'],
      ['patterns.json', "A symbolic link leads out of the document's folder: put the file itself there."],
    ],
  );
});
