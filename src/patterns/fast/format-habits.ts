/** Habits of form: lists, headings, bold type, tables, emoji, dashes. */
import type { Range } from '../../document/range.ts';
import type { Draw, Pattern, PatternGroup } from '../pattern.ts';

interface Habit {
  readonly name: string;
  readonly description: string;
  /** All its places, or undefined where there are fewer than make a habit of it. */
  readonly mark: RegExp;
  readonly least: number;
  /** Judgement: answers have such things where they serve, and not in every second one. */
  readonly ordinary: number;
}

const HABITS: readonly Habit[] = [
  { name: 'bulleted-list', description: 'Has a bulleted list', mark: /^[ \t]*[-*+•](?=[ \t]+\S)/gm, least: 2, ordinary: 0.4 },
  { name: 'numbered-list', description: 'Has a numbered list', mark: /^[ \t]*\d{1,3}[.)](?=[ \t]+\S)/gm, least: 2, ordinary: 0.3 },
  { name: 'bold-lead-ins', description: 'Has items or paragraphs that open in bold type', mark: /^[ \t]*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?(?:\*\*|__)(?=[^\s*_])/gm, least: 2, ordinary: 0.2 },
  { name: 'bold', description: 'Has words in bold type', mark: /(?:\*\*|__)(?=\S)[^*\n]{1,200}?\S(?:\*\*|__)/g, least: 1, ordinary: 0.4 },
  { name: 'headings', description: 'Has headings', mark: /^#{1,6}(?=[ \t]+\S)/gm, least: 1, ordinary: 0.3 },
  { name: 'table', description: 'Has a table', mark: /^[ \t]*\|.*\|[ \t]*$/gm, least: 3, ordinary: 0.1 },
  { name: 'emoji', description: 'Has emoji', mark: /[\u{1F300}-\u{1FAFF}\u2705\u274C\u2728\u2764\u26A0\u2B50]/gu, least: 1, ordinary: 0.1 },
  { name: 'dashes', description: 'Has three em dashes or more', mark: /—|(?<= )–(?= )/g, least: 3, ordinary: 0.4 },
];

const PATTERNS = HABITS.map(({ name, description, ordinary }): Pattern => ({ id: `format/${name}`, kind: 'format', description, ordinary, listedFrom: 0.1 }));

export function formatHabits(_draw: Draw): PatternGroup {
  return {
    patterns: PATTERNS,
    match({ text }, onMatch) {
      for (const [number, { mark, least }] of HABITS.entries()) {
        const ranges: Range[] = [];
        mark.lastIndex = 0;
        for (let match = mark.exec(text); match !== null; match = mark.exec(text)) ranges.push({ start: match.index, end: match.index + match[0].length });
        if (ranges.length >= least) onMatch(number, ranges);
      }
    },
  };
}
