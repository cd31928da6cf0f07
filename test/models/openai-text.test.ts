/** What holds for streamed text, however it is cut into pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerText } from '../../src/models/answer-text.ts';
import { piecesWithoutKey, withoutKey } from '../../src/models/one-call.ts';
import { wireSchema } from '../../src/models/openai-schema.ts';

/** Texts made of what matters here, cut anywhere. */
const inPieces = (...words: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 3 })), { maxLength: 12 }).chain((texts) => {
    const text = texts.join('');
    return fc.uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }).map((cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      return at.slice(1).map((end, index) => text.slice(at[index], end));
    });
  });

function answerOf(pieces: readonly string[]): string {
  const answer = answerText();
  return pieces.map((piece) => answer.push(piece)).join('') + answer.end();
}

test('an answer is the same however it is cut into pieces', () => {
  fc.assert(
    fc.property(inPieces('<think>', '</think>', '<thi', ' ', '\n', 'Yes.'), (pieces) => {
      assert.equal(answerOf(pieces), answerOf([pieces.join('')]));
    }),
    { numRuns: 500 },
  );
});

test('an answer without thoughts in front of it is left as it is', () => {
  fc.assert(
    fc.property(inPieces('<think>', 'Yes.', '<', ' '), (pieces) => {
      const text = pieces.join('');
      fc.pre(!text.trimStart().startsWith('<think>'));
      assert.equal(answerOf(pieces), text);
    }),
    { numRuns: 300 },
  );
});

test('what is heard is the text without the key, but for a last piece that may have been the beginning of one', () => {
  const key = 'aab-aabaac';
  fc.assert(
    fc.property(inPieces(key, 'aab-aab', 'aa', 'b', 'x'), (pieces) => {
      let heard = '';
      const through = piecesWithoutKey(key, (piece) => {
        assert.notEqual(piece, '');
        heard += piece;
      });
      for (const piece of pieces) through.push(piece);
      through.end();
      const whole = withoutKey(pieces.join(''), key);
      assert.ok(whole.startsWith(heard), JSON.stringify([whole, heard]));
      const missing = whole.slice(heard.length);
      assert.ok(missing === '' || (missing.length >= 8 && key.startsWith(missing)), missing);
    }),
    { numRuns: 500 },
  );
});

test('any schema is read without a throw, and only closed objects are strict', () => {
  const keyword = fc.constantFrom('type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'anyOf', 'pattern', 'oneOf', '$defs');
  const { schema } = fc.letrec((tie) => ({
    schema: fc.dictionary(keyword, fc.oneof({ depthSize: 'small' }, fc.constantFrom('object', 'string', true, false, null, 3), fc.array(tie('schema'), { maxLength: 2 }), tie('schema')), { maxKeys: 5 }),
  }));
  fc.assert(
    fc.property(schema, (any) => {
      const { schema: sent, strict } = wireSchema(any);
      if (strict) assert.equal(sent['additionalProperties'], false);
      assert.ok(!('pattern' in sent));
    }),
    { numRuns: 300 },
  );
});
