/** document/short-list: a document that is nothing but a list of traits. */
import type { TraitContent } from '../../document/trait-content.ts';
import type { TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { headingScaffold, lineBreakOf } from '../scaffold.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'document/short-list', summary: 'A document that is only a list of traits', severity: 'warning' },
  check(document, report) {
    const { traits, form } = document;
    const first = traits[0];
    if (form !== 'list' || first === undefined || traits.some(({ content }) => content.parts.length > 0)) return;
    report({
      range: headingRange(document) ?? { start: first.range.start, end: first.range.start + first.content.nameRange.end },
      message:
        `This document is a list of ${traits.length} traits and nothing more: expected each to say what it means, ` +
        'how it shows, why it matters, what it yields to and where it does not apply.',
      fixes: () => [expand(document)],
    });
  },
};

function headingRange(document: TraitsDocument): { start: number; end: number } | undefined {
  return document.sections.find((section) => section.depth > 0)?.nameRange;
}

/** Makes each item a section: its own words are the statement, and every part is there to be filled in. */
function expand(document: TraitsDocument): Fix {
  const { text, traits } = document;
  const eol = lineBreakOf(text);
  const first = traits[0]?.range.start ?? 0;
  const last = traits.at(-1)?.range.end ?? first;
  const sections = traits.map(({ name, id, content }) => {
    const parts = (['what', 'how', 'why', 'trade-offs', 'exceptions'] as const).map((kind) => headingScaffold(kind, 3));
    return [`## ${name} {#${id}}`, statementOf(content), ...parts].filter((block) => block !== '').join('\n\n');
  });
  const level = document.frontMatter.traitLevel === 'list' ? [levelEdit(document)] : [];
  const newText = sections.join('\n\n').replaceAll('\n', eol);
  return { title: `Expand ${traits.length} traits into sections`, kind: 'scaffold', edits: [...level, { range: { start: first, end: last }, newText }] };
}

/** Everything that the item says after its name, with its nested blocks no longer indented. */
function statementOf(content: TraitContent): string {
  const named = content.source.slice(content.nameRange.start, content.nameRange.end);
  const bold = /^(?:\*\*|__)/.test(named);
  const body = bold ? content.source.slice(content.nameRange.end).replace(/^[ \t]*[.:：—–-]?[ \t]*/, '') : content.source.slice(content.nameRange.start);
  const indent = content.nameRange.start;
  return body
    .split(/\r\n?|\n/)
    .map((line, index) => (index === 0 ? capitalize(line) : line.replace(new RegExp(`^ {0,${indent}}`), '')))
    .join('\n')
    .trim();
}

function capitalize(line: string): string {
  const first = String.fromCodePoint(line.codePointAt(0) ?? 32);
  return line === '' ? line : first.toUpperCase() + line.slice(first.length);
}

/** A front matter that insists on a list would no longer be true. */
function levelEdit(document: TraitsDocument): { range: { start: number; end: number }; newText: string } {
  const source = document.text.slice(0, document.frontMatter.bodyStart);
  const line = /^trait-level:[^\r\n]*(?:\r\n?|\n)/m.exec(source);
  const start = line?.index ?? 0;
  return { range: { start, end: start + (line?.[0].length ?? 0) }, newText: '' };
}

export const page: RulePage = {
  why: `A short list of traits is where most people begin, and the authors of the method began there too. They report that
generating from one taught the model to put a square peg into a round hole: the traits were forced into conversations
that did not call for them. The document that worked best explained each trait, how traits trade off, and when not to
follow them. They did not ablate it; it is the main difference that they name between what failed and what worked.

The fix turns each item into a section with its parts to be filled in, and keeps every word of the list.`,
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
};
