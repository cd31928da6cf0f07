/** document/no-traits: a document that says it is one of traits, and in which none was found. */
import { headingOf } from '../heading-of.ts';
import type { DocumentRule, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'document/no-traits', summary: 'A traits document in which no trait was found', severity: 'information' },
  check(document, report, _options, { isTraits }) {
    const { frontMatter, text, traits } = document;
    if (traits.length > 0) return;
    const key = frontMatter.keys.find((entry) => entry.key === 'traits' || entry.key === 'trait-level');
    // One that has just been made has nothing in it yet.
    if (key === undefined && (!isTraits || text.slice(frontMatter.bodyStart).trim() === '')) return;
    report({
      range: key?.range ?? headingOf(document),
      message: 'No trait was found in this document: expected a section below the title for each, or a list of items that begin with a name in bold.',
    });
  },
};

export const page: RulePage = {
  why: `Where no trait is found nothing can be missing, so every other rule is silent, and there is nothing to generate from. It
looks like a document in good order.

The title is not a trait, and neither is a section that is marked or headed as context. Set \`trait-level\` in the front
matter where the traits are somewhere else than this extension looks: \`list\` for the items of a list among other text.

It is reported only where the front matter, or the name of the file (\`*.traits.md\`), says that the document is one of
traits. A document that has just been begun has none yet, so the severity is *information*.`,
  fails: `---
traits: 1
---

# Honest

Aster says what it believes to be true.

## Why

People act on what they are told.
`,
  passes: `---
traits: 1
---

# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.
`,
};
