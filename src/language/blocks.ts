/** The blocks of a trait, or of a piece of the text around it, parsed when they are asked for. */
import { type Block, parseSegment, shiftBlock } from '../document/markdown.ts';
import type { Range } from '../document/range.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { lineRange, traitAt } from './mentions.ts';

const known = new WeakMap<TraitContent, readonly Block[]>();

/** Ranges count from the trait's start. References to definitions elsewhere are plain text here. */
export function traitBlocks({ text }: TraitsDocument, { content, range }: Trait): readonly Block[] {
  let blocks = known.get(content);
  if (blocks === undefined) {
    // The lines of an item after its first are indented as far as its marker, which need not begin the line.
    const indent = content.form === 'item' ? range.start - lineRange(text, range.start).start : 0;
    blocks = parse(' '.repeat(indent) + content.source).map((block) => shiftBlock(block, -indent));
    known.set(content, blocks);
  }
  return blocks;
}

/** The blocks of the trait or section around `offset`, and where their ranges count from. */
export function blocksAround(document: TraitsDocument, offset: number): { readonly blocks: readonly Block[]; readonly from: number } {
  const trait = traitAt(document, offset);
  if (trait !== undefined) return { blocks: traitBlocks(document, trait), from: trait.range.start };
  const piece = document.sections.findLast(({ ownRange }) => ownRange.start <= offset)?.ownRange;
  if (piece === undefined) return { blocks: [], from: 0 };
  return { blocks: parse(document.text.slice(piece.start, piece.end)), from: piece.start };
}

function parse(source: string): readonly Block[] {
  return parseSegment(source, '').blocks;
}

/** What holds `offset`, from the outermost to the innermost: blocks, items of lists, and runs of text. */
export function rangesAround(blocks: readonly Block[], offset: number): readonly Range[] {
  const found: Range[] = [];
  const holds = (range: Range): boolean => range.start <= offset && offset <= range.end;
  const add = (range: Range): void => {
    if (holds(range)) found.push(range);
  };
  const walk = (inside: readonly Block[]): void => {
    // Where one ends and the next begins, the next holds the place.
    const block = inside.findLast(({ range }) => holds(range));
    if (block === undefined) return;
    add(block.range);
    switch (block.type) {
      case 'heading':
        return add(block.nameRange);
      case 'code':
        return add(block.content);
      case 'paragraph':
        return addProse(block.prose);
      case 'list': {
        const item = block.items.findLast(({ range }) => holds(range));
        if (item === undefined) return;
        add(item.range);
        if (item.prose !== undefined && holds(item.prose.range)) addProse(item.prose);
        else walk(item.blocks);
        return;
      }
      default:
        walk(block.blocks);
    }
  };
  const addProse = ({ range, bold, links, code }: { range: Range; bold?: { range: Range }; links: readonly { range: Range }[]; code: readonly Range[] }): void => {
    for (const one of [range, ...(bold === undefined ? [] : [bold.range, { start: bold.range.start + 2, end: bold.range.end - 2 }]), ...links.map((link) => link.range), ...code]) add(one);
  };
  walk(blocks);
  return found;
}
