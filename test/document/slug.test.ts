/** Slugs are those of GitHub, which github-slugger makes as well, with a table of the letters of Unicode 13. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from 'github-slugger';
import { slugOf } from '../../src/document/slug.ts';

test('a name has the slug that github-slugger gives it, but for letters that are newer than its table', () => {
  const newer = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u;
  for (let code = 0; code < 0x33000; code += 1) {
    // Half of a pair is no character.
    if (code === 0xd800) code = 0xe000;
    const character = String.fromCodePoint(code);
    const name = `A ${character}-B_1`;
    const [ours, theirs] = [slugOf(name), slug(name)];
    if (ours !== theirs) assert.ok(code > 0x86f && newer.test(character) && theirs === 'a--b_1', `U+${code.toString(16)}`);
  }
});
