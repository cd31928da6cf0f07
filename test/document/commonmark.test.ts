/** The examples of the CommonMark specification: cut into segments or not, each is read as remark-parse reads the whole text. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Node, Nodes, Parents } from 'mdast';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Block, type ListItem, type ParsedSegment, shiftBlock } from '../../src/document/markdown.ts';
import type { Range } from '../../src/document/range.ts';
import { DocumentParser } from '../../src/document/traits-document.ts';

/** As the specification prints them: a tab is an arrow. */
const { tests } = createRequire(import.meta.url)('commonmark-spec') as { readonly tests: readonly { readonly number: number; readonly markdown: string }[] };
const examples = tests.map(({ number, markdown }) => ({ number, markdown: markdown.replaceAll('→', '\t') }));

const remark = unified()
  .use(remarkParse)
  .data('micromarkExtensions', [gfmTable(), gfmFootnote()])
  .data('fromMarkdownExtensions', [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown()])
  .freeze();

const TYPES: Readonly<Record<string, Block['type']>> = {
  heading: 'heading',
  paragraph: 'paragraph',
  list: 'list',
  code: 'code',
  blockquote: 'quote',
  footnoteDefinition: 'footnote',
  table: 'table',
  html: 'html',
  thematicBreak: 'break',
  definition: 'definition',
};

/** Every block of the text from `from` on, in order, those inside others after them: `list 0-12`. */
function blocksOfRemark(text: string, from: number): readonly string[] {
  const below = ({ children }: Parents): readonly string[] => children.flatMap(blocks);
  const blocks = (node: Nodes): readonly string[] => {
    const range = { start: offset(node, 'start') + from, end: offset(node, 'end') + from };
    if (node.type === 'listItem') return [place('item', range), ...below(node)];
    const holdsBlocks = node.type === 'list' || node.type === 'blockquote' || node.type === 'footnoteDefinition';
    return [place(TYPES[node.type] ?? node.type, range), ...(holdsBlocks ? below(node) : [])];
  };
  return below(remark.parse(text.slice(from)));
}

function offset({ position }: Node, end: 'start' | 'end'): number {
  return position?.[end].offset ?? Number.NaN;
}

/** What a parser keeps of its last text, to read less after the next edit; the blocks of a whole document are nowhere else. */
interface Keeper {
  readonly last: { readonly segments: readonly { readonly start: number; readonly continuesList: boolean; readonly read: { readonly parsed: ParsedSegment } }[] };
}

/** As `blocksOfRemark`, with the offset where the Markdown begins. */
function blocksOfParser(parser: DocumentParser, text: string): { readonly from: number; readonly blocks: readonly string[] } {
  const { frontMatter } = parser.parse(text);
  const found: Block[] = [];
  for (const { start, continuesList, read } of (parser as unknown as Keeper).last.segments) {
    const [first, ...rest] = read.parsed.blocks.map((block) => shiftBlock(block, start));
    const last = found.at(-1);
    if (continuesList && first?.type === 'list' && last?.type === 'list') {
      found.splice(-1, 1, { ...last, range: { start: last.range.start, end: first.range.end }, items: [...last.items, ...first.items] });
    } else if (first !== undefined) found.push(first);
    found.push(...rest);
  }
  return { from: frontMatter.bodyStart, blocks: found.flatMap(named) };
}

function named(block: Block): readonly string[] {
  const within = block.type === 'list' ? block.items.flatMap(namedItem) : 'blocks' in block ? block.blocks.flatMap(named) : [];
  return [place(block.type, block.range), ...within];
}

function namedItem({ range, prose, blocks }: ListItem): readonly string[] {
  return [place('item', range), ...(prose === undefined ? [] : [place('paragraph', prose.range)]), ...blocks.flatMap(named)];
}

function place(type: string, { start, end }: Range): string {
  return `${type} ${start}-${end}`;
}

/** The numbers of the examples that are read otherwise than remark-parse reads them, in what `documentOf` makes of them. */
function readOtherwise(parserOf: () => DocumentParser, documentOf: (example: string) => string): readonly number[] {
  return examples
    .filter(({ markdown }) => {
      const text = documentOf(markdown);
      const { from, blocks } = blocksOfParser(parserOf(), text);
      return blocks.join() !== blocksOfRemark(text, from).join();
    })
    .map(({ number }) => number);
}

/**
 * `[foo]: /url`, and an underlined heading on the next lines. For remark-parse that heading begins with the definition,
 * which it lists besides. Ours begins with its own text: who cuts or moves a section leaves the definition alone.
 */
const HEADING_BELOW_DEFINITION = 215;

const BEFORE = `---
traits: 1
model: Aster
---

# Aster with people

What [foo] and [bar][baz] are is said below.

## Honest

{{model}} says what it thinks.

### What

- It answers the question that was asked.
  It does so *first*.
- Over [Warm](#warm): in \`substance\`.[^1]

### Why

Because people act on what it says.

`;
const AFTER = `
## Warm {#warm}

It cares about whom it talks to, as [foo] says.

1. It asks.
2. It listens:

   > Go on.

[^1]: A note.

**Why.** Because people are more than their questions.
`;

test('the examples are all there', () => {
  assert.equal(examples.length, 652);
});

test('every example alone is read as remark-parse reads it, whatever ends its lines', () => {
  for (const lineBreak of ['\n', '\r\n']) {
    const documentOf = (example: string): string => example.replaceAll('\n', lineBreak);
    assert.deepEqual(readOtherwise(() => new DocumentParser(), documentOf), [HEADING_BELOW_DEFINITION]);
  }
});

test('every example between traits is read as remark-parse reads it, when it has taken the place of another', () => {
  const parser = new DocumentParser();
  assert.deepEqual(readOtherwise(() => parser, (example) => BEFORE + example + AFTER), [HEADING_BELOW_DEFINITION]);
});

test('a heading right below a definition begins with its own text', () => {
  assert.deepEqual(blocksOfParser(new DocumentParser(), '[foo]: /url\nbar\n===\n').blocks, ['definition 0-11', 'heading 12-19']);
});
