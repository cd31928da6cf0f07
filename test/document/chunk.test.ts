/** What one generating call is shown of a document, and when a sample made from it is stale. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Chunk, chunkOf, relatedTraits, substitute } from '../../src/document/chunk.ts';
import { tradeOffs } from '../../src/document/trade-offs.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

const document = `---
traits: 1
title: How Aster treats people
model: Aster
---

# How Aster treats people

{{model}} is an assistant.

## Speech

How it speaks.

### Honest {#honest}

{{model}} says what it believes.

#### Trade-offs

- **Over [Warm](#warm)** in substance.

## Manner

How it carries itself.

### Warm {#warm}

It is glad to help.

#### Trade-offs

- **Yields to [Honest](#honest)** in substance.
- **With [Brief](#brief)**: the hour decides.

### Brief {#brief}

It keeps it short.

#### Why

Time is short.

### Apart

#### Why

It has nothing to do with the others.

## Priorities

Truth first.
`;

function chunk(id: string, text = document): Chunk {
  const parsed = parseTraitsDocument(text);
  return chunkOf(parsed, parsed.traits.find((trait) => trait.id === id) ?? assert.fail(`no ${id}`));
}

function pieces(id: string, text = document): string[] {
  return chunk(id, text).pieces.map(({ role, text: shown, traitId }) => `${role}${traitId === undefined ? '' : ` ${traitId}`}: ${shown.split('\n')[0]}`);
}

/** The traits whose chunks differ when one text is replaced by another. */
function stale(from: string | RegExp, to: string): string[] {
  const edited = document.replace(from, to);
  assert.notEqual(edited, document);
  return ['honest', 'warm', 'brief', 'apart'].filter((id) => chunk(id).hash !== chunk(id, edited).hash);
}

test('a chunk holds the title, the preamble, the priorities, the group, the trait, and what bears on it', () => {
  assert.deepEqual(pieces('warm'), [
    'title: How Aster treats people',
    'preamble: {{model}} is an assistant.',
    'priorities: ## Priorities',
    'group: ## Manner',
    'trait: ### Warm {#warm}',
    'related-statement honest: Honest {#honest}',
    'related-trade-off honest: **Over [Warm](#warm)** in substance.',
    'related-statement brief: Brief {#brief}',
  ]);
});

test('a trait that is only named by others is shown their entries about it', () => {
  assert.deepEqual(pieces('brief').slice(-2), ['related-statement warm: Warm {#warm}', 'related-trade-off warm: **With [Brief](#brief)**: the hour decides.']);
});

test('priorities that stand in the preamble are shown once, and a group begins where the preamble ends', () => {
  assert.deepEqual(pieces('honest').map((piece) => piece.split(':')[0]), ['title', 'preamble', 'priorities', 'group', 'trait', 'related-statement warm', 'related-trade-off warm']);
  const first = document.replace(/## Priorities[\s\S]*/, '').replace('## Speech', '## Priorities\n\nTruth first.\n\n## Speech');
  assert.deepEqual(pieces('warm', first).filter((piece) => piece.startsWith('priorities')), []);
});

test('every piece but the title is the text of its range, to the letter', () => {
  for (const text of [document, document.replaceAll('\n', '\r\n'), `\uFEFF${document}`]) {
    for (const { role, range, text: shown } of chunk('warm', text).pieces) {
      assert.equal(role === 'title' ? shown : text.slice(range?.start, range?.end), shown);
      assert.equal(range === undefined, role === 'title');
    }
  }
});

test('a trait that is an item is shown the introduction of its list, and no other item', () => {
  const text = '# All\n\nFor all.\n\n## Manner\n\nOf manner:\n\n- **Honest**: says what it believes.\n- **Kind**: is nice to all.\n\n## Speech\n\nOf speech.\n\n- **Brief**: keeps it short here.\n- **Plain**: uses plain words here.\n';
  assert.deepEqual(chunk('kind', text).pieces.map((piece) => `${piece.role}: ${piece.text}`), [
    'title: All',
    'preamble: For all.',
    'group: ## Manner\n\nOf manner:',
    'trait: - **Kind**: is nice to all.',
  ]);
  assert.deepEqual(chunk('plain', text).pieces.map(({ role }) => role), ['title', 'preamble', 'group', 'trait']);
});

test('the traits of a short list have chunks as well', () => {
  const text = '# All\n\n- **Honest**: says what it believes.\n- **Kind**: is nice.\n';
  assert.deepEqual(pieces('kind', text), ['title: All', 'trait: - **Kind**: is nice.']);
});

test('a pinned scenario is no part of its own chunk, and neither is a part that holds nothing else', () => {
  const pinned = '```yaml scenario\nwhat: a\nhow: b\nwhy: c\n```\n';
  const text = (scenarios: string): string => `# All\n\n## Kind\n\nIs nice.\n\n### Why\n\nIt helps.\n\n${scenarios}\n### Exceptions\n\n- None yet.\n`;
  const traits = (scenarios: string): readonly string[] => chunk('kind', text(scenarios)).pieces.filter(({ role }) => role === 'trait').map((piece) => piece.text);
  assert.deepEqual(traits(`### Scenarios\n\n${pinned}`), ['## Kind\n\nIs nice.\n\n### Why\n\nIt helps.', '### Exceptions\n\n- None yet.']);
  assert.deepEqual(traits(`### Scenarios\n\nWords.\n\n${pinned}`)[0], '## Kind\n\nIs nice.\n\n### Why\n\nIt helps.\n\n### Scenarios\n\nWords.');
  assert.equal(chunk('kind', text(`### Scenarios\n\n${pinned}`)).hash, chunk('kind', text(`### Scenarios\n\n${pinned.replace('what: a', 'what: other')}`)).hash);
});

test('a pinned scenario leaves neither a label nor an empty item behind', () => {
  const pinned = (indent: string): string => `\`\`\`yaml scenario\n${indent}what: a\n${indent}\`\`\``;
  const shown = (scenarios: string): string => {
    const { pieces: all } = chunk('kind', `# All\n\n## Kind\n\nIs nice.\n\n**Why.** It helps.\n\n${scenarios}\n`);
    return all.flatMap(({ role, text }) => (role === 'trait' ? [text] : [])).join(' | ');
  };
  const rest = '## Kind\n\nIs nice.\n\n**Why.** It helps.';
  for (const scenarios of [
    `**Scenarios.**\n\n${pinned('')}\n\n${pinned('')}`,
    `### Scenarios\n\n- ${pinned('  ')}\n- ${pinned('  ')}`,
    `- **Scenarios:**\n\n  ${pinned('  ')}`,
    `### Scenarios {#s}\n\n> ${pinned('> ')}`,
  ]) {
    assert.equal(shown(scenarios), rest, scenarios);
  }
  assert.equal(shown(`### Examples\n\n- one\n- ${pinned('  ')}\n- two`), `${rest}\n\n### Examples\n\n- one | - two`);
  assert.equal(shown(`### Scenarios\n\n- a tale\n\n  ${pinned('  ')}`), `${rest}\n\n### Scenarios\n\n- a tale`);
});

test('related traits are those that a trait names or is named by, and never itself', () => {
  const parsed = parseTraitsDocument(document.replace('in substance.', 'in substance.\n- **Over [itself](#honest)**'));
  assert.equal(tradeOffs(parsed).filter(({ from, to }) => from === to).length, 1);
  assert.deepEqual(parsed.traits.map((trait) => relatedTraits(parsed, trait).map(({ id }) => id).join(' ')), ['warm', 'honest brief', 'warm', '']);
});

test('an edit makes stale just the chunks that show it', () => {
  assert.deepEqual(stale('Time is short.', 'Time is money.'), ['brief']);
  assert.deepEqual(stale('It keeps it short.', 'It is short.'), ['warm', 'brief']);
  assert.deepEqual(stale('the hour decides', 'the day decides'), ['warm', 'brief']);
  assert.deepEqual(stale('How it carries itself.', 'How it moves.'), ['warm', 'brief', 'apart']);
  assert.deepEqual(stale('is an assistant', 'is a helper'), ['honest', 'warm', 'brief', 'apart']);
  assert.deepEqual(stale('Truth first.', 'Warmth first.'), ['honest', 'warm', 'brief', 'apart']);
});

test('a variable makes stale what it is filled into', () => {
  assert.deepEqual(stale('model: Aster', 'model: Calder'), ['honest', 'warm', 'brief', 'apart']);
  assert.deepEqual(stale('model: Aster', 'model: Aster\nprovider: Labs'), []);
});

test('what is not shown makes nothing stale', () => {
  assert.deepEqual(stale('traits: 1', 'traits: 1\nx-owner: team'), []);
  assert.deepEqual(stale('### Brief', '\n\n### Brief'), []);
  assert.deepEqual(stale(/$/, '\n\n'), []);
  assert.deepEqual(stale(/\n/g, '\r\n'), []);
  assert.deepEqual(stale(/^/, '\uFEFF'), []);
});

test('a chunk hashes the same in any process', () => {
  assert.equal(chunk('warm').hash, '5473743e0cd3d3dffc0eed059ae69e1def07e32d5c5debe8b363e9ca5e4a573f');
  assert.equal(chunk('kind', '- **Honest**: \ud800\n- **Kind**: \udc00 is nice.\n').hash, '6e922b52815b93446bae26ee67f344e27eaea2781ed4b170c91a1b518e57d943');
});

test('placeholders are filled in, and each offset leads back to the source', () => {
  const { text, replaced } = substitute('I am {{model}} of {{ provider }}, {{unknown}}.', new Map([['model', 'Aster'], ['provider', '{{model}}']]));
  assert.equal(text, 'I am Aster of {{model}}, {{unknown}}.');
  assert.deepEqual(replaced, [
    { at: 5, length: 5, sourceAt: 5, sourceLength: 9 },
    { at: 14, length: 9, sourceAt: 18, sourceLength: 14 },
  ]);
});

test('every other brace comes through unharmed', () => {
  const variables = new Map([['model', 'Aster'], ['secrets', 'x'], ['X', 'x']]);
  for (const text of ['${{ secrets.X }}', '${{ model }}', '{{{model}}}', '{model}', '{{ model.name }}', '{{#if model}}', '{{}}', '{{model', '`{{model}}`', '``a ` {{model}}``', '```\n{{model}}\n```', '- ~~~\n  {{model}}', '{% model %}', '$&', '{{mo\ndel}}', '{0} %s {model!r}']) {
    assert.equal(substitute(text, variables).text, text);
  }
});
