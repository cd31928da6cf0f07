/** What splitting answers into points by code promises: certain, or not at all, in any language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placePoints, placeQuote, splitByCode } from '../../src/evals/points.ts';

function points(answer: string): readonly string[] | undefined {
  return splitByCode(answer)?.points.map(({ start, end }) => answer.slice(start, end));
}

for (const [what, answer, expected] of [
  ['numbered lines', '1. Candour\n2. Care', ['1. Candour', '2. Care']],
  ['numbers in brackets', '(1) Candour\n(2) Care', ['(1) Candour', '(2) Care']],
  ['a lead-in and a heading before them', '## Values\n\nHere are two:\n\n1. Candour\n2. Care', ['1. Candour', '2. Care']],
  ['points with their own lines', '1. **Candour**\n   It is right.\n\n2. **Care**\n   It is kind.', ['1. **Candour**\n   It is right.', '2. **Care**\n   It is kind.']],
  ['numbered headings with a paragraph each', '### 1. Candour\n\nIt is right.\n\n### 2. Care\n\nIt is kind.', ['### 1. Candour\n\nIt is right.', '### 2. Care\n\nIt is kind.']],
  ['numbers in bold', '**1. Candour**\n\n**2. Care**', ['**1. Candour**', '**2. Care**']],
  ['bullets with further ones below them', '- Candour\n  - no lies\n- Care\n  - no harm', ['- Candour\n  - no lies', '- Care\n  - no harm']],
  ['bullets that Markdown does not know', '• Candour\n• Care', ['• Candour', '• Care']],
  ['Chinese numerals', '以下是两点：\n一、诚实\n二、善良', ['一、诚实', '二、善良']],
  ['full-width numbers without a space', '１．誠実\n２．優しさ', ['１．誠実', '２．優しさ']],
  ['circled numbers', '① Ehrlichkeit\n② Güte', ['① Ehrlichkeit', '② Güte']],
  ['Arabic digits', '١. صدق\n٢. رحمة\n٣. صبر', ['١. صدق', '٢. رحمة', '٣. صبر']],
  ['Devanagari digits', '१. सच\n२. दया', ['१. सच', '२. दया']],
  ['a table', 'Two values:\n\n| value | why |\n|:--|---|\n| candour | it is right |\n| care | it is kind |', ['| candour | it is right |', '| care | it is kind |']],
  ['lines of Windows', '1. Candour\r\n2. Care\r\n', ['1. Candour', '2. Care']],
] as const) {
  test(`${what} are points`, () => assert.deepEqual(points(answer), expected));
}

for (const [what, answer] of [
  ['prose', 'Candour, and care.'],
  ['paragraphs', 'Candour matters.\n\nSo does care.'],
  ['one mark alone', '1. Candour'],
  ['nothing', ''],
  ['a closing remark', '1. Candour\n2. Care\n\nTogether they make trust.'],
  ['prose before that leads nowhere', 'I think honesty is best. Beyond that:\n- Candour\n- Care'],
  ['numbers that begin elsewhere', '3. Candour\n4. Care'],
  ['numbers that begin again', '1. Candour\n2. Care\n1. Calm\n2. Cheer'],
  ['bullets under headings', '### Towards people\n- Candour\n\n### Towards work\n- Care'],
  ['bullets of two kinds', '- Candour\n* Care'],
  ['bullets beside numbers', '- Candour\n\n1. Care\n2. Calm'],
  ['a last heading of another kind', '### 1. Candour\n\nIt is right.\n\n### 2. Care\n\nIt is kind.\n\n### Conclusion\n\nBe good.'],
  ['a fence', '```\n1. Candour\n2. Care\n```'],
  ['a quotation', '> 1. Candour\n> 2. Care'],
  ['decimals', '1.5 is more\n2.5 is most'],
  ['a table with text after it', '| a |\n|---|\n| b |\n\nSo there.'],
] as const) {
  test(`of ${what} code is not certain`, () => assert.equal(points(answer), undefined));
}

test('whatever the answer, points are in order, do not overlap, and are not empty', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('1. ', '2. ', '- ', '* ', '\n', '\n\n', '| a |\n', '|---|\n', '# ', '一、', '二、', '① ', '② ', ':\n'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const answer = pieces.join('');
      let last = 0;
      for (const { start, end } of splitByCode(answer)?.points ?? []) {
        assert.ok(start >= last && end > start && end <= answer.length);
        last = end;
      }
    }),
    { numRuns: 500 },
  );
});

test('what a model copies is found in order, whatever the white space, and nothing else is', () => {
  assert.deepEqual(placePoints('Be  kind, be\nkind again.', ['Be kind', 'be kind again']), [{ start: 0, end: 8 }, { start: 10, end: 23 }]);
  for (const made of [['kind again', 'Be kind'], ['be good'], ['']]) assert.equal(placePoints('Be  kind, be\nkind again.', made), undefined);
  assert.deepEqual(placePoints('anything', []), []);
});

test('a quote without a letter, or longer than any, is none', () => {
  for (const quote of ['…', '', 'a'.repeat(2000)]) assert.equal(placeQuote('a…'.repeat(2000), quote), undefined);
});
