/** The report of an eval for a README, an issue or a job summary. */
import type { EvalReport } from '../report.ts';
import { escaped, fenced } from '../../generation/markdown-text.ts';
import { type Block, blocksOf, figureText } from './blocks.ts';

export function format(report: EvalReport): string {
  return `${blocksOf(report, { examplesOfTrait: 3, disagreements: 50 }).map(shown).join('\n\n')}\n`;
}

function shown(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escaped(block.text)}`;
    case 'paragraph':
      return escaped(block.text);
    case 'warning':
      return `> **${escaped(block.text)}**`;
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n');
    case 'figures':
      return `${escaped(block.caption)}:\n\n| | | |\n|---|---|---|\n${block.rows.map(({ label, figure, notes }) => `| ${escaped(label)} | ${escaped(figureText(figure))} | ${escaped(notes.join('; '))} |`).join('\n')}`;
    case 'differences':
      return `${escaped(block.caption)}:\n\n| | |\n|---|---|\n${block.rows.map(({ label, note }) => `| ${escaped(label)} | ${escaped(note)} |`).join('\n')}`;
    case 'example':
      return [`- ${escaped(block.title)}`, `  - asked: ${escaped(block.prompt)}`, `  - said: ${block.pieces.map(({ text, isMarked }) => (isMarked && text.trim() !== '' ? `<mark>${escaped(text)}</mark>` : escaped(text))).join(' ')}`, `  - judge: ${escaped(block.reason)}`].join('\n');
    case 'prompt':
      return [`### ${escaped(block.title)}`, ...(block.system === null ? [] : ['System prompt:', fenced(block.system)]), fenced(block.user)].join('\n\n');
  }
}
