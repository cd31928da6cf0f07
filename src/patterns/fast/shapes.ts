/** Shapes: samples of which the blocks follow one another in the same order, and sentences that are all of one length. */
import type { Draw, Pattern, PatternGroup } from '../pattern.ts';
import type { Reading } from '../reading.ts';

const FEWEST_BLOCKS = 3;
const SHORTEST_NAME = 24;

/** Sentences with a coefficient of variation below this read as even; that of English prose is about twice as much. */
const EVEN = 0.25;
const FEWEST_SENTENCES = 6;

const EVENNESS: Pattern = {
  id: 'shape/even-sentences',
  kind: 'shape',
  description: `Has ${FEWEST_SENTENCES} sentences or more that are nearly of one length`,
  listedFrom: 0.15,
  ordinary: 0.25,
};

export function shapes({ readings, least }: Draw): PatternGroup {
  const counts = new Map<string, number>();
  for (const reading of readings) {
    const shape = shapeOf(reading.text);
    if (shape !== undefined) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const frequent = [...counts].filter(([, count]) => count >= least).map(([shape]) => shape);
  const numbers = new Map(frequent.map((shape, index) => [shape, index + 1]));
  return {
    patterns: [EVENNESS, ...frequent.map(patternOf)],
    match(reading, onMatch) {
      if (isEven(reading)) onMatch(0, []);
      const number = numbers.get(shapeOf(reading.text) ?? '');
      if (number !== undefined) onMatch(number, []);
    },
  };
}

function patternOf(shape: string): Pattern {
  const hasMarkup = /[^P]/.test(shape);
  // Judgement: prose of three or four paragraphs is common; the same mixture of lists and headings is not.
  const ordinary = hasMarkup ? 0.1 : 0.35;
  const runs = [...shape.matchAll(/(.)\1*/g)].map(([run]) => counted(run.length, BLOCKS[run.charAt(0)] ?? ['block', 'blocks']));
  return { id: `shape/${shape.toLowerCase().slice(0, SHORTEST_NAME)}`, kind: 'shape', description: `Is made of ${runs.join(', then ')}`, listedFrom: Math.max(0.1, 0.6 * ordinary), ordinary };
}

function counted(count: number, [one, several]: readonly [string, string]): string {
  return count === 1 ? `a ${one}` : `${count} ${several}`;
}

const BLOCKS: Readonly<Record<string, readonly [string, string]>> = {
  H: ['heading', 'headings'],
  L: ['list', 'lists'],
  P: ['paragraph', 'paragraphs'],
  Q: ['quotation', 'quotations'],
  T: ['table', 'tables'],
};

/** A letter a block; undefined where there are too few to speak of a shape, or more than anybody would count. */
function shapeOf(text: string): string | undefined {
  const blocks: string[] = [];
  for (const block of text.split(/\n[ \t]*\n+/)) {
    const kind = kindOf(block.trimStart());
    // Items with blank lines between them are one list.
    if (kind !== undefined && !(kind === 'L' && blocks.at(-1) === 'L')) blocks.push(kind);
  }
  return blocks.length < FEWEST_BLOCKS || blocks.length > 30 ? undefined : blocks.join('');
}

function kindOf(block: string): string | undefined {
  if (block === '') return undefined;
  if (/^#{1,6}[ \t]/.test(block)) return 'H';
  if (/^(?:[-*+•][ \t]|\d{1,3}[.)][ \t])/.test(block)) return 'L';
  if (block.startsWith('>')) return 'Q';
  if (block.startsWith('|')) return 'T';
  return 'P';
}

function isEven({ words: { sentences } }: Reading): boolean {
  const lengths: number[] = [];
  for (const sentence of sentences) lengths[sentence] = (lengths[sentence] ?? 0) + 1;
  if (lengths.length < FEWEST_SENTENCES) return false;
  const mean = sentences.length / lengths.length;
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / (lengths.length - 1);
  return Math.sqrt(variance) < EVEN * mean;
}
