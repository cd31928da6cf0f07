/** What the globs of a project's file mean, and that no glob takes longer than its length allows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import picomatch from 'picomatch/posix.js';
import { globMatcher } from '../../src/lint/glob.ts';

function means(glob: string, path: string): boolean {
  const matches = globMatcher(glob) ?? assert.fail(glob);
  return matches(path);
}

test('a glob means what it means elsewhere', () => {
  const piece = fc.constantFrom('*', '**', '?', '/', 'a', 'b', '.', 'ä', '[ab]', '[^a]', '[a-c]', '{a,b}', '{a,*/b}', 'a/**', '**/b');
  const glob = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  const path = fc.array(fc.stringMatching(/^[abcä.]{1,4}$/), { minLength: 1, maxLength: 4 }).map((steps) => steps.join('/'));
  fc.assert(
    fc.property(glob, path, (written, name) => {
      // Elsewhere opinions differ on a lone slash, on names that are all dots, and on whether `a/**` is `a` itself.
      fc.pre(!/\/\/|^\/|\/$|\{|\*\*\*|(?:^|\/)\.{1,2}(?:\/|$)/.test(written) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(name));
      const expected = picomatch(written, { basename: !written.includes('/'), dot: true })(name);
      fc.pre(!written.endsWith('/**') || !picomatch(written.slice(0, -3), { dot: true })(name));
      assert.equal(means(written, name), expected, `${written} on ${name}`);
    }),
    { numRuns: 500 },
  );
});

test('braces are each of what stands in them, and plain without a comma', () => {
  for (const path of ['a.md', 'x/b.markdown']) assert.ok(means('{a,b}.{md,markdown}', path), path);
  for (const path of ['drafts/x/a.md', 'old/b.md']) assert.ok(means('{drafts/**,old}/*.md', path), path);
  assert.ok(means('{a,{b,c}x}', 'cx') && !means('{a,{b,c}x}', 'ax') && means('{a}', '{a}') && means('a(b)+', 'a(b)+') && means('[a', '[a'));
  assert.ok(means('[!a]', 'b') && !means('[!a]', 'a') && means('[]-]', ']') && means('[!]', '[!]') && means('[]', '[]'));
});

test('nothing outside of the folder is meant', () => {
  for (const glob of ['**', '*', '../**', '**/*.md', './../*']) assert.ok(!means(glob, '../out.md'), glob);
  assert.ok(means('./*.md', 'in.md') && means('**', '..in.md'));
});

test('no glob takes longer than its length allows', () => {
  const name = 'a'.repeat(250);
  for (const glob of ['*a*a*a*a*b', `${'*a'.repeat(400)}b`, `${'*a*a*/'.repeat(3)}b`, `${'**/a*a*a*/'.repeat(20)}b`, '(a+)+b', '+(a|aa)b', '[a]+[a]+[a]+b', '{a,aa}+b']) {
    assert.ok(!means(glob, name) && !means(glob, `${name}/${name}/${name}/c`) && !means(glob, `${'a/'.repeat(125)}c`), glob);
  }
  assert.equal(globMatcher('{a,b}'.repeat(20)), undefined);
});

test('any glob can be asked about any path', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a*?!{},[\]/-]{0,12}$/)), fc.string({ unit: 'binary' }), (glob, path) => {
      assert.equal(typeof globMatcher(glob)?.(path), glob.length > 1000 || globMatcher(glob) === undefined ? 'undefined' : 'boolean');
    }),
    { numRuns: 500 },
  );
});
