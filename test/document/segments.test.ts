/** Segments are a matter of speed alone: cutting a text must not change how any of it is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changeBetween } from '../../src/document/change.ts';
import { findDefinitions } from '../../src/document/definitions.ts';
import { parseMdast } from '../../src/document/markdown.ts';
import { cutSegments, recutSegments, segmentEnd } from '../../src/document/segments.ts';

/** Top-level blocks as `type start-end`; a list that was cut between items counts as one. */
function blocksOfWhole(text: string): string[] {
  return parseMdast(text).children.map((node) => `${node.type} ${node.position?.start.offset}-${node.position?.end.offset}`);
}

function blocksOfSegments(text: string, longSegment?: number): string[] {
  const { cuts } = cutSegments(text, 0, longSegment);
  const blocks: { type: string; start: number; end: number }[] = [];
  for (const [index, cut] of cuts.entries()) {
    const end = segmentEnd(text, cuts, index);
    for (const [first, node] of parseMdast(text.slice(cut.start, end)).children.entries()) {
      const range = { start: (node.position?.start.offset ?? 0) + cut.start, end: (node.position?.end.offset ?? 0) + cut.start };
      const last = blocks.at(-1);
      if (first === 0 && cut.continuesList && last?.type === 'list' && node.type === 'list') last.end = range.end;
      else blocks.push({ type: node.type, ...range });
    }
  }
  return blocks.map((block) => `${block.type} ${block.start}-${block.end}`);
}

/** The same blocks without the line endings that the parser counts to an unclosed fence in a list item. */
function trimmed(text: string, blocks: readonly string[]): string[] {
  return blocks.map((block) => {
    const [, head, end] = /^(.*-)(\d+)$/.exec(block) ?? [];
    return `${head}${text.slice(0, Number(end)).trimEnd().length}`;
  });
}

function assertSame(text: string): void {
  assert.deepEqual(blocksOfSegments(text), blocksOfWhole(text), JSON.stringify(text));
}

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('# h', '## h ##', '### a {#id}', '#', '#no', ' # h', '   ## h', '    # code') },
  { weight: 2, arbitrary: fc.constantFrom('===', '---', '- - -', '***', '  ---', '--', '=') },
  { weight: 3, arbitrary: fc.constantFrom('```', '```js', '~~~', '  ```', '    ```', '````', '``` a`b', '~~~ x', '\t```') },
  { weight: 3, arbitrary: fc.constantFrom('- a', '* b', '+', '-', '1. a', '2. b', '10) c', '  - d', '    - e', '-\ta', '- ```', '1.', '- # h', '-     code') },
  { weight: 2, arbitrary: fc.constantFrom('<div>', '</div>', '<!-- a', '-->', '<!-- a -->', '<pre>', '</pre>', '<x-y>', '<b>', '<?a', '?>', '<!X', '>', '<script>', '</script>') },
  { weight: 2, arbitrary: fc.constantFrom('> q', '>', '> # h', '> ```', '  > q', '> - a') },
  { weight: 1, arbitrary: fc.constantFrom('[^a]: f', '    more', '[a]: /u', '[a]: /u "t', '| a | b |', '| - | - |', '  text', ' text', '\\# x') },
  { weight: 4, arbitrary: fc.constantFrom('text', 'more text', 'é', '', '', ' ', '\t') },
);
const document = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));

test('blocks are where the parser finds them on the whole text', () => {
  fc.assert(fc.property(document, assertSame), { numRuns: Number(process.env['RUNS'] ?? 3000) });
});

test('blocks are the same when every segment counts as long', () => {
  fc.assert(fc.property(document, (text) => assert.deepEqual(trimmed(text, blocksOfSegments(text, 0)), trimmed(text, blocksOfWhole(text)))), { numRuns: Number(process.env['RUNS'] ?? 3000) });
});

test('a heading begins a segment, and one in a fence, a list or an HTML block does not', () => {
  const text = '# a\n\n```\n# no\n```\n\n- ```\n  # no\n\n<div>\n# no\n\n## b\n\nTitle\n===\n';
  assert.deepEqual(
    cutSegments(text).cuts.map((cut) => text.slice(cut.start).split('\n')[0]),
    ['# a', '## b', 'Title'],
  );
});

test('a long document is cut at its headings again after a place that leaves it uncertain', () => {
  const section = '## Honest\n\nText that goes on for a while.\n\n';
  const count = (sections: number): number => cutSegments(`# All\n\n- a\nlazy\n  \`\`\`\n\n${section.repeat(sections)}`).cuts.length;
  assert.equal(count(10), 1);
  assert.ok(count(5000) > 5000);
});

test('after an edit the cuts are those of the whole text, found by looking around the edit alone', () => {
  const uncertain = fc.array(fc.constantFrom('- a\nlazy\n  ```\n', '', '## h', 'text'), { maxLength: 10 }).map((lines) => lines.join('\n'));
  const some = fc.oneof(document, uncertain);
  const edited = fc.tuple(some, some, some, some, fc.constantFrom('', '\n'));
  const at = (text: string, cuts: ReturnType<typeof cutSegments>, from: number): unknown => ({ text, from, cuts });
  fc.assert(
    fc.property(edited, fc.constantFrom(0, 20, undefined), fc.option(fc.nat({ max: 100 }), { nil: undefined }), fc.nat({ max: 3 }), ([head, removed, inserted, tail, between], longSegment, longRest, from) => {
      const [before, after] = [removed, inserted].map((middle) => [head, middle, tail].join(between)) as [string, string];
      const known = cutSegments(before, Math.min(from, before.length), longSegment, longRest);
      const start = Math.min(from, after.length);
      const change = changeBetween(before, after);
      const { before: first, after: last, between: changed, stops } = recutSegments(after, start, known, change, longSegment, longRest);
      const shifted = known.cuts.slice(known.cuts.length - last).map((cut) => ({ ...cut, start: cut.start + change.end - change.endBefore }));
      const cuts = [...known.cuts.slice(0, first), ...changed, ...shifted];
      assert.deepEqual(at(after, { cuts, stops }, start), at(after, cutSegments(after, start, longSegment, longRest), start), JSON.stringify(before));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 3000) },
  );
});

test('an edit far from the ends of a document leaves the cuts before and after it as they are', () => {
  const section = '## Heading\n\nText.\n\n';
  const before = section.repeat(100);
  const after = `${section.repeat(50)}x${section.repeat(50)}`;
  const { before: kept, after: shifted } = recutSegments(after, 0, cutSegments(before), changeBetween(before, after));
  assert.deepEqual([kept, shifted], [49, 49]);
});

test('an edit that leaves it uncertain what begins, and the next one, look no further than a certain place after it', () => {
  const section = '## Heading\n\nText.\n\n';
  const [head, tail] = [section.repeat(5000), section.repeat(5000)];
  const before = `${head}- a\n  - b\n  \`\`\`\n\n${tail}`;
  const after = `${head}- a\nx  - b\n  \`\`\`\n\n${tail}`;
  const known = cutSegments(before);
  const uncertain = recutSegments(after, 0, known, changeBetween(before, after));
  assert.deepEqual([known.stops.length, uncertain.stops.length, uncertain.before, uncertain.after], [0, 1, 4999, 5000]);
  const { before: kept, after: shifted, stops } = recutSegments(before, 0, cutSegments(after), changeBetween(after, before));
  assert.deepEqual([kept, shifted, stops], [4999, 5000, []]);
});

test('what a paragraph, a line or a lone carriage return may cost is bounded', () => {
  // Each took time that grew with the square of its length.
  assert.equal(cutSegments(`a\n${'2. x\n'.repeat(100_000)}`).cuts.length, 1);
  assert.equal(cutSegments(`${'## a\n\n'.repeat(60_000)}\r`).cuts.length, 60_000);
  assert.equal(findDefinitions('a]:'.repeat(100_000), 0).size, 0);
  assert.deepEqual([...findDefinitions(`\uFEFF[a]: /b\n   [${'\\]'.repeat(999)}]: /c`, 1).values()].length, 2);
});
