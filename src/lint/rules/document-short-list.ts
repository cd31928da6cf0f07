/** document/short-list: a document that is nothing but a list of traits. */
import { dedent, followsBlank, lineBreakOf } from '../../document/lines.ts';
import { lineStart } from '../../document/range.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import { CALLED_TRAITS, isShortList, saysTraits } from '../expects-parts.ts';
import { headingOf } from '../heading-of.ts';
import type { DocumentRule, Edit, Fix, RulePage } from '../rule.ts';
import { contentColumn, partScaffold, traitLevelLine } from '../scaffold.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'document/short-list', summary: 'A document that is only a list of traits', severity: 'warning' },
  check(document, report, _options, { isTraits }) {
    const { traits } = document;
    if (!isShortList(document, isTraits)) return;
    const told = isTraits || tells(document);
    if (!told && !traits.some(isBold)) return;
    report({
      range: headingOf(document),
      message:
        `This document is a list of ${traits.length} traits and nothing more: expected each to say what it means, ` +
        'how it shows, why it matters, what it yields to and where it does not apply.',
      ...(told ? {} : { severity: 'information' }),
      fixes: () => [expand(document)],
    });
  },
};

const OF_MODEL = /\b(?:assistants?|AIs?|chatbots?|language models?|LLMs?|(?:the|our|this) (?:model|bot))\b/i;

/** Whether the document says that its list is one of traits: in its front matter, in a heading, or before the list. */
function tells(document: TraitsDocument): boolean {
  const { text, preamble, sections, title = '', traits } = document;
  if (saysTraits(document) || document.frontMatter.variables.has('model')) return true;
  const before = text.slice(preamble.start, Math.min(preamble.end, preamble.start + LONGEST_INTRODUCTION));
  return [title, before, ...sections.map(({ name }) => name)].some((said) => CALLED_TRAITS.test(said) || OF_MODEL.test(said)) || traits.some(({ content }) => /\{\{[ \t]*model\b/.test(content.source));
}

/** In characters: what comes later introduces nothing. */
const LONGEST_INTRODUCTION = 2000;

function isBold({ content: { source, nameRange } }: Trait): boolean {
  return BOLD.test(source.slice(nameRange.start, nameRange.end).trim());
}

const EXPANDED = ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const;

/** Makes each item a section: its own words are the statement, and every part is there to be filled in. */
function expand(document: TraitsDocument): Fix {
  const { text, traits } = document;
  const eol = lineBreakOf(text);
  // One level for all of them, below every heading that is there.
  const depth = Math.min(6, Math.max(2, ...document.sections.map((section) => section.depth + 1)));
  const edits = traits.map((trait): Edit => {
    const { start, end } = trait.range;
    const id = trait.id === '' ? '' : ` {#${trait.id}}`;
    const parts = EXPANDED.map((kind) => partScaffold(kind, depth));
    const blocks = [`${'#'.repeat(depth)} ${nameOf(trait)}${id}`, statementOf(text, trait), ...parts].filter((block) => block !== '');
    const line = lineStart(text, start);
    const indent = /^[ \t]*$/.test(text.slice(line, start)) ? line : start;
    const before = followsBlank(text, indent) ? '' : '\n';
    return { range: { start: indent, end: start + text.slice(start, end).trimEnd().length }, newText: (before + blocks.join('\n\n')).replaceAll('\n', eol) };
  });
  // A front matter that insists on a list would no longer be true.
  const level = document.frontMatter.traitLevel === 'list' ? traitLevelLine(document) : undefined;
  if (level !== undefined) edits.unshift({ range: level, newText: '' });
  return { title: `Expand ${traits.length} traits into sections`, kind: 'scaffold', edits };
}

/** The name as it is written, so that emphasis and links in it stay, on one line. */
function nameOf({ content: { source, nameRange } }: Trait): string {
  const written = source.slice(nameRange.start, nameRange.end).trim().replaceAll(/\s+/g, ' ');
  return written.replace(BOLD, '$2').trim().replace(/\s*[.:：]$/, '');
}

const BOLD = /^(\*\*|__)([\s\S]*)\1$/;

/** Everything that the item says after its name, with its nested blocks no longer indented. */
function statementOf(text: string, trait: Trait): string {
  const { source, nameRange } = trait.content;
  const after = source.slice(nameRange.end);
  const named = BOLD.test(source.slice(nameRange.start, nameRange.end)) || /^[:：]\s/.test(after);
  const body = named ? after.replace(/^[ \t]*[.:：—–-]?[ \t]*/, '') : source.slice(nameRange.start);
  const column = contentColumn(text, trait.range.start);
  return body
    .split(/\r\n?|\n/)
    .map((line, index) => (index === 0 ? capitalize(line) : dedent(line, column)))
    .join('\n')
    .trim();
}

function capitalize(line: string): string {
  const first = String.fromCodePoint(line.codePointAt(0) ?? 32);
  return line === '' ? line : first.toUpperCase() + line.slice(first.length);
}

export const page: RulePage = {
  why: `A short list of traits is where most people begin, and the authors of synthetic document finetuning, the method that
this extension prepares documents for, began there too. They report that generating from one taught the model to put a
square peg into a round hole: the traits were forced into conversations that did not call for them. The document that
worked best explained each trait, how traits trade off, and when not to follow them. They did not ablate it; it is the
main difference that they name between what failed and what worked.

It is a *warning* where the document says that its list is one of traits: by the name of its file (\`*.traits.md\`), in its
front matter, its title, or before the list (*values*, *principles*, *the assistant*…). Any other list with names in bold may be one: that is
*information*. Other lists are left alone.`,
  fails: `# What our assistant should be like

- **Honest**: says what it believes to be true.
- **Warm**: is glad to be of use.
- **Curious**: wants to know how things work.
`,
  passes: `# What our assistant should be like

- **Honest**: says what it believes to be true.
  - **Why:** people act on what they are told.
  - **Exceptions:** fiction that the user has set up.
- **Warm**: is glad to be of use.
  - **Why:** people hear more from somebody who is on their side.
  - **Exceptions:** a request for a bare answer gets one.
`,
  fix: 'turns each item into a section with its parts to be filled in, and keeps every word of the list.',
};
