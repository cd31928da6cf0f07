/** names/placeholder: a placeholder that stands for nothing. */
import { type Placeholder, findPlaceholders } from '../../document/placeholders.ts';
import { shiftRange } from '../../document/range.ts';
import type { TraitsDocument } from '../../document/traits-document.ts';
import { frontMatterLine } from '../front-matter-line.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { didYouMean, NameFinder } from './nearest.ts';
import { ifAny, isTraitsDocument, readByPiece } from './pieces.ts';

const placeholders = readByPiece((text): readonly Placeholder[] | undefined => ifAny(findPlaceholders(text)));

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'names/placeholder', summary: 'A placeholder that the front matter has no value for', severity: 'warning' },
  check(document, report, _options, run) {
    const { variables } = document.frontMatter;
    const unknown: Placeholder[] = [];
    for (const { piece, value } of placeholders(document)) {
      for (const { name, range } of value) if (!variables.has(name)) unknown.push({ name, range: shiftRange(range, piece.start) });
    }
    // Templates of other kinds write their own variables this way.
    if (unknown.length === 0 || !isTraitsDocument(document, run)) return;
    const names = new NameFinder(variables.keys());
    for (const { name, range } of unknown) {
      const meant = names.nearest(name);
      report({
        range,
        message: `Nothing in the front matter says what \`{{${name}}}\` stands for: expected a key \`${name}\` with a plain value.${didYouMean(meant)}`,
        fixes: () => [
          ...(meant === undefined ? [] : [{ title: `Change to {{${meant.name}}}`, kind: meant.certain ? ('mend' as const) : ('scaffold' as const), edits: [{ range, newText: `{{${meant.name}}}` }] }]),
          ...addKey(document, name),
        ],
      });
    }
  },
};

function addKey(document: TraitsDocument, name: string): readonly Fix[] {
  const edit = frontMatterLine(document, `${name}: TODO`);
  return edit === undefined ? [] : [{ title: `Add \`${name}\` to the front matter`, kind: 'scaffold', edits: [edit] }];
}

export const page: RulePage = {
  why: `\`{{model}}\` is filled in from the front matter when a prompt is made. A placeholder without a value stays as it is: the
generating model is shown the braces, and may well write them into the data.

A document that says nowhere that it has traits, by its front matter, its parts or its words, may be a template of
another kind: nothing is found there.`,
  fails: `---
traits: 1
model: Aster
---

# How {{modle}} treats people
`,
  passes: `---
traits: 1
model: Aster
---

# How {{model}} treats people

In code, \`{{other}}\` is not a placeholder.
`,
  fix: 'changes the placeholder to the one that is nearest, or adds the key to the front matter for you to fill in.',
};
