/** What `traitwright chunks` promises. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { folderWith, run, SAMPLES } from './support.ts';

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Chunks {
  readonly file: string;
  readonly title: string | null;
  readonly form: string;
  readonly level?: number;
  readonly traits: readonly {
    readonly id: string;
    readonly name: string;
    readonly hash: string;
    readonly range: { readonly start: Place; readonly end: Place };
    readonly pieces: readonly { readonly role: string; readonly traitId?: string; readonly text: string; readonly range?: { readonly start: Place; readonly end: Place } }[];
  }[];
}

/** The text between two positions, found without the code under test. */
function between(text: string, { start, end }: { start: Place; end: Place }): string {
  const lines = text.split(/(?<=\n)/);
  const offset = ({ line, character }: Place): number => lines.slice(0, line).join('').length + character;
  return text.slice(offset(start), offset(end));
}

for (const [name, eol] of [
  ['aster-with-people.traits.md', '\n'],
  ['calder-at-work.traits.md', '\r\n'],
] as const) {
  test(`the chunks of ${name}, word for word, each where its range says`, async (t) => {
    const text = (await readFile(join(SAMPLES, name), 'utf8')).replaceAll('\n', eol);
    const cwd = await folderWith(t, { [name]: `\uFEFF${text}` });
    const ran = await run(['chunks', name, '--format', 'json'], { cwd });
    assert.equal(ran.code, 0);
    const shown: Chunks = JSON.parse(ran.stdout);
    const document = parseTraitsDocument(text);
    assert.deepEqual({ ...shown, traits: undefined }, { file: name, title: document.title, form: 'sections', level: document.level, traits: undefined });
    assert.deepEqual(shown.traits.map(({ id, name: traitName, hash }) => [id, traitName, hash]), document.traits.map((trait) => [trait.id, trait.name, chunkOf(document, trait).hash]));
    for (const [index, { range, pieces }] of shown.traits.entries()) {
      const trait = document.traits[index];
      assert.equal(between(text, range), text.slice(trait?.range.start, trait?.range.end));
      const roles = pieces.map(({ role }) => role);
      assert.ok(['title', 'preamble', 'trait'].every((role) => roles.includes(role)));
      for (const piece of pieces) {
        if (piece.range === undefined) assert.equal(piece.role, 'title');
        else assert.equal(between(text, piece.range), piece.text);
        assert.equal(piece.traitId !== undefined, piece.role.startsWith('related-'));
      }
    }
  });
}

test('a document without a title or traits', async (t) => {
  const cwd = await folderWith(t, { 'a.md': 'Nothing yet.\n' });
  const shown: Chunks = JSON.parse((await run(['chunks', 'a.md', '--format', 'json'], { cwd })).stdout);
  assert.deepEqual([shown.file, shown.title, shown.traits], ['a.md', null, []]);
  assert.equal(Object.hasOwn(shown, 'level'), false);
});

test('as text, each piece below its role and lines', async () => {
  const { code, stdout } = await run(['chunks', 'short-list.traits.md']);
  assert.equal(code, 0);
  assert.match(stdout, /^short-list\.traits\.md: 7 traits\n/);
  assert.match(stdout, /=== kind: Kind, line 4, chunk [0-9a-f]{12}\n/);
  assert.match(stdout, /--- trait, line 4\n- \*\*Kind\*\*: treats people/);
});

for (const [why, args, words, usage] of [
  ['no file', [], /No file/, true],
  ['two files', ['a', 'b'], /“b” is one too many/, true],
  ['an unknown format', ['a', '--format', 'sarif'], /expected text or json/, true],
  ['a missing file', ['gone.traits.md'], /gone\.traits\.md: no such file/, false],
  ['a folder', ['.'], /\.: it is a folder/, false],
] as const) {
  test(`2 for ${why}`, async () => {
    const ran = await run(['chunks', ...args]);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, words);
    assert.equal(ran.stderr.endsWith('\n`traitwright chunks --help` shows the options.\n'), usage);
    assert.equal(ran.stdout, '');
  });
}
