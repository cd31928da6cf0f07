/** What `traitwright lint` promises of --write-baseline and --baseline. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, run } from './support.ts';

const trait = (name: string): string => `## ${name}\n\nAster does this when asked.\n\n### Why\n\nTODO\n\n`;
const DOCUMENT = `---\nlint:\n  part/placeholder: error\n---\n\n# T\n\n${trait('Honest')}${trait('Warm')}`;

interface Written {
  readonly version: number;
  readonly findings: readonly { readonly file: string; readonly rule: string; readonly trait?: string; readonly message: string; readonly count: number }[];
}

async function baselineAt(path: string): Promise<Written> {
  return JSON.parse(await readFile(path, 'utf8'));
}

test('what was found when the baseline was written is silent, there and then and later, wherever it has moved', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': DOCUMENT, 'b.traits.md': DOCUMENT });
  assert.equal((await run(['lint', '.'], { cwd })).code, 1);
  const writing = await run(['lint', '.', '--write-baseline', 'baseline.json'], { cwd });
  assert.deepEqual([writing.code, writing.stdout], [0, 'No problems in 2 files.\n']);
  assert.match(writing.stderr, /^Wrote \d+ problems to baseline\.json\.\n$/);
  assert.deepEqual(await run(['lint', '.', '--baseline', 'baseline.json', '--max-warnings', '0'], { cwd }), { code: 0, stdout: 'No problems in 2 files.\n', stderr: '' });
  await writeFile(join(cwd, 'a.traits.md'), DOCUMENT.replace('# T\n', '# T\n\nA line more.\n'));
  assert.equal((await run(['lint', '.', '--baseline', 'baseline.json'], { cwd })).code, 0);
});

test('what has come since is reported, one more of the same kind too', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': DOCUMENT });
  await run(['lint', '.', '--write-baseline', 'baseline.json'], { cwd });
  await writeFile(join(cwd, 'a.traits.md'), DOCUMENT.replace('TODO\n', 'TODO\n\n- TODO\n'));
  const { code, stdout } = await run(['lint', '.', '--baseline', 'baseline.json'], { cwd });
  assert.equal(code, 1);
  assert.match(stdout, /part\/placeholder/);
  assert.match(stdout, /: 1 error/);
});

test('a baseline is JSON with file, rule, trait, message and count, the same each time', async (t) => {
  const cwd = await folderWith(t, { 'b.traits.md': DOCUMENT, 'a.traits.md': DOCUMENT });
  await run(['lint', '.', '--write-baseline', 'one.json'], { cwd });
  await run(['lint', 'b.traits.md', 'a.traits.md', '--write-baseline', 'other.json'], { cwd });
  assert.equal(await readFile(join(cwd, 'one.json'), 'utf8'), await readFile(join(cwd, 'other.json'), 'utf8'));
  const { version, findings } = await baselineAt(join(cwd, 'one.json'));
  assert.equal(version, 1);
  const placeholders = findings.filter(({ rule }) => rule === 'part/placeholder');
  assert.deepEqual(placeholders.map(({ file, trait: id, count }) => [file, id, count]), [
    ['a.traits.md', 'honest', 1],
    ['a.traits.md', 'warm', 1],
    ['b.traits.md', 'honest', 1],
    ['b.traits.md', 'warm', 1],
  ]);
});

test('a baseline is written anew, without what has been mended', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': DOCUMENT });
  await run(['lint', '.', '--write-baseline', 'baseline.json'], { cwd });
  await writeFile(join(cwd, 'a.traits.md'), DOCUMENT.replaceAll('TODO', 'People can plan on what they were told.'));
  await run(['lint', '.', '--write-baseline', 'baseline.json'], { cwd });
  const { findings } = await baselineAt(join(cwd, 'baseline.json'));
  assert.deepEqual(findings.filter(({ rule }) => rule === 'part/placeholder'), []);
});

test('no baseline is written when something could not be linted', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': DOCUMENT });
  const { code, stderr } = await run(['lint', '.', 'gone.traits.md', '--write-baseline', 'baseline.json'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /Nothing was written to baseline\.json/);
  assert.deepEqual(await readdir(cwd), ['a.traits.md']);
});

for (const [why, content, words] of [
  ['no JSON', 'x', /baseline\.json: not valid JSON/],
  ['another version', '{"version": 2, "findings": []}', /baseline\.json: at version/],
  ['a count below one', '{"version": 1, "findings": [{"file": "a", "rule": "b", "message": "c", "count": 0}]}', /baseline\.json: at findings\.0\.count/],
] as const) {
  test(`2 for a baseline with ${why}, before anything is mended`, async (t) => {
    const cwd = await folderWith(t, { 'baseline.json': content, 'a.traits.md': DOCUMENT });
    const { code, stdout, stderr } = await run(['lint', '.', '--fix', '--baseline', 'baseline.json'], { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, words);
    assert.equal(await readFile(join(cwd, 'a.traits.md'), 'utf8'), DOCUMENT);
  });
}

test('2 for a baseline that is not there, that cannot be written, or that is both read and written', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': DOCUMENT });
  await mkdir(join(cwd, 'folder'));
  for (const [args, words] of [
    [['--baseline', 'gone.json'], /gone\.json: no such file/],
    [['--write-baseline', 'folder'], /folder: could not be written: it is a folder/],
    [['--baseline', 'a.json', '--write-baseline', 'b.json'], /--baseline or --write-baseline: one of the two/],
  ] as const) {
    const { code, stderr } = await run(['lint', '.', ...args], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, words);
  }
});
