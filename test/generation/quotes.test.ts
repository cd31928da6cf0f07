/** What a quote promises: it leads to the very words in the document, or nowhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { verifyQuotes } from '../../src/generation/quotes.ts';
import { chunkText } from '../../src/prompts/chunk-text.ts';
import { DOCUMENT } from './support.ts';

/** The words of the document that a quote leads to, and in which piece they stand. */
function found(quote: string, text = DOCUMENT): readonly [string, string] | undefined {
  const document = parseTraitsDocument(text);
  const [trait] = document.traits;
  const [verified] = verifyQuotes(chunkOf(document, trait ?? assert.fail()), [quote]);
  assert.equal(verified?.text, quote);
  if (verified.found === undefined) return undefined;
  const { role, range } = verified.found;
  return [role, text.slice(range.start, range.end)];
}

for (const [what, quote, expected] of [
  ['the trait', 'they act at once', ['trait', 'they act at once']],
  ['over a line break', 'the hard part in plain words', ['trait', 'the hard part\nin plain words']],
  ['with other white space around and in it', ' the  hard\tpart\n', ['trait', 'the hard part']],
  ['with a placeholder as it was filled in', 'when Rill talks to somebody', ['trait', 'when {{model}} talks to somebody']],
  ['with a placeholder as it is written', 'when {{model}} talks to somebody', ['trait', 'when {{model}} talks to somebody']],
  ['that begins with a placeholder', 'Rill says the', ['trait', '{{model}} says the']],
  ['that ends in a placeholder', 'In fiction, Rill', ['trait', 'In fiction, {{model}}']],
  ['in quotation marks', '“they act at once.”', ['trait', 'they act at once']],
  ['with a full stop that the document has not there', 'when Rill talks.', ['trait', 'when {{model}} talks']],
  ['without the emphasis', 'Yields to [Gentle](#gentle) when Rill', ['trait', 'Yields to [Gentle](#gentle)** when {{model}}']],
  ['the Markdown around it', '**Yields to [Gentle](#gentle)**', ['trait', '**Yields to [Gentle](#gentle)**']],
  ['another trait that this one meets', 'goes easy on people', ['related-statement', 'goes easy on people']],
  ['the preamble', 'Rill answers people.', ['preamble', '{{model}} answers people.']],
] as const) {
  test(`a quote from ${what} leads there`, () => assert.deepEqual(found(quote), expected));
}

for (const [what, quote] of [
  ['in other words', 'People act on what they hear'],
  ['with an ellipsis', 'People act … at once'],
  ['in another case', 'PEOPLE ACT ON'],
  ['from a trait that no model was shown', 'The rest is noise.'],
  ['from the front matter', 'traits: 1'],
  ['that looks like a pattern', 'People .* told'],
  ['of one letter', 'a'],
  ['of two short words', 'hard part'],
  ['that begins within a word', 'ays the hard part'],
  ['that ends within a word', 'says the hard pa'],
  ['of marks alone', '**'],
  ['that is empty', ''],
  ['of white space', ' \n'],
] as const) {
  test(`a quote ${what} is not found`, () => assert.equal(found(quote), undefined));
}

test('a quote that ends right before a placeholder does not take it in', () => {
  const text = DOCUMENT.replace('In fiction, {{model}} may', 'In fiction, {{model}} and *{{model}}* may');
  assert.deepEqual(found('fiction, Rill and *', text), ['trait', 'fiction, {{model}} and *']);
  assert.deepEqual(found('fiction, Rill and *Rill', text), ['trait', 'fiction, {{model}} and *{{model}}']);
});

test('what stands both in the preamble and in the trait is found in the trait', () => {
  assert.equal(found('says the hard part', DOCUMENT.replace('answers people.', 'says the hard part.'))?.[0], 'trait');
});

test('a quote of two words that are long is found, and one of a language that has no spaces', () => {
  const text = DOCUMENT.replace('People act', 'Everybody’s understanding of 我们对人说实话。 People act');
  assert.deepEqual(found('s understanding', text), ['trait', 's understanding']);
  assert.deepEqual(found('对人说实话。', text), ['trait', '对人说实话。']);
  assert.equal(found('对人', text), undefined);
});

test('a quote of any length is looked for', () => {
  const long = 'Say what is so and say it plainly to whoever asks. '.repeat(4000).trim();
  assert.deepEqual(found(long, DOCUMENT.replace('People act', `${long} People act`)), ['trait', long]);
  assert.equal(found(long), undefined);
  assert.equal(found('x'.repeat(200_000)), undefined);
});

test('a quote is found over the line endings of Windows too', () => {
  assert.deepEqual(found('the hard part in plain words', DOCUMENT.replaceAll('\n', '\r\n')), ['trait', 'the hard part\r\nin plain words']);
});

test('whatever passage of a chunk is quoted, the range leads to the same words', () => {
  const document = parseTraitsDocument(DOCUMENT);
  const chunk = chunkOf(document, document.traits[0] ?? assert.fail());
  const shown = chunkText(chunk).split(/\n*<[^>]*>\n*/).filter((piece) => piece.length > 20);
  const passage = fc.constantFrom(...shown).chain((piece) => fc.tuple(fc.nat(piece.length), fc.nat(piece.length)).map((ends) => piece.slice(Math.min(...ends), Math.max(...ends))));
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
  fc.assert(
    fc.property(passage, (quote) => {
      const [verified] = verifyQuotes(chunk, [quote]);
      if (verified?.found === undefined) return;
      const { start, end } = verified.found.range;
      // A quote may begin or end inside a name that was filled in: then the whole placeholder is taken.
      const words = flat(document.text.slice(start, end).replaceAll('{{model}}', 'Rill'));
      assert.ok(words.includes(flat(quote)), `${quote} → ${words}`);
      assert.ok(words.length - flat(quote).length <= 6);
    }),
  );
});

test('whatever a model quotes, the answer is a quote with or without a place', () => {
  const document = parseTraitsDocument(DOCUMENT);
  const chunk = chunkOf(document, document.traits[0] ?? assert.fail());
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (quotes) => {
      const verified = verifyQuotes(chunk, quotes);
      assert.deepEqual(verified.map(({ text }) => text), quotes);
      for (const { found: place } of verified) assert.ok(place === undefined || (place.range.start >= 0 && place.range.end <= DOCUMENT.length));
    }),
  );
});
