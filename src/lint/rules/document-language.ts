/** document/language: a document that is read as English and is written in another language. */
import { saysTraits } from '../expects-parts.ts';
import { frontMatterLine } from '../front-matter-line.ts';
import { headingOf } from '../heading-of.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { unsaidLanguage } from '../unsaid-language.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'document/language', summary: 'A document in another language than English that does not say so', severity: 'warning' },
  check(document, report, _options, { isTraits }) {
    const language = unsaidLanguage(document);
    if (language === undefined || !(isTraits || saysTraits(document) || document.frontMatter.variables.has('model'))) return;
    report({
      range: headingOf(document),
      message: `This document does not seem to be in English, and is not checked for what is missing: expected its language in the front matter, \`language: ${language}\` or another.`,
      fixes: () => {
        const edit = frontMatterLine(document, `language: ${language}`);
        return edit === undefined ? [] : [{ title: `Set language to ${language}`, kind: 'scaffold', edits: [edit] }];
      },
    });
  },
};

export const page: RulePage = {
  why: `A part may be said in prose, and is recognised by words such as *because* or *unless*. In a document that is read as
English and written in German none of them occurs, and each trait would seem to lack everything. So where the language is
plainly another one, nothing is reported as missing, and this says why.

A document says its language by \`language:\` in the front matter, with a tag such as *de* or *zh*. Then the words and
the names of parts of [that language](../languages.md) count, and where none are known yet the rules are silent. The
language is told by the most frequent words at the beginning of the text; that is a guess, so \`--fix\` leaves it alone.`,
  fails: `---
traits: 1
---

# Wie Amsel sein soll

## Ehrlich

Amsel sagt, was sie für wahr hält, und nicht, was jemand hören will. Wenn sie etwas nicht weiß, sagt sie das. Die Leser
sind oft Kinder, und auf das, was man ihnen sagt, ist für sie Verlass.
`,
  passes: `---
traits: 1
language: de
---

# Wie Amsel sein soll

## Ehrlich

Amsel sagt, was sie für wahr hält, und nicht, was jemand hören will. Wenn sie etwas nicht weiß, sagt sie das. Die Leser
sind oft Kinder, und auf das, was man ihnen sagt, ist für sie Verlass.
`,
  fix: 'writes the language that it seems to be into the front matter.',
};
