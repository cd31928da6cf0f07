/** Text that was written to be obeyed is read, in every Markdown that is made of a document, and in every label. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { label, labelInStatus } from '../../src/editor/labels.ts';
import { inNotification, plain, visible } from '../../src/editor/plain-markdown.ts';
import { NO_OVERRIDES } from '../../src/generation/overrides.ts';
import { promptView } from '../../src/generation/prompt-view.ts';
import { readProvenance } from '../../src/generation/provenance.ts';
import { provenanceView } from '../../src/generation/provenance-report.ts';
import { hover } from '../../src/language/hover.ts';
import { chunksView, coverageView } from '../../src/language/views.ts';
import { configurationView } from '../../src/lint/explain.ts';
import { assertRead, type Hostile, HOSTILE, HOSTILE_BLOCKS, HOSTILE_SIZES, OBEYED, onOneLine } from '../support/hostile.ts';

const ALL = [...HOSTILE, ...HOSTILE_BLOCKS, ...HOSTILE_SIZES];

/** A document whose words are hostile wherever words of its own may stand. */
function documentOf({ text }: Hostile): TraitsDocument {
  const line = onOneLine(text);
  return parseTraitsDocument(`---
title: x
author: ${JSON.stringify(line)}
lint:
  style/vague: { words: [${JSON.stringify(line.slice(0, 200))}], ${JSON.stringify(line.slice(0, 200))}: 1 }
  ${JSON.stringify(line.slice(0, 200))}: error
---

# ${line}

## Group ${line}

### Honest ${line} {#honest}

Says what it holds to be true: ${line}

#### Why

People act on what they are told, {{author}}: ${line}

#### Trade-offs

- **Yields to [Warm](#warm):** ${line}

#### Exceptions

- ${line}

### Warm {#warm}

Glad to see people.

#### Why

Nobody learns from the cold.
`);
}

/** What is said at every place of a document, once each. */
function hovers(document: TraitsDocument): readonly string[] {
  const all = new Set<string>();
  const { text } = document;
  for (let at = 0; at <= text.length; at += text.length > 100_000 ? 997 : 1) {
    const said = hover(document, at, [])?.markdown;
    if (said !== undefined) all.add(said);
  }
  return [...all];
}

const SHORT = [...HOSTILE, ...HOSTILE_BLOCKS];

for (const hostile of SHORT) {
  test(`${hostile.name} is read in the views of a document`, () => {
    const document = documentOf(hostile);
    const file = `${onOneLine(hostile.text).replaceAll('/', '')}.traits.md`;
    const [trait] = document.traits;
    assert.ok(trait);
    for (const markdown of hovers(document)) assertRead(markdown, 'hover');
    assertRead(coverageView(document, file), 'coverage');
    assertRead(configurationView(document, { sources: [], baseline: file }, file), 'rules');
    assertRead(chunksView(document, file), 'chunks');
    assertRead(promptView(document, trait, file, { overrides: NO_OVERRIDES, problems: [] }), 'prompts');
    assertRead(provenanceView(document, readProvenance(document).result(), file, 1), 'provenance');
  });
}

for (const hostile of ALL) {
  test(`${hostile.name} is read in a thread`, () => {
    if (hostile.text.length < 10_000) assertRead(plain(hostile.text), hostile.name);
    assert.doesNotMatch(visible(hostile.text), OBEYED);
  });

  test(`${hostile.name} makes a short label that says nothing else than its letters`, () => {
    for (const text of [label(hostile.text), labelInStatus(hostile.text)]) {
      assert.ok(text.length <= 200, `${text.length} characters`);
      assert.doesNotMatch(text, /\n/);
      assert.doesNotMatch(text, OBEYED);
    }
  });

  test(`${hostile.name} is no link and no icon in a notification`, () => {
    assert.doesNotMatch(inNotification(hostile.text.slice(0, 10_000)), /\]\(|\$\(/);
  });
}

test('no bidirectional or hidden character of a document is in what a view says of it', () => {
  for (const hostile of HOSTILE) {
    const document = documentOf(hostile);
    for (const markdown of hovers(document)) assert.doesNotMatch(markdown, OBEYED, hostile.name);
    assert.doesNotMatch(coverageView(document, 'a.traits.md'), OBEYED, hostile.name);
    assert.doesNotMatch(provenanceView(document, readProvenance(document).result(), 'a.traits.md', 1), OBEYED, hostile.name);
  }
});

test('a label is cut at a length that was asked for, at whole characters', () => {
  assert.equal(label('a'.repeat(100), 10), `${'a'.repeat(9)}…`);
  assert.equal([...label('😀'.repeat(100), 10)].length, 10);
  assert.equal(label('short'), 'short');
  assert.equal(label('  two\n lines  '), 'two lines');
});
