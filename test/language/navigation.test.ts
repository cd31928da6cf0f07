/** Hover, definition, references, links, folding and symbols. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { definition } from '../../src/language/definition.ts';
import { documentLinks } from '../../src/language/document-links.ts';
import { folds } from '../../src/language/folding.ts';
import { anchorsOf } from '../../src/language/links.ts';
import { hover } from '../../src/language/hover.ts';
import { references } from '../../src/language/references.ts';
import { workspaceSymbols } from '../../src/language/workspace-symbols.ts';
import { anyPlace, anyText, assertWithin, at, rules, runs, written } from './helpers.ts';

const TEXT = `---
traits: 1
model: Aster
---

# How {{model}} treats people

See [the honest one](#honest), [what goes first](#priorities) and [the guide](../guide.md#a).

## Priorities

1. Safety.

## Honest {#honest}

Aster says what is *true*.

### What

- States its [confidence][h].

### Trade-offs

- **Over [Warm](#warm)** in substance.
- With Warm: it depends.

## Warm

Aster is glad to help.

### Why

Because people hear more.

### Trade-offs

- Yields to Honest, in substance.

[h]: #honest
`;

function hovered(mark: string): string | undefined {
  const { document, offset } = at(TEXT.replace(mark.replace('¦', ''), mark));
  return hover(document, offset, rules)?.markdown;
}

function defined(mark: string): readonly [string, string] | undefined {
  const { document, offset } = at(TEXT.replace(mark.replace('¦', ''), mark));
  const found = definition(document, offset);
  return found === undefined ? undefined : [written(document, found.origin), written(document, found.target)];
}

function referred(mark: string): readonly string[] {
  const { document, offset } = at(TEXT.replace(mark.replace('¦', ''), mark));
  return references(document, offset, true).map((range) => written(document, range));
}

test("a trade-off's trait shows a card, with what that trait says of this one", () => {
  const card = hovered('Over [Wa¦rm]') ?? '';
  assert.match(card, /^\*\*Warm\*\* `#warm`\n\nAster is glad to help\\\./);
  assert.match(card, /On \*Honest\*: Yields to Honest\\, in substance\\\./);
  assert.match(card, /Why · Trade-offs — line 27$/);
  assert.match(hovered('Yields to Hon¦est') ?? '', /^\*\*Honest\*\* `#honest`\n\nAster says what is true\\\.\n\nOn \*Warm\*: Over Warm in substance/);
});

test('a link anywhere shows the card of its trait, and any other anchor its heading', () => {
  assert.match(hovered('[the hon¦est one]') ?? '', /^\*\*Honest\*\*/);
  assert.match(hovered('[conf¦idence][h]') ?? '', /^\*\*Honest\*\*/);
  assert.equal(hovered('[what goes¦ first]'), '**Priorities**');
});

test('a label says what its part is for, a placeholder its value, a key what it means', () => {
  assert.match(hovered('### Wh¦at') ?? '', /^\*\*What\*\* — /);
  assert.equal(hovered('{{mod¦el}}'), 'Aster');
  assert.match(hovered('mod¦el: Aster') ?? '', /^\*\*model\*\* — /);
  const scenario = at('## A\n\nB.\n\n### Why\n\nC.\n\n```yaml scenario\nki¦nd: exhibit\n```\n');
  assert.match(hover(scenario.document, scenario.offset, rules)?.markdown ?? '', /^\*\*kind\*\* — /);
});

test('a rule in a comment or in the front matter shows its summary', () => {
  const comment = at('# T\n\n<!-- traits-disable why/mis¦sing -->\n');
  assert.match(hover(comment.document, comment.offset, rules)?.markdown ?? '', /^\*\*why\/missing\*\* — A trait that does not say/);
  const key = at('---\nlint:\n  why/mis¦sing: off\n---\n');
  assert.match(hover(key.document, key.offset, rules)?.markdown ?? '', /^\*\*why\/missing\*\* — /);
});

test('what a card takes from the document is shown as written and is no markup', () => {
  const { document, offset } = at('## A\n\n<img src=x> ![i](http://x/i.png) \\[b\\](command:c) `*e*`\n\n### Trade-offs\n\n- Over [B](#b)\n\n## B\n\nSays [A](#a¦).\n\n### Why\n\nC.\n');
  const markdown = hover(document, offset, rules)?.markdown ?? '';
  assert.match(markdown, /i \\\[b\\\]\\\(command\\:c\\\) \\\*e\\\*/);
});

test('links, names and placeholders lead to what they stand for', () => {
  assert.deepEqual(defined('Over [Warm](#wa¦rm)'), ['[Warm](#warm)', 'Warm']);
  assert.deepEqual(defined('With Wa¦rm:'), ['Warm', 'Warm']);
  assert.deepEqual(defined('[confidence][¦h]'), ['[confidence][h]', 'Honest']);
  assert.deepEqual(defined('[h]: #hon¦est'), ['[h]: #honest', 'Honest']);
  assert.deepEqual(defined('(#prio¦rities)'), ['[what goes first](#priorities)', 'Priorities']);
  assert.deepEqual(defined('{{mo¦del}}'), ['{{model}}', 'model: Aster']);
  assert.equal(defined('is *tr¦ue*'), undefined);
});

test('references are the heading, every link and every name in the trade-offs', () => {
  assert.deepEqual(referred('## Wa¦rm'), ['Warm', '[Warm](#warm)', 'Warm']);
  assert.deepEqual(referred('Yields to Ho¦nest'), ['Honest', '[the honest one](#honest)', '[confidence][h]', 'Honest', '[h]: #honest']);
  assert.deepEqual(referred('is *tr¦ue*'), []);
});

test('links are listed with where they lead, those in code and to nowhere left out', () => {
  const document = parseTraitsDocument(`${TEXT}\n\`[x](#warm)\` [gone](#gone) [web](<https://example.org> "t")\n\n\`\`\`\n[y](#warm)\n\`\`\`\n`);
  const links = documentLinks(document).map(({ range, target }) => [written(document, range), 'url' in target ? target.url : written(document, target.place)]);
  assert.deepEqual(links, [
    ['#honest', 'Honest'],
    ['#priorities', 'Priorities'],
    ['../guide.md#a', '../guide.md#a'],
    ['[confidence][h]', 'Honest'],
    ['#warm', 'Warm'],
    ['#honest', 'Honest'],
    ['https://example.org', 'https://example.org'],
  ]);
});

test('links in headings, tables, quotes and groups count as well', () => {
  const text = '# T\n\n| a |\n| - |\n| [x](#a) |\n\n> [y](#a)\n\n## Of [A](#a) {#of}\n\n[z](#of)\n\n### A\n\n#### Why\n\nB.\n';
  const document = parseTraitsDocument(text);
  assert.deepEqual(documentLinks(document).map(({ range }) => written(document, range)), ['#a', '#a', '#a', '#of']);
});

test('sections, front matter, code, comments, regions and long lists fold', () => {
  const list = Array.from({ length: 8 }, (_, index) => `- item ${index}\n`).join('');
  const text = `---\ntraits: 1\n---\n\n# T\n\n<!-- #region a -->\n## A\n\n${list}\n### Why\n\n\`\`\`\n- x\n# y\n\`\`\`\n\n<!-- b\nc -->\n<!-- #endregion -->\n\n## B\n\n- a\n- b\n`;
  const document = parseTraitsDocument(text);
  const found = folds(document).map(({ kind, range }) => `${kind}: ${written(document, range).split('\n')[0]} … ${written(document, range).split('\n').at(-1)}`);
  assert.deepEqual(found, [
    'front-matter: --- … ---',
    'section: # T … - b',
    'region: <!-- #region a --> … <!-- #endregion -->',
    'section: ## A … <!-- #endregion -->',
    'list: - item 0 … - item 7',
    'section: ### Why … <!-- #endregion -->',
    'code: ``` … ```',
    'comment: <!-- b … c -->',
    'section: ## B … - b',
  ]);
});

test('the traits of a document are found by name and by id', () => {
  const document = parseTraitsDocument(TEXT);
  const names = (query: string): readonly string[] => workspaceSymbols(document, query).map(({ name }) => name);
  assert.deepEqual(names(''), ['Honest', 'Warm']);
  assert.deepEqual(names('hst'), ['Honest']);
  assert.deepEqual(names('#warm'), ['Warm']);
  assert.deepEqual(names('x'), []);
});

test('any text at any place has a hover, a definition and references that lie in it, or none', () => {
  fc.assert(
    fc.property(anyText, anyPlace, (text, share) => {
      const document = parseTraitsDocument(text);
      const offset = Math.floor(share * text.length);
      const hovering = hover(document, offset, rules);
      if (hovering !== undefined) assertWithin(hovering.range, text);
      const found = definition(document, offset);
      if (found !== undefined) for (const range of [found.origin, found.target, found.targetWhole]) assertWithin(range, text);
      for (const range of references(document, offset, true)) assertWithin(range, text);
      for (const { range } of workspaceSymbols(document, '')) assertWithin(range, text);
      for (const { range } of folds(document)) assertWithin(range, text);
      for (const { range, target } of documentLinks(document)) for (const one of 'place' in target ? [range, target.place] : [range]) assertWithin(one, text);
    }),
    { numRuns: runs },
  );
});

test('links are found in time that grows with the text alone', () => {
  for (const text of ['[', '[a', '[a](', '`'.repeat(3) + ' `', '<!--', '[[', '\\[', '[a](b"', '![', '[a][', '``` [', '- ']) {
    const long = text.repeat(Math.ceil(200_000 / text.length));
    documentLinks(parseTraitsDocument(`# T\n\n${long}`));
  }
});

test('a slug that is written as the id of another heading leads to that one, and its own heading has the next', () => {
  const document = parseTraitsDocument('# T\n\n## Notes\n\n## Honest\n\n### Why\n\nSo.\n\n## Glossary {#notes}\n\n## Notes\n');
  const anchors = [...anchorsOf(document).values()].toSorted((a, b) => a.nameRange.start - b.nameRange.start);
  assert.deepEqual(anchors.map(({ id, name }) => `${name} #${id}`), ['T #t', 'Notes #notes-1', 'Honest #honest', 'Why #why', 'Glossary #notes', 'Notes #notes-2']);
});

test('the headings beside the traits have the ids that they would have as traits', () => {
  const heading = fc.constantFrom('A', 'B', 'A 1', '!', 'A {#b}', 'B {#a-1}', 'A {#a}');
  fc.assert(
    fc.property(fc.array(heading, { maxLength: 8 }), (headings) => {
      const text = (body: string): string => headings.map((name) => `## ${name}\n\n${body}\n\n`).join('');
      const ids = parseTraitsDocument(text('### Why\n\nSo.')).traits.filter(({ name }) => name !== '!').map(({ id }) => id);
      const anchors = [...anchorsOf(parseTraitsDocument(`---\ntrait-level: 3\n---\n\n${text('So.')}### Z\n`)).keys()];
      for (const id of ids) assert.ok(anchors.includes(id), `${id} of ${headings.join(', ')}`);
    }),
    { numRuns: 200 },
  );
});
