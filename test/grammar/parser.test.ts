/** The grammar colours what the parser reads: labels, lead-ins of trade-offs, placeholders and scenario blocks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaceholders } from '../../src/document/placeholders.ts';
import type { TraitContent } from '../../src/document/trait-content.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { scopesOf } from './harness.ts';

/** Whether any character of a text has a scope of this name. */
function coloured(text: string, name: string): boolean {
  return scopesOf(text).some((scopes) => scopes.includes(name));
}

/** The first of two traits, with `body` for its text. */
function contentOf(body: string): TraitContent {
  return parseTraitsDocument(`---\ntrait-level: 2\n---\n\n## A\n\n${body}\n\n## Warm\n\nText.\n`).traits[0]?.content ?? assert.fail();
}

const NAMES = ['What', 'how', 'WHY', 'Trade-offs', 'Trade-off', 'Tradeoffs', 'tradeoff', 'Trade offs', 'Trade off', 'Trade\u2013offs', 'Exceptions', 'Exception', 'Scenario', 'Examples', 'Whys', 'What else'];
const LABELS = [
  (name: string) => `### ${name}`,
  (name: string) => `#### ${name}:`,
  (name: string) => `### ${name}? {#x}`,
  (name: string) => `### ${name} so`,
  (name: string) => `**${name}.** Text.`,
  (name: string) => `**${name}:** Text.`,
  (name: string) => `**${name}?** Text.`,
  (name: string) => `**${name}**: text.`,
  (name: string) => `**${name}** — text.`,
  (name: string) => `__${name}__`,
  (name: string) => `**${name}** text.`,
  (name: string) => `${name}: text.`,
  (name: string) => `- ${name}: text.`,
  (name: string) => `- ${name} : text.`,
  (name: string) => `- ${name}：text.`,
  (name: string) => `- ${name}:text.`,
  (name: string) => `- **${name}:** text.`,
];

test('a label is coloured where it begins a part', () => {
  for (const name of NAMES) {
    for (const written of LABELS.map((label) => label(name))) {
      assert.equal(coloured(written, 'keyword.control.part.traits'), contentOf(written).parts.length === 1, written);
    }
  }
});

const LEAD_INS = ['Over', 'over', 'Yields to', 'Yield to', 'With', 'Takes precedence over', 'takes priority over', 'Prevails over', 'Gives way to', 'Defers to', 'This trait yields to', 'It takes precedence over', 'Over-careful with', 'Without', 'Besides'];
const TARGETS = [
  (leadIn: string) => `**${leadIn} [Warm](#warm)** so`,
  (leadIn: string) => `**${leadIn} the trait [Warm](#warm)** so`,
  (leadIn: string) => `**${leadIn}** [Warm](#warm) so`,
  (leadIn: string) => `${leadIn} both [Warm](#warm) and [A](#a)`,
  (leadIn: string) => `${leadIn} [Warm]`,
  (leadIn: string) => `**${leadIn} “Warm”** so`,
  (leadIn: string) => `${leadIn} Warm: so`,
];

test('the lead-in of a trade-off is coloured where it is read as one', () => {
  for (const leadIn of LEAD_INS) {
    for (const written of TARGETS.map((target) => target(leadIn))) {
      const [entry] = contentOf(`### Trade-offs\n\n- ${written}`).tradeOffs;
      assert.equal(coloured(`- ${written}`, 'support.type.trade-off.traits'), entry?.precedence !== undefined, written);
    }
  }
});

test('a placeholder is coloured where it is filled in', () => {
  for (const text of ['{{a}}', '{{ a }}', '{{\ta}}', '{{a-b_1}}', '{{_a}}', '{{1}}', '${{a}}', '${{ a }}', '{{{a}}}', '{{a b}}', '{{a.b}}', '{{}}', '`{{a}}`', '{{a}']) {
    assert.equal(coloured(`Says ${text} so.`, 'meta.placeholder.traits'), findPlaceholders(`Says ${text} so.`).length === 1, text);
  }
});

test('a fence is coloured as a scenario where it is read as one', () => {
  for (const info of ['yaml scenario', 'yml scenario', 'YAML Scenario', 'yaml  scenario x', 'yaml scenarios', 'yaml', 'json scenario']) {
    const block = `\`\`\`${info}\nkind: exhibit\n\`\`\``;
    assert.equal(coloured(block, 'meta.scenario.traits'), contentOf(block).scenarios.length === 1, info);
  }
});
