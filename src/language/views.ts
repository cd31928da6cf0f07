/** What a document looks like from above, as Markdown to read: its chunks, and which trait says what. */
import { type Chunk, chunkOf } from '../document/chunk.ts';
import { PART_TITLES } from '../document/parts.ts';
import type { ProsePart } from '../document/prose-signals.ts';
import { lineAt, lineStarts } from '../document/range.ts';
import { inMarkdownLine } from '../document/shown-text.ts';
import { partState, type PartState } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

const COVERED: readonly ProsePart[] = ['what', 'how', 'why', 'trade-offs', 'exceptions'];

const STATES: Readonly<Record<PartState, string>> = { labelled: 'yes', 'in-prose': 'in prose', absent: '—' };

/** A table of traits by parts: *yes* where a part is labelled, *in prose* where a sentence says it, a dash where nothing does. */
export function coverageView(document: TraitsDocument, fileName: string): string {
  const { traits } = document;
  const heading = `# Coverage of ${inMarkdownLine(fileName)}\n\n`;
  if (traits.length === 0) return `${heading}No traits were found.\n`;
  const lines = lineStarts(document.text);
  const complete = traits.filter(({ content }) => COVERED.every((part) => partState(content, part) !== 'absent')).length;
  const header = ['Trait', 'Line', ...COVERED.map((part) => PART_TITLES[part]), 'Pinned scenarios'];
  const rows = traits.map(({ name, range, content }) => [
    inMarkdownLine(name),
    String(lineAt(lines, range.start) + 1),
    ...COVERED.map((part) => STATES[partState(content, part)]),
    String(content.scenarios.length),
  ]);
  const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `${heading}${traits.length} traits, ${complete} with every part.\n\n${table}\n`;
}

/** Each trait's chunk, piece by piece and word for word. */
export function chunksView(document: TraitsDocument, fileName: string): string {
  const lines = lineStarts(document.text);
  const traits = document.traits.map((trait) => chunkView(chunkOf(document, trait), lines));
  return [`# Chunks of ${inMarkdownLine(fileName)}`, `What a model gets to see of the document for each of its ${document.traits.length} traits.`, ...traits].join('\n\n') + '\n';
}

function chunkView({ traitId, traitName, hash, pieces }: Chunk, lines: readonly number[]): string {
  const shown = pieces.map(({ role, traitId: of, text, range }) => {
    const where = range === undefined ? '' : `, line ${lineAt(lines, range.start) + 1}`;
    return `### ${role}${of === undefined ? '' : ` of ${inMarkdownLine(of)}`}${where}\n\n${fenced(text)}`;
  });
  return [`## ${inMarkdownLine(traitName)} {#${inMarkdownLine(traitId)}}`, `Hash ${hash.slice(0, 12)}.`, ...shown].join('\n\n');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}
