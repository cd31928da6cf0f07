/** What `traitwright lint` promises of files, exit codes and mends. The formats have a test file of their own. */
import assert from 'node:assert/strict';
import { chmod, lstat, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, type Ran, run } from './support.ts';

const LIST = '- **Honest**: says what it believes.\n- **Warm**: is glad to be of use.\n- **Curious**: wants to know how things work.\n';

/** A document with one finding of `document/short-list`, at that severity. */
function listAt(severity: string): string {
  return `---\nlint:\n  document/short-list: ${severity}\n---\n\n${LIST}`;
}

/** “Honest” names “Warm”, and “Warm” says nothing of “Honest”: the mend writes it there. */
const ONE_SIDED = `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.
`;

function findings(ran: Ran): { file: string; ruleId: string; severity: string; message: string }[] {
  return JSON.parse(ran.stdout);
}

function files(ran: Ran): string[] {
  return [...new Set(findings(ran).map(({ file }) => file))];
}

test('0 when nothing is at error level, 1 when something is', async (t) => {
  const cwd = await folderWith(t, { 'warned.traits.md': listAt('warning'), 'wrong.traits.md': listAt('error') });
  assert.equal((await run(['lint', 'warned.traits.md'], { cwd })).code, 0);
  assert.equal((await run(['lint', 'wrong.traits.md'], { cwd })).code, 1);
  assert.equal((await run(['lint', '.'], { cwd })).code, 1);
});

test('--max-warnings fails from one more than that', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': listAt('warning') });
  const warnings = findings(await run(['lint', '.', '--format', 'json'], { cwd })).filter(({ severity }) => severity === 'warning').length;
  assert.ok(warnings > 0);
  assert.equal((await run(['lint', '.', '--max-warnings', String(warnings)], { cwd })).code, 0);
  const over = await run(['lint', '.', '--max-warnings', String(warnings - 1)], { cwd });
  assert.equal(over.code, 1);
  assert.match(over.stderr, new RegExp(`expected at most ${warnings - 1}`));
});

test('folders are searched for traits documents, not in node_modules or dot folders', async (t) => {
  const text = listAt('error');
  const cwd = await folderWith(t, {
    'b.traits.md': text,
    'deep/er/c.traits.markdown': text,
    'deep/TRAITS.md': text,
    'a.traits.md': text,
    'README.md': text,
    'node_modules/x/d.traits.md': text,
    '.hidden/e.traits.md': text,
  });
  const ran = await run(['lint', '.', '--format', 'json'], { cwd });
  assert.deepEqual(files(ran), ['a.traits.md', 'b.traits.md', 'deep/TRAITS.md', 'deep/er/c.traits.markdown']);
});

test('a file is linted whatever its name, and once however often it is named', async (t) => {
  const cwd = await folderWith(t, { 'notes/README.md': listAt('error'), 'a.traits.md': listAt('error') });
  const once = findings(await run(['lint', 'a.traits.md', '--format', 'json'], { cwd })).length;
  assert.equal(findings(await run(['lint', 'a.traits.md', './a.traits.md', '.', '--format', 'json'], { cwd })).length, once);
  assert.deepEqual(files(await run(['lint', 'notes/README.md', 'a.traits.md', '--format', 'json'], { cwd })), ['a.traits.md', 'notes/README.md']);
  assert.deepEqual(files(await run(['lint', '../a.traits.md', '--format', 'json'], { cwd: join(cwd, 'notes') })), ['../a.traits.md']);
});

test('a link to a document is followed, one to a folder is not', async (t) => {
  const cwd = await folderWith(t, { 'in/a.txt': listAt('error') });
  await symlink('in/a.txt', join(cwd, 'b.traits.md'));
  await symlink('.', join(cwd, 'round'));
  await symlink('nowhere', join(cwd, 'broken.traits.md'));
  assert.deepEqual(files(await run(['lint', '.', '--format', 'json'], { cwd })), ['b.traits.md']);
});

test('what is no UTF-8 text is named, and the others are still linted', async (t) => {
  const cwd = await folderWith(t, {
    'binary.traits.md': new Uint8Array([0x23, 0x20, 0x00, 0x41]),
    'latin.traits.md': new Uint8Array([0x23, 0x20, 0xe9, 0x0a]),
    'sound.traits.md': listAt('error'),
  });
  const ran = await run(['lint', '.', 'gone.traits.md', '--format', 'json'], { cwd });
  assert.equal(ran.code, 2);
  assert.deepEqual(files(ran), ['sound.traits.md']);
  assert.match(ran.stderr, /binary\.traits\.md: not a text file: it holds NUL bytes/);
  assert.match(ran.stderr, /latin\.traits\.md: not valid UTF-8/);
  assert.match(ran.stderr, /gone\.traits\.md: no such file or folder/);
});

test('a folder without documents is no success', async (t) => {
  const ran = await run(['lint', '.'], { cwd: await folderWith(t, { 'README.md': '# x' }) });
  assert.equal(ran.code, 2);
  assert.match(ran.stderr, /\.: no traits documents here/);
});

test('documents that break off anywhere are linted', async (t) => {
  const cwd = await folderWith(t, {
    'fence.traits.md': '# T\n\n## A\n\n### Scenarios\n\n```yaml scenario\nkind: [\n',
    'front.traits.md': '---\ntitle: x\n\n## A\n',
    'comment.traits.md': '# T\n\n<!-- traits-disable\n\n## A\n',
    'empty.traits.md': '',
    'spaces.traits.md': '\r\n \r\n',
  });
  const ran = await run(['lint', '.', '--format', 'json'], { cwd });
  assert.ok(ran.code < 2, ran.stderr);
  assert.equal(ran.stderr, '');
  assert.ok(files(ran).includes('front.traits.md'));
});

test('a byte order mark is no character', async (t) => {
  const cwd = await folderWith(t, { 'with.traits.md': `\uFEFF${LIST}`, 'without.traits.md': LIST });
  const [one, other] = await Promise.all(
    ['with.traits.md', 'without.traits.md'].map(async (name) => (await run(['lint', name, '--format', 'json'], { cwd })).stdout.replaceAll(name, 'x')),
  );
  assert.equal(one, other);
  assert.match(one ?? '', /short-list/);
});

test('--fix mends, and reports what is left', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': ONE_SIDED });
  const before = findings(await run(['lint', '.', '--format', 'json'], { cwd }));
  assert.ok(before.some(({ ruleId }) => ruleId === 'trade-offs/one-sided'));
  const ran = await run(['lint', '.', '--fix', '--format', 'json'], { cwd });
  assert.deepEqual(findings(ran).filter(({ ruleId }) => ruleId === 'trade-offs/one-sided'), []);
  assert.ok(findings(ran).length > 0);
  assert.match(ran.stderr, /Mended \d+ problem/);
  const text = await readFile(join(cwd, 'a.traits.md'), 'utf8');
  assert.match(text.slice(text.indexOf('## Warm')), /Yields to \[Honest]\(#honest\)/);
  assert.deepEqual(await run(['lint', '.', '--format', 'json'], { cwd }), { ...ran, stderr: '' });
});

test('--fix keeps the byte order mark, the line endings, the mode, and links', async (t) => {
  const cwd = await folderWith(t, { 'real/a.txt': `\uFEFF${ONE_SIDED.replaceAll('\n', '\r\n')}` });
  const path = join(cwd, 'real/a.txt');
  await chmod(path, 0o640);
  await symlink('real/a.txt', join(cwd, 'a.traits.md'));
  await run(['lint', 'a.traits.md', '--fix'], { cwd });
  const text = await readFile(path, 'utf8');
  assert.match(text, /Yields to \[Honest]/);
  assert.ok(text.startsWith('\uFEFF# How'));
  assert.doesNotMatch(text, /[^\r]\n/);
  assert.equal(text.lastIndexOf('\uFEFF'), 0);
  assert.equal((await stat(path)).mode & 0o777, 0o640);
  assert.ok((await lstat(join(cwd, 'a.traits.md'))).isSymbolicLink());
  assert.deepEqual(await readdir(join(cwd, 'real')), ['a.txt']);
});

test('--fix does not write a file in which it changes nothing', async (t) => {
  const cwd = await folderWith(t, { 'list.traits.md': LIST });
  const path = join(cwd, 'list.traits.md');
  const { ino, mtimeNs } = await stat(path, { bigint: true });
  const ran = await run(['lint', '.', '--fix'], { cwd });
  const after = await stat(path, { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs], [ino, mtimeNs]);
  assert.equal(ran.stderr, '');
});

test('--fix leaves a read-only file alone and says so', { skip: process.getuid?.() === 0 && 'root may write everything' }, async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': ONE_SIDED });
  await chmod(join(cwd, 'a.traits.md'), 0o444);
  const ran = await run(['lint', '.', '--fix', '--format', 'json'], { cwd });
  assert.equal(ran.code, 2);
  assert.match(ran.stderr, /a\.traits\.md: could not be written: no permission/);
  assert.ok(findings(ran).some(({ ruleId }) => ruleId === 'trade-offs/one-sided'));
  assert.equal(await readFile(join(cwd, 'a.traits.md'), 'utf8'), ONE_SIDED);
});

for (const [why, args, words] of [
  ['no paths', [], /Nothing to lint/],
  ['an unknown format', ['.', '--format', 'xml'], /Unknown format “xml”: expected text, json, sarif, github/],
  ['a format that every object has', ['.', '--format', 'constructor'], /Unknown format/],
  ['an unknown option', ['.', '--fxi'], /Unknown option '--fxi'/],
  ['no number', ['.', '--max-warnings', 'many'], /--max-warnings is “many”: expected a whole number/],
  ['a number below nothing', ['.', '--max-warnings=-1'], /--max-warnings is “-1”/],
  ['a missing value', ['.', '--max-warnings'], /argument missing/],
] as const) {
  test(`2, and where the options are shown, for ${why}`, async () => {
    const ran = await run(['lint', ...args]);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, words);
    assert.match(ran.stderr, /^traitwright: .*\n`traitwright lint --help` shows the options\.\n$/);
    assert.equal(ran.stdout, '');
  });
}

test('the name of a file is enough to be checked for what is missing: no front matter, no label, no word about a model', async (t) => {
  const text = '# W\n\n## Honest\n\nIt says what is so.\n\n## Kind\n\nIt is warm.\n';
  const cwd = await folderWith(t, { 'two.traits.md': text, 'two.md': text });
  const rules = findings(await run(['lint', 'two.traits.md', 'two.md', '--format', 'json'], { cwd })).map(({ file, ruleId }) => `${file} ${ruleId}`);
  assert.ok(rules.includes('two.traits.md why/missing') && rules.includes('two.traits.md exceptions/missing'), rules.join());
  assert.ok(!rules.some((rule) => rule.startsWith('two.md')), rules.join());
});
