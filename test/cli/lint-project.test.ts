/** What `traitwright lint` promises of a traitwright.json that it finds by itself. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, run } from './support.ts';

const LIST = '# What an assistant is like\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n';
const rule = (severity: string) => ({ 'document/short-list': severity });

/** The severity of the list that each file is. */
async function severities(cwd: string, ...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { stdout, stderr } = await run(['lint', '.', '--format', 'json', ...args], { cwd });
  assert.equal(stderr, '');
  const diagnostics: { file: string; severity: string }[] = JSON.parse(stdout);
  return Object.fromEntries(diagnostics.map(({ file, severity }) => [file, severity]));
}

test('the traitwright.json of the folder or of the nearest one above sets the rules, and its names count from where it lies', async (t) => {
  const cwd = await folderWith(t, {
    'traitwright.json': JSON.stringify({ $schema: 'x', rules: rule('error'), overrides: [{ files: ['traits/drafts/**'], rules: rule('hint') }] }),
    'traits/a.traits.md': LIST,
    'traits/drafts/b.traits.md': LIST,
    'other/traitwright.json': JSON.stringify({ rules: rule('information') }),
    'other/deep/c.traits.md': LIST,
  });
  assert.deepEqual(await severities(join(cwd, 'traits')), { 'a.traits.md': 'error', 'drafts/b.traits.md': 'hint' });
  assert.deepEqual(await severities(join(cwd, 'traits/drafts')), { 'b.traits.md': 'hint' });
  assert.deepEqual(await severities(join(cwd, 'other/deep')), { 'c.traits.md': 'information' });
  const { stdout } = await run(['lint', '--stdin', '--stdin-filename', 'b.traits.md', '--format', 'json'], { cwd: join(cwd, 'traits/drafts'), input: LIST });
  assert.match(stdout, /"severity": "hint"/);
});

test('a traitwright.json beside what is linted that is not in force is named, with what to do about it', async (t) => {
  const cwd = await folderWith(t, { 'traits/traitwright.json': JSON.stringify({ rules: rule('error') }), 'traits/deep/a.traits.md': LIST, 'other/a.traits.md': LIST });
  const { code, stderr } = await run(['lint', 'traits'], { cwd });
  assert.deepEqual([code, stderr], [0, 'traits/traitwright.json is not in force here: run in traits, or give --config traits/traitwright.json.\n']);
  for (const [args, inside] of [[['traits', '--config', 'traits/traitwright.json'], '.'], [['.'], 'traits'], [['deep/a.traits.md'], 'traits'], [['other'], '.']] as const) {
    assert.equal((await run(['lint', ...args], { cwd: join(cwd, inside) })).stderr, '', args.join(' '));
  }
});

test('--config goes in its stead, and its names count from the working directory', async (t) => {
  const cwd = await folderWith(t, {
    'traitwright.json': JSON.stringify({ rules: rule('error'), baseline: 'gone.json' }),
    'traits/a.traits.md': LIST,
    'traits/config/lint.json': JSON.stringify({ overrides: [{ files: ['a*'], rules: rule('hint') }] }),
  });
  assert.deepEqual(await severities(join(cwd, 'traits'), '--config', 'config/lint.json'), { 'a.traits.md': 'hint' });
});

test('its baseline silences what is old from whichever folder it is run, and can be written from any', async (t) => {
  const cwd = await folderWith(t, {
    'traitwright.json': JSON.stringify({ baseline: 'lint/old.json' }),
    'lint/old.json': '{"version": 1, "findings": []}',
    'traits/a.traits.md': LIST,
    'traits/b.traits.md': LIST,
  });
  const inside = join(cwd, 'traits');
  assert.deepEqual(Object.keys(await severities(inside)), ['a.traits.md', 'b.traits.md']);
  const { stderr } = await run(['lint', 'a.traits.md', '--write-baseline', '../lint/old.json'], { cwd: inside });
  assert.match(stderr, /^Wrote 1 problem to \.\.\/lint\/old\.json\.\n$/);
  assert.match(await readFile(join(cwd, 'lint/old.json'), 'utf8'), /"file": "traits\/a\.traits\.md"/);
  assert.deepEqual(Object.keys(await severities(inside)), ['b.traits.md']);
  assert.deepEqual(Object.keys(await severities(cwd)), ['traits/b.traits.md']);
  // All that there is, not only what is new.
  await run(['lint', '.', '--write-baseline', 'lint/old.json'], { cwd });
  assert.deepEqual(await severities(cwd), {});
});

test('its baseline is a regular file within its folder, wherever links in it lead', { skip: process.platform === 'win32' }, async (t) => {
  const outside = await folderWith(t, { 'old.json': '{"version": 1, "findings": []}' });
  const cwd = await folderWith(t, { 'in/traitwright.json': JSON.stringify({ baseline: 'lint/old.json' }), 'in/a.traits.md': LIST, 'in/real/old.json': '{"version": 1, "findings": []}' });
  const inside = join(cwd, 'in');
  await symlink(outside, join(inside, 'lint'));
  const { code, stderr } = await run(['lint', '.'], { cwd: inside });
  assert.equal(code, 2);
  assert.match(stderr, /lint\/old\.json: a symbolic link leads out of the project's folder: expected a file within it\./);
  // Whoever names a file in the command means it.
  assert.equal((await run(['lint', '.', '--baseline', 'lint/old.json'], { cwd: inside })).stderr, '');
  // A link that stays inside does no harm, and neither does one that leads to the folder itself.
  const linked = await folderWith(t, { 'traitwright.json': JSON.stringify({ baseline: 'lint/old.json' }), 'a.traits.md': LIST, 'real/old.json': '{"version": 1, "findings": []}' });
  await symlink('real', join(linked, 'lint'));
  await symlink(linked, join(cwd, 'link'));
  assert.equal((await run(['lint', '.'], { cwd: join(cwd, 'link') })).stderr, '');

  const piped = await folderWith(t, { 'traitwright.json': JSON.stringify({ baseline: 'lint/old.json' }), 'a.traits.md': LIST });
  await mkdir(join(piped, 'lint'));
  execFileSync('mkfifo', [join(piped, 'lint/old.json')]);
  assert.match((await run(['lint', '.'], { cwd: piped })).stderr, /lint\/old\.json: expected a regular file\./);
});

test('--baseline goes before the one that it names', async (t) => {
  const cwd = await folderWith(t, {
    'traitwright.json': JSON.stringify({ baseline: 'gone.json' }),
    'none.json': '{"version": 1, "findings": []}',
    'a.traits.md': LIST,
  });
  assert.deepEqual(Object.keys(await severities(cwd, '--baseline', 'none.json')), ['a.traits.md']);
});

const ITALIAN = '---\ntraits: 1\nlanguage: it\n---\n\n# T\n\n## Onesto\n\nDice il vero.\n\n### Perché\n\nServe a tutti.\n';
const languages = { it: { names: { why: ['Perché'] }, signals: { exceptions: ['tranne'] } } };

test('the words that it adds to a language hold for every command', async (t) => {
  const cwd = await folderWith(t, { 'traitwright.json': JSON.stringify({ languages }), 'traits/a.traits.md': ITALIAN });
  const inside = join(cwd, 'traits');
  const { stdout } = await run(['lint', '.', '--format', 'json'], { cwd: inside });
  const diagnostics: { ruleId: string }[] = JSON.parse(stdout);
  assert.deepEqual(diagnostics.map(({ ruleId }) => ruleId).filter((id) => id.endsWith('/missing')), ['exceptions/missing']);
  assert.match((await run(['chunks', 'a.traits.md'], { cwd: inside })).stdout, /^a\.traits\.md: 1 trait\n\n=== onesto: Onesto,/);
  const generating = await run(['generate', 'a.traits.md', '--pipeline', 'chat', '--per-trait', '1', '--model', 'rehearsal', '--trait', 'perche'], { cwd: inside });
  assert.match(generating.stderr, /No trait has the id “perche”\. There are: onesto\./);
});

for (const command of [['chunks', 'a.traits.md'], ['generate', 'a.traits.md', '--pipeline', 'chat', '--per-trait', '1', '--model', 'rehearsal']] as const) {
  test(`2 for a traitwright.json that is wrong, from ${command[0]} too`, async (t) => {
    const cwd = await folderWith(t, { 'traitwright.json': '{"languages": {"it": {"names": "x"}}}', 'a.traits.md': ITALIAN });
    const { code, stdout, stderr } = await run(command, { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^traitwright: traitwright\.json: at languages\.it\.names: /);
  });
}

for (const [why, config, words] of [
  ['an unknown rule', '{"rules": {"why/mising": "off"}}', /\.\.\/traitwright\.json: there is no rule “why\/mising”/],
  ['a baseline outside of its folder', '{"baseline": "../../old.json"}', /\.\.\/traitwright\.json: at baseline: expected a path within the project's folder/],
  ['a baseline that is not there', '{"baseline": "old.json"}', /\.\.\/old\.json: no such file/],
] as const) {
  test(`2 for a traitwright.json with ${why}`, async (t) => {
    const cwd = await folderWith(t, { 'traitwright.json': config, 'traits/a.traits.md': LIST });
    const { code, stdout, stderr } = await run(['lint', '.'], { cwd: join(cwd, 'traits') });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, words);
  });
}
