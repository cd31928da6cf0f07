/** What cutting into sentences promises: all that is said is in one, and each is where its range says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sentencesIn, sentencesOfPassage, sentencesOfTrait } from '../../src/document/sentences.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

function inTraits(markdown: string): readonly string[] {
  const { traits, text } = parseTraitsDocument(markdown);
  return traits.flatMap(({ range, content }) =>
    sentencesOfTrait(content).map(({ range: { start, end }, isName }) => (isName ? '# ' : '') + text.slice(range.start + start, range.start + end)),
  );
}

function inPassage(markdown: string): readonly string[] {
  return sentencesOfPassage(markdown).map(({ range: { start, end } }) => markdown.slice(start, end));
}

test('a trait is its name and the sentences of its paragraphs, lists and quotations; labels are none', () => {
  const trait = `## Plain {#plain}

Says the hard part
in plain words. No
exceptions!

**Why.** People act on it. At once.

### Trade-offs

- **Yields to [Gentle](#gentle)** in pain. Then waits?
- One without a full stop

> Quoted. Twice.
`;
  assert.deepEqual(inTraits(trait), [
    '# Plain',
    'Says the hard part\nin plain words.',
    'No\nexceptions!',
    'People act on it.',
    'At once.',
    '**Yields to [Gentle](#gentle)** in pain.',
    'Then waits?',
    'One without a full stop',
    'Quoted.',
    'Twice.',
  ]);
});

test('a bullet list of traits has the names apart where they are', () => {
  assert.deepEqual(inTraits('# T\n\n- **Honest.** Says so. Always.\n- Never flatters anybody. Not even once.\n'), [
    '# **Honest.**',
    'Says so.',
    'Always.',
    'Never flatters anybody.',
    'Not even once.',
  ]);
});

test('what is no text ends no sentence and is none: code, addresses, comments, pinned scenarios', () => {
  const trait = `## Plain

Runs \`git. Push\` and reads [it](https://a.b/c.d "E. F") too. e.g. twice.

<!-- traits-disable -->

\`\`\`yaml scenario
kind: exhibit
what: One. Two.
\`\`\`

### Why

It helps.
`;
  assert.deepEqual(inTraits(trait), ['# Plain', 'Runs `git. Push` and reads [it](https://a.b/c.d "E. F") too.', 'e.g. twice.', 'It helps.']);
});

test('a passage between traits is cut in the same way, and its headings are left out', () => {
  assert.deepEqual(inPassage('Before. After.\n\n## Priorities\n\n1. Safety first.\n2. Then *help*.\n\n| a. b | c |\n| --- | --- |\n'), ['Before.', 'After.', 'Safety first.', 'Then *help*.']);
});

test('sentences of Chinese and Japanese need no space between them', () => {
  assert.deepEqual(inPassage('直言不讳。不绕弯子！真的吗？'), ['直言不讳。', '不绕弯子！', '真的吗？']);
});

test('whatever the text, its sentences are in order, apart, and hold all of it but white space', () => {
  const word = fc.constantFrom('a', 'e.g.', 'vs.', '.', '!', '?', ' ', '\n', '\n\n', '。', '”', ')', 'א', '😀', '\r\n', 'z. B.');
  fc.assert(
    fc.property(fc.oneof(fc.array(word, { maxLength: 30 }).map((words) => words.join('')), fc.string({ unit: 'binary' })), (text) => {
      const ranges = sentencesIn(text);
      let at = 0;
      for (const { start, end } of ranges) {
        assert.ok(at <= start && start < end);
        assert.equal(text.slice(at, start).trim(), '');
        assert.equal(text.slice(start, end).trim(), text.slice(start, end));
        at = end;
      }
      assert.equal(text.slice(at).trim(), '');
    }),
  );
});

test('whatever the Markdown, sentences are within it and never throw', () => {
  const line = fc.constantFrom('# T', '## A', '- b. c', '> q. r', '```', 'x `y. z', '<!-- c. -->', '', 'Some. More.', '  1) n. m', '| t. | u |', '[l]: http://x.y', '---', '\t- e');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }).map((lines) => lines.join('\n')), (markdown) => {
      const { traits, text } = parseTraitsDocument(markdown);
      for (const { content } of traits) {
        let at = 0;
        for (const { range } of sentencesOfTrait(content)) {
          assert.ok(range.start >= at && range.end > range.start && range.end <= content.source.length);
          at = range.end;
        }
      }
      for (const { range } of sentencesOfPassage(text)) assert.ok(range.start >= 0 && range.end <= text.length);
    }),
    { numRuns: 300 },
  );
});
