/** What `traitwright lint` takes: stdin, quoted globs, and what is ignored. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { folderWith, run } from './support.ts';

const WRONG = '---\nlint:\n  document/short-list: error\n---\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n';

const ONE_SIDED = `# T

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.
`;

/** The files that have findings. */
async function found(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(['lint', ...args, '--format', 'json'], { cwd });
  const diagnostics: { file: string }[] = JSON.parse(stdout);
  return [...new Set(diagnostics.map(({ file }) => file))];
}

test('--stdin lints what comes in as it would the file of that name', async (t) => {
  const cwd = await folderWith(t, { 'sub/a.traits.md': WRONG });
  const fromFile = await run(['lint', 'sub/a.traits.md'], { cwd });
  assert.equal(fromFile.code, 1);
  assert.deepEqual(await run(['lint', '--stdin', '--stdin-filename', './sub/a.traits.md'], { cwd, input: `\uFEFF${WRONG}` }), fromFile);
  assert.deepEqual(await run(['lint', '--stdin', '--stdin-filename', join(cwd, 'sub/a.traits.md')], { cwd, input: WRONG }), fromFile);
});

test('--stdin needs no name', async (t) => {
  assert.deepEqual(await found(await folderWith(t), '--stdin'), []);
  const { code, stdout } = await run(['lint', '--stdin', '--ignore', '*'], { input: WRONG });
  assert.equal(code, 1);
  assert.match(stdout, /^<stdin>\n {2}6:1 {2}error/);
});

test('--stdin --fix gives the mended text on stdout, byte order mark and line endings as they were, and the report on stderr', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': ONE_SIDED });
  const { code, stdout, stderr } = await run(['lint', '--stdin', '--fix'], { cwd, input: `\uFEFF${ONE_SIDED.replaceAll('\n', '\r\n')}` });
  assert.equal(code, 0);
  assert.match(stdout, /^\uFEFF# T\r\n[^]*Yields to \[Honest]\(#honest\)/);
  assert.doesNotMatch(stdout, /[^\r]\n/);
  assert.match(stderr, /^<stdin>\n/);
  assert.match(stderr, /Mended 1 problem/);
});

test('--stdin --fix gives back a text with nothing to mend', async () => {
  assert.equal((await run(['lint', '--stdin', '--fix'], { input: WRONG })).stdout, WRONG);
  assert.equal((await run(['lint', '--stdin', '--fix'], { input: '' })).stdout, '');
});

test('--stdin --fix gives back any text with nothing to mend as it is, and only a text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text))), async (input) => {
      const { code, stdout, stderr } = await run(['lint', '--stdin', '--fix'], { input });
      if (code === 2) assert.equal(stdout, '');
      else if (!stderr.includes('Mended')) assert.deepEqual(Buffer.from(stdout), Buffer.from(input));
    }),
    { numRuns: 200 },
  );
});

test('--stdin that is no UTF-8 text is named, and gives no text', async () => {
  const { code, stdout, stderr } = await run(['lint', '--stdin', '--fix', '--stdin-filename', 'a.traits.md'], { input: new Uint8Array([0x23, 0xe9]) });
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /a\.traits\.md: not valid UTF-8/);
});

test('--stdin with an ignored name finds nothing and changes nothing', async () => {
  const args = ['lint', '--stdin', '--stdin-filename', 'drafts/a.traits.md', '--ignore', 'drafts/'];
  const { code, stdout } = await run(args, { input: WRONG });
  assert.deepEqual([code, stdout], [0, 'No problems in 1 file.\n']);
  assert.equal((await run([...args, '--fix'], { input: ONE_SIDED })).stdout, ONE_SIDED);
});

const TREE = {
  'a.traits.md': WRONG,
  'b[1].traits.md': WRONG,
  'deep/er/c.traits.md': WRONG,
  'deep/notes.md': WRONG,
  'deep/more.txt': WRONG,
  '.hidden/d.traits.md': WRONG,
  'node_modules/x/e.traits.md': WRONG,
};

test('a glob names whatever files it matches, not in node_modules or dot folders', async (t) => {
  const cwd = await folderWith(t, TREE);
  assert.deepEqual(await found(cwd, '**/*.traits.md'), ['a.traits.md', 'b[1].traits.md', 'deep/er/c.traits.md']);
  assert.deepEqual(await found(cwd, './deep/*.{md,txt}'), ['deep/more.txt', 'deep/notes.md']);
  assert.deepEqual(await found(cwd, join(cwd, 'deep/*.md')), ['deep/notes.md']);
  assert.deepEqual(await found(join(cwd, 'deep'), '../?.traits.md'), ['../a.traits.md']);
});

test('a file whose name looks like a glob is that file', async (t) => {
  assert.deepEqual(await found(await folderWith(t, TREE), 'b[1].traits.md'), ['b[1].traits.md']);
});

test('a glob that matches nothing is no success', async (t) => {
  const cwd = await folderWith(t, TREE);
  for (const [glob, message] of [
    ['*.markdown', /\*\.markdown: no file matches/],
    ['gone/*.md', /gone\/\*\.md: no such file or folder/],
    ['!a.traits.md', /!a\.traits\.md: no such file or folder/],
  ] as const) {
    const { code, stderr } = await run(['lint', glob], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('.traitsignore and --ignore leave files out, even those that are named; the last pattern that matches decides', async (t) => {
  const cwd = await folderWith(t, { ...TREE, '.traitsignore': '# drafts\n/a.*\n*.txt\n!deep/more.txt\n' });
  assert.deepEqual(await found(cwd, '.', 'a.traits.md', 'deep/*.txt'), ['b[1].traits.md', 'deep/er/c.traits.md', 'deep/more.txt']);
  assert.deepEqual(await found(cwd, '.', 'deep/*', '--ignore', 'deep/', '--ignore', '!a.traits.md'), ['a.traits.md', 'b[1].traits.md']);
  assert.deepEqual(await found(join(cwd, 'deep'), '..', '--ignore', '*'), ['../a.traits.md', '../b[1].traits.md']);
});

test('nothing to lint because all of it is ignored is a success', async (t) => {
  const cwd = await folderWith(t, TREE);
  assert.deepEqual(await run(['lint', 'a.traits.md', '--ignore', '*.md'], { cwd }), { code: 0, stdout: 'No problems in 0 files.\n', stderr: '' });
});

test('a .traitsignore that cannot be read stops the command', async (t) => {
  const { code, stderr } = await run(['lint', '.'], { cwd: await folderWith(t, { '.traitsignore/x': '' }) });
  assert.equal(code, 2);
  assert.match(stderr, /\.traitsignore: it is a folder/);
});

for (const [why, args, words] of [
  ['paths and stdin', ['a', '--stdin'], /Paths or --stdin/],
  ['an empty name for stdin', ['--stdin', '--stdin-filename', ''], /--stdin-filename is empty/],
  ['a name for stdin without it', ['a', '--stdin-filename', 'b'], /--stdin-filename goes with --stdin/],
] as const) {
  test(`2, and where the options are shown, for ${why}`, async () => {
    const { code, stderr } = await run(['lint', ...args]);
    assert.equal(code, 2);
    assert.match(stderr, words);
    assert.match(stderr, /^traitwright: .*\n`traitwright lint --help` shows the options\.\n$/);
  });
}
