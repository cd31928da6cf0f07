/** The formatter: one way of writing what the format defines, and nothing else touched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { parseMdast } from '../../src/document/markdown.ts';
import { tradeOffs } from '../../src/document/trade-offs.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits } from '../../src/language/edit.ts';
import { format } from '../../src/language/format.ts';
import { anyText, assertWithin, runs } from './helpers.ts';

function formatted(text: string): string {
  const edits = format(parseTraitsDocument(text));
  let last = -1;
  for (const { range } of edits) {
    assertWithin(range, text);
    assert.ok(range.start >= last, 'edits overlap');
    last = range.end;
  }
  return applyEdits(text, edits);
}

/** What a reader sees: the text of each block, with the capitals and the spaces of headings set aside, and no markup but code. */
function rendered(text: string): readonly string[] {
  const seen: string[] = [];
  const textOf = (node: Nodes): string => {
    if (node.type === 'code' || node.type === 'inlineCode' || node.type === 'html' || node.type === 'text') return node.value;
    if (node.type === 'break') return '\n';
    if (node.type === 'link') return `${node.children.map(textOf).join('')}<${node.url}>`;
    return 'children' in node ? node.children.map(textOf).join('') : node.type;
  };
  const walk = (node: Nodes): void => {
    if (node.type === 'heading') seen.push(`${node.depth} ${textOf(node).replaceAll(/\s/g, '').toLowerCase()}`);
    else if (node.type === 'paragraph') seen.push(textOf(node).replaceAll(/\s+/g, ' '));
    else if (node.type === 'code') seen.push(node.value.trimEnd());
    else if (node.type === 'html') seen.push(node.value.trimEnd());
    else {
      seen.push(node.type);
      if ('children' in node) node.children.forEach(walk);
    }
  };
  const { bodyStart } = parseTraitsDocument(text).frontMatter;
  walk(parseMdast(text.slice(bodyStart)));
  return [text.slice(0, bodyStart), ...seen];
}

/** What the format reads of a document. */
function readings(text: string): unknown {
  const document = parseTraitsDocument(text);
  return {
    form: document.form,
    sections: document.sections.map(({ role, depth }) => `${role} ${depth}`),
    traits: document.traits.map(({ id, name, content }) => [id, name, content.parts.map(({ kind, form }) => `${kind} ${form}`), content.heading?.attributes, content.heading?.classes]),
    tradeOffs: tradeOffs(document).map(({ from, to, precedence }) => [from.id, to?.id, precedence]),
  };
}

test('headings have one blank line before them and at most one after, the names of parts their capitals, attributes one space between', () => {
  const text = '---\ntraits: 1\n---\n# T\n## Honest{ #honest   .x }\nSays so.\n### why\n\n\n\nBecause.\n## Warm\n### TRADE-OFFS:\n- Mind it.\n';
  assert.equal(
    formatted(text),
    '---\ntraits: 1\n---\n# T\n\n## Honest {#honest .x}\nSays so.\n\n### Why\n\nBecause.\n\n## Warm\n\n### Trade-offs:\n- Mind it.\n',
  );
});

test('lead-ins have their colon or full stop in the bold text', () => {
  const text = '## A\n\nSays so.\n\n**Why**: because.\n\n**How**. When asked.\n\n**Other**: stays.\n\n- **What**: it.\n';
  assert.equal(formatted(text), text.replace('**Why**:', '**Why:**').replace('**How**.', '**How.**').replace('**What**:', '**What:**'));
});

test('trade-offs with a trait that is there begin with bold lead-ins', () => {
  const document = (entries: string): string => `## A\n\nSays so.\n\n### Trade-offs\n\n${entries}\n\n## B {#b}\n\nDoes so.\n\n### Why\n\nBecause.\n`;
  const entries = '- Over [B](#b) in tone.\n- **Over** [B](#b): so.\n- __Yields  to  [B](#b)__, so.\n- with B: it depends.\n- **With  [B](#b) in** tone.\n- Over [C](#c) in tone.\n- Over time it learns.\n- *Over* [B](#b) so.';
  const expected = '- **Over [B](#b)** in tone.\n- **Over [B](#b)**: so.\n- **Yields to [B](#b)**, so.\n- **with B**: it depends.\n- **With [B](#b) in** tone.\n- Over [C](#c) in tone.\n- Over time it learns.\n- *Over* [B](#b) so.';
  assert.equal(formatted(document(entries)), document(expected));
});

test('line endings stay what they are', () => {
  assert.equal(formatted('# T\r\n## A\r\nSays so.\r\n### why\r\nSo.\r\n'), '# T\r\n\r\n## A\r\nSays so.\r\n\r\n### Why\r\nSo.\r\n');
});

test('prose, code, quotes and short lists are left alone', () => {
  const text = 'Some  text *as it* is.\n\n```\n## a\n### why\n```\n\n> ## b\n> c\n\n- **Honest**: says so.\n- **Kind**: is nice.\n';
  assert.equal(formatted(text), text);
});

test('to format twice is to format once, and a reader sees no change', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (any, traits) => {
      const text = traits ? `${any}\n\n## Warm\n\n**Why**: so.\n\n### Trade-offs\n- Over [Honest](#honest): a\n- With Kind: b\n\n## Honest {#honest}\n### why\nSo.\n\n## Kind\n### How\nSo.\n` : any;
      const once = formatted(text);
      assert.equal(formatted(once), once);
      assert.deepEqual(rendered(once), rendered(text));
      assert.deepEqual(readings(once), readings(text));
    }),
    { numRuns: runs },
  );
});
