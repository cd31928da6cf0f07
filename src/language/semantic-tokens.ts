/** Tells the editor what to colour where the grammar cannot know: it sees one line, and not what a name stands for. */
import { normalizePartName, partNames } from '../document/parts.ts';
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { mentionsIn } from './mentions.ts';

export const SEMANTIC_TOKEN_TYPES = ['traitsPart', 'traitsTradeOff', 'traitsMention'] as const;

export interface SemanticToken {
  /** On one line. */
  readonly range: Range;
  readonly type: (typeof SEMANTIC_TOKEN_TYPES)[number];
}

const DEFAULT_NAMES = partNames({});
const LEAD_IN = /^[*_]*[ \t]*(over|yields?[ \t]+to|with)(?![\p{L}\p{N}'’-])/iu;

/**
 * Parts by names that the document adds, the lead-ins of what are trade-offs, and names that lead to a trait; in
 * document order, none in another.
 */
export function semanticTokens(document: TraitsDocument): readonly SemanticToken[] {
  const { text, traits } = document;
  const tokens: SemanticToken[] = [];
  const add = (type: SemanticToken['type'], start: number, end: number): void => {
    if (start < end && !/[\r\n]/.test(text.slice(start, end))) tokens.push({ type, range: { start, end } });
  };
  for (const { range, content } of traits) {
    for (const { label } of content.parts) {
      const written = content.source.slice(label.start, label.end);
      const open = /^[*_\s]*/.exec(written)?.[0].length ?? 0;
      const name = written.slice(open).replace(/[*_\s.:：。—–]+$/, '');
      if (!DEFAULT_NAMES.has(normalizePartName(name))) add('traitsPart', range.start + label.start + open, range.start + label.start + open + name.length);
    }
    for (const entry of content.tradeOffs) {
      const leadIn = entry.precedence === undefined || entry.target === undefined ? null : LEAD_IN.exec(content.source.slice(entry.range.start, entry.range.end));
      if (leadIn === null) continue;
      const end = range.start + entry.range.start + leadIn[0].length;
      add('traitsTradeOff', end - (leadIn[1] ?? '').length, end);
    }
  }
  for (const { words } of mentionsIn(document)) if (words !== undefined) add('traitsMention', words.start, words.end);
  const sorted = tokens.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let last = 0;
  return sorted.filter(({ range }) => {
    const free = range.start >= last;
    if (free) last = range.end;
    return free;
  });
}
