/** A suppression removes the findings that it names, where it says so, and no others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules.ts';
import { only } from './helpers.ts';

/** What is found in a document of two traits that both lack their why and their exceptions. */
function found({ before = '', one = '', two = '', after = '' }): readonly string[] {
  const document = parseTraitsDocument(
    `---\ntraits: 1\n---\n\n# The assistant\n\n${before}\n\n${one}\n## One\n\nIt should, at the expense of time.\n\n${two}\n## Two\n\nIt should, at the expense of time.\n\n${after}\n`,
  );
  return lint(document, only('what/missing', 'why/missing', 'exceptions/missing')).map(({ ruleId, range }) => `${ruleId} ${document.text.slice(range.start, range.end)}`);
}

const ALL = ['exceptions/missing One', 'why/missing One', 'exceptions/missing Two', 'why/missing Two'];
const without = (...gone: readonly string[]): readonly string[] => ALL.filter((one) => !gone.includes(one));

test('without a suppression everything is found', () => {
  assert.deepEqual(found({}), ALL);
});

test('on the next line, the rules that are named', () => {
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line why/missing -->' }), without('why/missing One'));
  assert.deepEqual(found({ two: '<!-- traits-disable-next-line why/missing, exceptions/missing -->' }), without('why/missing Two', 'exceptions/missing Two'));
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line -->' }), without('why/missing One', 'exceptions/missing One'));
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line what/missing -->' }), ALL);
});

test('blank lines after the comment, as formatters put them, are passed over, and other lines are not', () => {
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line why/missing -->\n\n \n' }), without('why/missing One'));
  assert.deepEqual(found({ before: '<!-- traits-disable-next-line why/missing -->\n\ntext' }), ALL);
  assert.deepEqual(found({ after: '<!-- traits-disable-next-line why/missing -->' }), ALL);
});

test('from here to there', () => {
  assert.deepEqual(found({ before: '<!-- traits-disable why/missing -->' }), without('why/missing One', 'why/missing Two'));
  assert.deepEqual(found({ before: '<!-- traits-disable why/missing -->', two: '<!-- traits-enable why/missing -->' }), without('why/missing One'));
  assert.deepEqual(found({ before: '<!-- traits-disable -->', two: '<!-- traits-enable why/missing -->' }), ['why/missing Two']);
  assert.deepEqual(found({ before: '<!-- traits-disable why/missing exceptions/missing -->', two: '<!-- traits-enable -->' }), without('why/missing One', 'exceptions/missing One'));
  assert.deepEqual(found({ two: '<!-- traits-disable -->' }), without('why/missing Two', 'exceptions/missing Two'));
});

test('in the whole file, wherever the comment stands', () => {
  assert.deepEqual(found({ after: '<!-- traits-disable-file why/missing -->' }), without('why/missing One', 'why/missing Two'));
  assert.deepEqual(found({ after: '<!-- traits-disable-file -->' }), []);
});

test('a comment in code is no suppression, and one within a line is', () => {
  assert.deepEqual(found({ before: '```\n<!-- traits-disable-file -->\n```' }), ALL);
  assert.deepEqual(found({ before: 'Text <!-- traits-disable-file why/missing --> text.' }), without('why/missing One', 'why/missing Two'));
});

test('a reason after a dash neither names a rule nor keeps the comment from silencing', () => {
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line -- the preamble says so -->' }), without('why/missing One', 'exceptions/missing One'));
  assert.deepEqual(found({ one: '<!-- traits-disable-next-line why/missing -- unlike exceptions/missing -->' }), without('why/missing One'));
});

test('a file suppression leaves exactly the findings of the other rules', () => {
  const ids = RULES.map(({ meta }) => meta.id);
  fc.assert(
    fc.property(fc.subarray(ids, { minLength: 1 }), (named) => {
      assert.deepEqual(found({ after: `<!-- traits-disable-file ${named.join(' ')} -->` }), ALL.filter((one) => !named.includes(one.split(' ')[0] ?? '')));
    }),
    { numRuns: 50 },
  );
});
