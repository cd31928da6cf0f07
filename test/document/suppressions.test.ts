/** Comments that silence rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

function suppressions(text: string): string[] {
  return parseTraitsDocument(text).suppressions.map(({ scope, rules, range }) => `${scope} [${rules.join(' ')}] ${text.slice(range.start, range.end)}`);
}

test('each of the four comments is read with the rules that it names', () => {
  assert.deepEqual(
    suppressions('<!-- traits-disable-file a/b -->\n\n# All\n\n<!--traits-disable a/b, c/d\ne/f-->\n## Honest\n<!-- traits-enable -->\n\n<!-- traits-disable-next-line a/b -->\nText.\n'),
    [
      'file [a/b] <!-- traits-disable-file a/b -->',
      'from-here [a/b c/d e/f] <!--traits-disable a/b, c/d\ne/f-->',
      'until-here [] <!-- traits-enable -->',
      'next-line [a/b] <!-- traits-disable-next-line a/b -->',
    ],
  );
});

test('a comment counts wherever Markdown has comments', () => {
  const comment = '<!-- traits-disable x -->';
  for (const text of [`Text ${comment} text.`, `**${comment} Bold.** Text.`, `- item ${comment}`, `- item\n\n  ${comment}`, `> ${comment}`, `| a |\n| - |\n| ${comment} |`, `## Honest ${comment}`, `<div>\n${comment}\n</div>`, `[^n]: ${comment}`]) {
    assert.deepEqual(suppressions(text), [`from-here [x] ${comment}`], text);
  }
  assert.equal(suppressions(`${comment} ${comment}`).length, 2);
});

test('code, other comments and comments that never end suppress nothing', () => {
  for (const text of ['`<!-- traits-disable -->`', '```\n<!-- traits-disable -->\n```', '    <!-- traits-disable -->', '<!-- traits-disabled -->', '<!-- constructor -->', '<!-- toString __proto__ -->', '<!-- -->', '<!-- traits-disable', '<!-- please traits-disable -->']) {
    assert.deepEqual(suppressions(text), [], text);
  }
});

test('what follows a dash is the reason, whatever it names', () => {
  assert.deepEqual(
    suppressions('<!-- traits-disable-file a/b -- said in c/d -->\n\n<!-- traits-disable -- for now -->\n\n<!-- traits-disable-next-line a/b, c/d — not\nhere -->\n\n<!-- traits-enable --- e/f -->\n'),
    [
      'file [a/b] <!-- traits-disable-file a/b -- said in c/d -->',
      'from-here [] <!-- traits-disable -- for now -->',
      'next-line [a/b c/d] <!-- traits-disable-next-line a/b, c/d — not\nhere -->',
      'until-here [] <!-- traits-enable --- e/f -->',
    ],
  );
});
