/** Scenarios that a document pins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScenarioBlock } from '../../src/document/scenario-block.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

function scenarios(body: string): { blocks: readonly ScenarioBlock[]; underlined: string[]; contents: string[] } {
  const [trait] = parseTraitsDocument(`# All\n\n## Honest\n\n**Why.** So.\n\n${body}`).traits;
  const { scenarios: blocks, source } = trait?.content ?? assert.fail();
  const at = (range: { start: number; end: number }): string => source.slice(range.start, range.end);
  return { blocks, underlined: blocks.flatMap(({ problems }) => problems.map(({ range }) => at(range))), contents: blocks.map(({ content }) => at(content)) };
}

test('the keys of a scenario are read, trimmed, and the empty ones left out', () => {
  const { blocks } = scenarios('```yaml scenario\nkind: exception\nwhat: "  a tale "\nhow:\nwhy: |\n  so\n  and so\nwhy-channel: observer\nprompt: 42\nother: x\n```\n');
  assert.deepEqual(blocks.map(({ values }) => values), [{ kind: 'exception', what: 'a tale', why: 'so\nand so', 'why-channel': 'observer', prompt: '42' }]);
});

test('a scenario stands anywhere in a trait, between fences of either kind', () => {
  const { blocks } = scenarios(
    '### Scenarios\n\n~~~yml scenario\nwhat: a\n~~~\n\n- item\n\n  ````yaml scenario\n  what: b\n  ````\n\n> ```yaml  scenario x\n> what: c\n> ```\n\n```yaml\nwhat: no\n```\n\n```yaml scenarios\nwhat: no\n```\n',
  );
  assert.deepEqual(blocks.map(({ values }) => values.what), ['a', 'b', 'c']);
});

test('the content is what stands between the fences', () => {
  assert.deepEqual(scenarios('```yaml scenario\nwhat: a\n```\n').contents, ['what: a\n']);
  assert.deepEqual(scenarios('```yaml scenario\r\nwhat: a\r\n```\r\n').contents, ['what: a\r\n']);
  assert.deepEqual(scenarios('~~~yaml scenario\nwhat: a\n```').contents, ['what: a\n```']);
  assert.deepEqual(scenarios('````yaml scenario\nwhat: a\n```').contents, ['what: a\n```']);
  assert.deepEqual(scenarios('```yaml scenario\n```\n').contents, ['']);
  assert.deepEqual(scenarios('```yaml scenario').contents, ['']);
});

test('broken YAML is underlined where it breaks, however deep the block is indented', () => {
  const lines = ['```yaml scenario', 'kind: exhibit', 'what: "a" b', 'how: c', '```'];
  for (const [before, rest] of [['', ''], [' ', ' '], ['- ', '  '], ['1.  ', '    '], ['> ', '> '], ['- > ', '  > ']]) {
    for (const eol of ['\n', '\r\n', '\r']) {
      const block = lines.map((line, index) => `${index === 0 ? before : rest}${line}`).join(eol);
      assert.deepEqual(scenarios(`${block}${eol}`).underlined.map((text) => text.slice(0, 1)), ['b'], JSON.stringify(block));
    }
  }
});

test('YAML that holds no keys is underlined', () => {
  assert.deepEqual(scenarios('```yaml scenario\n- a\n- b\n```\n').underlined, ['- a\n- b']);
  assert.deepEqual(scenarios('```yaml scenario\njust words\n```\n').underlined, ['just words']);
  assert.deepEqual(scenarios('```yaml scenario\n\n# nothing yet\n```\n').underlined, []);
});

test('a key that stands twice is underlined, and counts as it stands first', () => {
  const { blocks, underlined } = scenarios('```yaml scenario\nwhat: a\nwhat: b\n```\n');
  assert.deepEqual([blocks[0]?.values.what, underlined], ['a', ['what']]);
});

test('nesting thousands deep and aliases that would explode are problems, not crashes', () => {
  assert.ok(scenarios(`\`\`\`yaml scenario\nwhat: ${'['.repeat(5000)}\n\`\`\`\n`).underlined.length > 0);
  assert.doesNotThrow(() => scenarios('```yaml scenario\na: &a [x]\nb: &b [*a, *a]\nwhat: *b\n```\n'));
});
