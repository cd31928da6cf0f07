/** The report of an eval for a terminal. */
import type { EvalReport } from '../report.ts';
import { oneLine } from '../../document/shown-text.ts';
import { type Block, blocksOf, figureText } from './blocks.ts';

const LONGEST_QUOTE = 300;

export function format(report: EvalReport): string {
  // The prompts are for a report that is kept: of a terminal they would be most.
  const all = blocksOf(report, { examplesOfTrait: 1, disagreements: 5 });
  const sent = all.findIndex((block) => block.type === 'heading' && block.text === 'What was sent');
  const problems = all.findIndex((block) => block.type === 'heading' && block.text === 'What went wrong');
  const shown = [...all.slice(0, sent), ...(problems === -1 ? [] : all.slice(problems))];
  return shown.flatMap(linesOf).join('\n').replace(/^\n+/, '').concat('\n');
}

function linesOf(block: Block): readonly string[] {
  switch (block.type) {
    case 'heading':
      return ['', block.level === 3 ? `  ${oneLine(block.text)}` : oneLine(block.text)];
    case 'paragraph':
      return [oneLine(block.text)];
    case 'warning':
      return [`! ${oneLine(block.text)}`];
    case 'list':
      return block.items.map((item) => `  ${oneLine(item)}`);
    case 'figures': {
      const width = Math.max(...block.rows.map(({ label }) => label.length));
      return [`  ${oneLine(block.caption)}:`, ...block.rows.map(({ label, figure, notes }) => `    ${oneLine(label).padEnd(width)}  ${[figureText(figure), ...notes].map(oneLine).join('; ')}`)];
    }
    case 'differences': {
      const width = Math.max(...block.rows.map(({ label }) => label.length));
      return [`  ${oneLine(block.caption)}:`, ...block.rows.map(({ label, note }) => `    ${oneLine(label).padEnd(width)}  ${oneLine(note)}`)];
    }
    case 'example': {
      const text = oneLine(block.pieces.map((piece) => piece.text).join(''));
      return [`    ${oneLine(block.title)}`, `      asked: ${shortened(oneLine(block.prompt))}`, `      said: ${shortened(text)}`, `      judge: ${shortened(oneLine(block.reason))}`];
    }
    case 'prompt':
      return [];
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
