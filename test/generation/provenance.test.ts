/** What provenance promises: each sentence has just the kept samples that quote it, whatever became of the document since. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { coverageOf, type Provenance, type QuotingSample, readProvenance } from '../../src/generation/provenance.ts';
import { provenanceText, provenanceView } from '../../src/generation/provenance-report.ts';
import { verifyQuotes } from '../../src/generation/quotes.ts';
import { DOCUMENT } from './support.ts';

/** A kept sample of a trait of `text`, whose critique quotes these passages. */
function quoting(quotes: readonly string[], { text = DOCUMENT, traitId = 'plain', status = 'kept', run = 'r1' } = {}): QuotingSample {
  const id = `${traitId}/exhibit/0`;
  const document = parseTraitsDocument(text);
  const chunk = chunkOf(document, document.traits.find((trait) => trait.id === traitId) ?? assert.fail());
  const documentHash = createHash('sha256').update(text).digest('hex');
  return { id, run, traitId, status, chunkHash: chunk.hash, documentHash, quotes: verifyQuotes(chunk, quotes) };
}

function read(samples: readonly QuotingSample[], text = DOCUMENT): Provenance {
  const reader = readProvenance(parseTraitsDocument(text));
  for (const sample of samples) reader.add(sample);
  return reader.result();
}

/** From each cited sentence, as it stands, to the samples that cite it. */
function cited({ traits, shared }: Provenance, text = DOCUMENT): Readonly<Record<string, readonly string[]>> {
  const sentences = [...traits.flatMap((trait) => trait.sentences), ...shared].filter(({ citations }) => citations.length > 0);
  return Object.fromEntries(sentences.map(({ range, citations }) => [text.slice(range.start, range.end), citations.map(({ sample, isStale }) => `${sample}${isStale ? ' stale' : ''}`)]));
}

test('a sentence is cited by a sample that quotes some of it, once however often that is', () => {
  assert.deepEqual(cited(read([quoting(['the hard part in plain words', '{{model}} says the', 'act at once.'])])), {
    '{{model}} says the hard part\nin plain words.': ['plain/exhibit/0'],
    'People act on what they are told, and they act at once.': ['plain/exhibit/0'],
  });
});

test('a quote over two sentences cites both, and one of what traits share cites that', () => {
  assert.deepEqual(cited(read([quoting(['as ornate as the story.\n- A contract', 'Rill answers people.'])])), {
    '{{model}} answers people.': ['plain/exhibit/0'],
    'In fiction, {{model}} may be as ornate as the story.': ['plain/exhibit/0'],
    'A contract keeps its terms.': ['plain/exhibit/0'],
  });
});

test('what a sample quotes of another trait that its own meets is cited there', () => {
  assert.deepEqual(cited(read([quoting(['goes easy on people'])])), { '{{model}} goes easy on people who are having a hard time.': ['plain/exhibit/0'] });
});

test('only samples that were kept count, and made-up quotes count for nothing', () => {
  const found = read([quoting(['at once'], { status: 'dropped' }), quoting(['People act in haste'])]);
  assert.deepEqual(cited(found), {});
  assert.equal(found.unfound, 1);
  assert.equal(found.traits[0]?.samples, 1);
});

test('a document that grew above the trait leaves the quotes where they were', () => {
  const text = DOCUMENT.replace('## Plain', 'More to say first. 😀\n\n## New {#new}\n\nIs new.\n\n## Plain').replace('{{model}} answers people.\n', '{{model}} answers people.\n');
  const found = read([quoting(['they act at once', 'The rest is noise.']), quoting(['The rest is noise.'], { traitId: 'quiet' })], text);
  assert.deepEqual(Object.keys(cited(found, text)), ['People act on what they are told, and they act at once.', 'The rest is noise.']);
});

test('of a stale sample the quotes count whose words still stand in one place, and they say that they are stale', () => {
  const text = DOCUMENT.replace('in plain words.', 'in the plainest words.').replace('A contract keeps its terms.', 'A contract keeps its terms. A will keeps its terms.');
  const found = read([quoting(['in plain words', 'People act on what', 'keeps its terms.'])], text);
  assert.deepEqual(cited(found, text), { 'People act on what they are told, and they act at once.': ['plain/exhibit/0 stale'] });
  assert.equal(found.lost, 2);
  assert.deepEqual([found.traits[0]?.samples, found.traits[0]?.stale], [1, 1]);
});

test('samples of a trait that is gone are counted and cite nothing', () => {
  const text = DOCUMENT.slice(0, DOCUMENT.indexOf('## Quiet'));
  const found = read([quoting(['The rest is noise.'], { traitId: 'quiet' })], text);
  assert.equal(found.gone, 1);
  assert.deepEqual(cited(found, text), {});
});

test('a name is cited where it is quoted, and is not missed where it is not', () => {
  const found = read([quoting(['Plain {#plain}'])]);
  const plain = found.traits[0] ?? assert.fail();
  assert.equal(plain.sentences.filter(({ isName, citations }) => isName && citations.length === 1).length, 1);
  assert.deepEqual([coverageOf(plain.sentences).said, coverageOf(plain.sentences).cited], [5, 0]);
});

test('the report names each sentence that no sample touched, with its line', () => {
  const document = parseTraitsDocument(DOCUMENT);
  const text = provenanceText(document, read([quoting(['they act at once'])]), 'rill.traits.md', 1);
  assert.match(text, /^rill\.traits\.md: 1 of 10 sentences cited by 1 kept sample of 1 run\.\n/);
  assert.match(text, /^plain: 1 of 5 sentences cited, 1 sample\n {2}Not cited:\n {4}line 13: \{\{model\}\} says the hard part in plain words\.\n {4}line 22: /m);
  assert.match(text, /^What the traits share: 0 of 1 sentence cited\n {2}Not cited:\n {4}line 9: /m);
});

test('the Markdown report shows text of the document as text', () => {
  const odd = DOCUMENT.replace('The rest is noise.', 'The <b>rest</b> | is `noise` [x](y).').replace('# How', '# How *much*');
  const view = provenanceView(parseTraitsDocument(odd), read([], odd), 'a_b.traits.md', 0);
  assert.match(view, /^# What no sample touched in a\\_b\.traits\.md\n/);
  assert.match(view, /^- Line \d+: The &lt;b>rest&lt;\/b> \\\| is \\`noise\\` \\\[x\\\]\(y\)\.$/m);
  assert.match(view, /^\| Quiet \| 0 of 2 \| 0 samples \|$/m);
});

test('whatever is quoted, just those sentences are cited that a verified quote shares a character with', () => {
  const { text } = parseTraitsDocument(DOCUMENT);
  const passage = fc.tuple(fc.nat(text.length), fc.nat(text.length)).map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b)));
  fc.assert(
    fc.property(fc.array(passage, { maxLength: 4 }), (quotes) => {
      const sample = quoting(quotes);
      const { traits, shared } = read([sample]);
      for (const { range, citations } of [...traits.flatMap(({ sentences }) => sentences), ...shared]) {
        const touches = sample.quotes.some(({ found }) => found !== undefined && found.range.start < range.end && range.start < found.range.end);
        assert.equal(citations.length, touches ? 1 : 0);
      }
    }),
    { numRuns: 200 },
  );
});

test('reading a sample from the journal or from the text of the same document comes to the same', () => {
  const { text } = parseTraitsDocument(DOCUMENT);
  const passage = fc.tuple(fc.nat(text.length), fc.nat(text.length)).map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b)));
  fc.assert(
    fc.property(fc.array(passage, { maxLength: 4 }), (quotes) => {
      const sample = quoting(quotes);
      assert.deepEqual(read([sample]), read([{ ...sample, documentHash: 'another' }]));
    }),
    { numRuns: 200 },
  );
});

test('samples whose answers were written beforehand are said to be, as lines and as Markdown', () => {
  const one = quoting(['the hard part in plain words']);
  const found = read([one, { ...one, id: 'plain/exhibit/1', rehearsed: true }]);
  assert.equal(found.traits[0]?.rehearsed, 1);
  for (const report of [provenanceText, provenanceView]) {
    const said = report(parseTraitsDocument(DOCUMENT), found, 'rill.traits.md', 1);
    assert.match(said, /2 samples, 1 of them rehearsed/);
    assert.match(said, /1 sample is rehearsed: what it says was written beforehand/);
    assert.doesNotMatch(report(parseTraitsDocument(DOCUMENT), read([one]), 'rill.traits.md', 1), /rehearsed/);
  }
});
