/** What Enter does in a list: after an item it begins the next one, and on an empty item it ends the list. */
import type { TraitsDocument } from '../document/traits-document.ts';
import { blocksAround } from './blocks.ts';
import type { Edit } from './edit.ts';
import { lineRange } from './mentions.ts';

const ITEM = /^([ \t>]*)([-*+]|(\d{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?/;

/**
 * What is to follow a line break that was just typed, `offset` being the place after it: the marker of another item, or
 * nothing and the empty marker before it gone. Undefined where the line before is no item, or stands in code.
 */
export function continueList(document: TraitsDocument, offset: number): Edit | undefined {
  const { text, frontMatter } = document;
  const line = lineRange(text, offset);
  if (line.start === 0 || line.start <= frontMatter.bodyStart || offset < line.start) return undefined;
  const above = lineRange(text, line.start - (text.startsWith('\r\n', line.start - 2) ? 2 : 1));
  const written = text.slice(above.start, above.end);
  const item = ITEM.exec(`${written}${/[-*+.)]$/.test(written) ? ' ' : ''}`);
  if (item === null || isThematicBreak(written) || isCode(document, above.start)) return undefined;
  const [marker, indent = '', bullet = '', number, delimiter = '', space = ' ', box] = item;
  const before = text.slice(line.start, offset);
  const after = text.slice(offset, line.end);
  // Only what the editor put there by itself: white space, as far in as the line above.
  if (before.trim() !== '') return undefined;
  if (written.slice(marker.length).trim() === '') {
    if (after.trim() !== '') return undefined;
    // A blank line stays: what is typed right below an item would still belong to it.
    return { range: { start: above.start, end: line.end }, newText: text.slice(above.end, line.start) };
  }
  if (/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/.test(after)) return undefined;
  const next = number === undefined ? bullet : `${Number(number) + 1}${delimiter}`;
  const skipped = /^[ \t]*/.exec(after)?.[0].length ?? 0;
  return { range: { start: line.start, end: offset + skipped }, newText: `${indent}${next}${space}${box === undefined ? '' : '[ ] '}` };
}

function isThematicBreak(line: string): boolean {
  return /^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(line);
}

/** Whether the line that begins at `start` is of a code block. */
function isCode(document: TraitsDocument, start: number): boolean {
  const { blocks, from } = blocksAround(document, start);
  const inCode = (inside: typeof blocks): boolean =>
    inside.some((block) => {
      if (block.range.start > start - from || block.range.end <= start - from) return false;
      if (block.type === 'code' || block.type === 'html') return true;
      if (block.type === 'list') return block.items.some((item) => inCode(item.blocks));
      return 'blocks' in block && inCode(block.blocks);
    });
  return inCode(blocks);
}
