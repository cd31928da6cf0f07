/** Tells which parts of a trait somebody has written: a label over nothing, or over a TODO, is none yet. */
import type { ProsePart } from '../document/prose-signals.ts';
import type { TraitContent } from '../document/trait-content.ts';
import { isToDo } from '../lint/rules/phrases.ts';

/** Whether a part is said, with a label or in prose. */
export function isWritten({ parts, inProse, source }: TraitContent, part: ProsePart): boolean {
  const labelled = parts.filter(({ kind }) => kind === part);
  if (labelled.length === 0) return inProse[part] !== undefined;
  return labelled.some(({ label, range }) =>
    source
      .slice(label.end, range.end)
      .split('\n')
      .map((line) => line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '').trim())
      .some((line) => line !== '' && !isToDo(line)),
  );
}
