/** Ordinary Markdown looks in a traits document as it looks anywhere: the grammar adds scopes and takes none away. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sameAsMarkdown, scopesOf } from './harness.ts';

const ordinary = readFileSync(new URL('ordinary.md', import.meta.url), 'utf8');

/** Blocks that use the format; the scenario block is not among them, as its inside is coloured anew. */
const special = [
  '### Why',
  '## Honest {#honest .context a="b c"}',
  '**Why.** Text with {{model}}.',
  '- **Why:** text\n- How: text\n  - What: **deeper**',
  '- **Over [Warm](#warm)** in substance\n- With [Other](#other): text\n- **Yields to** [Third](#third)',
  '- Over Warm: text\n- *Over* that',
  '{{model}} first, **{{model}}**, `{{model}}`, [{{model}}]({{model}}), <b title="{{model}}">{{model}}</b>',
  '|{{a}}|b|\n|-|-|\n| {{c}} | **{{d}}** |',
  '> **How:** text\n> - **Over [Warm](#warm)**',
  '<!-- traits-disable-next-line why/missing -->',
  'Text <!-- traits-enable --> text',
  '{{model}}\n===',
  '    {{model}}',
  '1. **Exceptions:** text\n\n   ### Examples\n\n   ```js\n   {{model}}\n   ```',
  '```yaml\nwhat: {{model}}\n',
  '- **Why.',
  '- ',
];

describe('ordinary Markdown', () => {
  test('a long text has exactly the scopes that Markdown gives it', () => sameAsMarkdown(ordinary, 'none'));

  test('so has every block of it when the blocks stand in another order', () => {
    const blocks = ordinary.split(/\n{2,}/);
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: 2, maxLength: 12 }), fc.constantFrom('\n', '\n\n'), (some, gap) =>
        sameAsMarkdown(some.join(gap), 'none'),
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('beside the blocks of the format it keeps what Markdown gives it', () => {
    const blocks = [...ordinary.split(/\n{2,}/), ...special, ...special, ...special];
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: 2, maxLength: 12 }), fc.constantFrom('\n', '\n\n'), (some, gap) =>
        sameAsMarkdown(some.join(gap), 'added'),
      ),
      { seed: 2, numRuns: 400 },
    );
  });

  test('the text around a scenario block does too', () => {
    const before = `${ordinary}\n\n`;
    const block = '```yaml scenario\nkind: exhibit\n```\n\n';
    const text = before + block + ordinary;
    const withFence = scopesOf(text, 'traits');
    const plain = scopesOf(text, 'markdown');
    assert.deepEqual(withFence.slice(0, before.length), plain.slice(0, before.length));
    assert.deepEqual(withFence.slice(before.length + block.length), plain.slice(before.length + block.length));
  });

  test('front matter that is never closed reaches as far as it does in Markdown', () => {
    sameAsMarkdown('---\nmodel: Aster\n\n# Title\n\n### Why\n\n{{model}} and - **How:** text\n', 'none');
    sameAsMarkdown(`---\nmodel: Aster\n\n${ordinary}\n### Why\n\n{{model}}\n`, 'added');
  });

  test('a fence that is never closed reaches as far as it does in Markdown', () => {
    for (const info of ['', 'yaml', 'json']) {
      sameAsMarkdown(`\`\`\`${info}\n### Why\n\n- **Over [Warm](#warm)** {{model}}\n\n## A {#b}\n`, 'none');
    }
    const scenario = scopesOf('```yaml scenario\nmood: calm\n\nText\n');
    const yaml = scopesOf('```yaml scenario\nmood: calm\n\nText\n', 'markdown');
    assert.deepEqual(
      scenario.map((scopes) => scopes.filter((scope) => !scope.endsWith('.traits'))),
      yaml,
    );
  });
});
