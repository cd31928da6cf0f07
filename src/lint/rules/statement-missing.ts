/** statement/missing: a trait with no sentence of its own before its parts. */
import { lineBreakOf } from '../../document/lines.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';
import { countWords, isCommentOnly, isFollowed, lineStartOf, SENTENCE } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'statement/missing', summary: 'A trait with no sentence of its own before its parts', severity: 'information' },
  check(content, report, { expectsParts }) {
    if (!expectsParts || content.statement !== undefined) return;
    if (saysSomething(content) || beginsWithProse(content) || countWords(content.name, SENTENCE) >= SENTENCE) return;
    report({
      range: content.nameRange,
      message: `${content.name === '' ? 'This trait' : `“${content.name}”`} has no ${content.parts.length === 0 ? 'text yet' : 'sentence of its own before its parts'}: expected a sentence that says what the trait is.`,
      fixes: (document, trait) => [insertStatement(document, trait)],
    });
  },
};

/** Whether something other than a paragraph stands before the first part: a list or a quotation, say. */
function saysSomething({ source, parts, nameRange, heading }: TraitContent): boolean {
  const [first] = parts;
  const start = heading?.range.end ?? nameRange.end;
  const before = first === undefined ? source.slice(start) : source.slice(start, Math.max(start, lineStartOf(source, first.label.start)));
  // After its name an item may have the colon or the emphasis that ends it; nor does a rule across the page say anything.
  return !isCommentOnly(before.replace(/^[\s*_.:：。—–-]*/, ''));
}

/** Whether the first part is a What that begins with a paragraph: that says in a sentence what the trait is. */
function beginsWithProse({ parts: [first] }: TraitContent): boolean {
  return first?.kind === 'what' && first.blocks[0]?.type === 'paragraph';
}

const QUESTION = 'TODO: Put in one sentence, what does the model do that shows this quality?';

function insertStatement(document: TraitsDocument, trait: Trait): Fix {
  const { source, heading, nameRange } = trait.content;
  const { start } = trait.range;
  const eol = lineBreakOf(document.text);
  if (heading === undefined) {
    const [punctuation = ''] = /^[.:：。—–-]?/.exec(source.slice(nameRange.end)) ?? [];
    const at = start + nameRange.end + punctuation.length;
    return { title: 'Insert a statement', kind: 'scaffold', edits: [{ range: { start: at, end: at }, newText: `${punctuation === '' ? ':' : ''} ${QUESTION}` }] };
  }
  const at = start + heading.range.end;
  return { title: 'Insert a statement', kind: 'scaffold', edits: [{ range: { start: at, end: at }, newText: `${eol}${eol}${QUESTION}${isFollowed(document.text, at) ? eol : ''}` }] };
}

export const page: RulePage = {
  why: `When another trait is generated that trades off with this one, the model is shown this one's name, its statement, and its
entry about the other. Without a statement the name has to do, and *Honest* or *Warm* means whatever the reader takes it to
mean.

This is judgement. The statement is the first paragraph of a trait, before any part; where a list or a quotation stands
there, the name is a sentence by itself, or the trait begins with a What in prose (*What. Says what it believes…*), the
rule is silent.`,
  fails: `# How Aster treats people

## Honest

### What

- States its real confidence.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence.

### Why

People act on what they are told.
`,
  fix: 'inserts a question for you to answer after the name.',
};
