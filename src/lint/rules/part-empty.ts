/** part/empty: a part that has its label and nothing else. */
import { lineBreakOf } from '../../document/lines.ts';
import { PART_TITLES, type PartKind } from '../../document/parts.ts';
import type { ProsePart } from '../../document/prose-signals.ts';
import type { Part } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';
import { partScaffold } from '../scaffold.ts';
import { between, isBlank, isCommentOnly, isFiner, isFollowed, lineRest, lineStartOf } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'part/empty', summary: 'A part that has its label and nothing else', severity: 'information' },
  check({ parts, source }, report, { expectsParts }) {
    if (!expectsParts) return;
    for (const [index, part] of parts.entries()) {
      if (!isBlank(part.blocks, source) || holdsNext(part, parts[index + 1], source)) continue;
      const { kind } = part;
      const fixes = canBeFilled(part, source) && isProsePart(kind) ? { fixes: (document: TraitsDocument, trait: Trait): readonly Fix[] => [fill(document, trait, part, kind)] } : {};
      report({
        range: part.label,
        message: `“${PART_TITLES[kind]}” is empty: expected text, or no “${PART_TITLES[kind]}” at all.`,
        // Its label keeps why/missing silent, and the evidence is the same.
        ...(kind === 'why' ? { severity: 'warning' } : {}),
        ...fixes,
      });
    }
  },
};

/** Whether what follows is read as a part of its own and was meant to stand in this one. */
function holdsNext(part: Part, next: Part | undefined, source: string): boolean {
  if (next === undefined || !isCommentOnly(between(source, part, next))) return false;
  if (isFiner(next.form, part.form)) return true;
  return part.form === 'heading' && next.form === 'heading' && hashes(source, next) > hashes(source, part);
}

function hashes(source: string, { label }: Part): number {
  return /#*[ \t]*$/.exec(source.slice(lineStartOf(source, label.start), label.start))?.[0].trimEnd().length ?? 0;
}

function isProsePart(kind: PartKind): kind is ProsePart {
  return kind !== 'scenarios' && kind !== 'examples';
}

/** An empty list or a comment is for its author to take away; below an underline the name's line is not the last. */
function canBeFilled({ blocks, form, label }: Part, source: string): boolean {
  if (blocks.length > 0) return false;
  return form !== 'heading' || source[lineStartOf(source, label.start)] === '#';
}

function fill(document: TraitsDocument, trait: Trait, part: Part, kind: ProsePart): Fix {
  const title = `Ask what belongs in ${PART_TITLES[kind]}`;
  const asked = partScaffold(kind, 1).split('\n').at(-1) ?? '';
  const question = asked.replace(/^- /, '');
  const { start } = trait.range;
  if (part.form !== 'heading') {
    const at = start + part.label.end;
    return { title, kind: 'scaffold', edits: [{ range: { start: at, end: at }, newText: ` ${question}` }] };
  }
  const eol = lineBreakOf(document.text);
  const { source } = trait.content;
  const at = start + part.label.end + lineRest(source, part.label.end).length;
  const newText = `${eol}${eol}${asked}${isFollowed(document.text, at) ? eol : ''}`;
  return { title, kind: 'scaffold', edits: [{ range: { start: at, end: at }, newText }] };
}

export const page: RulePage = {
  why: `A label with nothing under it looks, in an outline and to the rules about missing parts, as if the part were there. A model
that generates is shown the label and has nothing to go by.

An empty Why is a *warning*, for the reason for which a missing one is: in model spec midtraining (Li et al.), adding *why*
to a spec cut policy misuse from 20% to 2% in one setting and from 6% to 0% in another. Of the other parts this is
judgement, and the severity is *information*.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence, and does not raise it to please.

### Why

People act on what they are told.
`,
  fix: 'writes a question for you to answer under the label, except in Scenarios and Examples and where a comment or an empty list stands there.',
};
