/** traits/duplicate-id: an id that is written twice. */
import { lazyByDocument } from '../../document/lazy.ts';
import { documentIds } from '../document-ids.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Identified, identified } from './heading-ids.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'traits/duplicate-id', summary: 'An id that is written twice', severity: 'error' },
  check(document, report) {
    if (documentIds(document).repeated.size === 0) return;
    const first = new Map<string, Identified>();
    for (const heading of identified(document)) {
      const { id, idRange: range } = heading;
      const other = first.get(id);
      if (other === undefined) {
        first.set(id, heading);
        continue;
      }
      const traits = heading.role === 'trait' && other.role === 'trait';
      report({
        range,
        message: `${traits ? 'The trait ' : ''}“${other.name}” has the id “${id}” already: expected another one here.`,
        related: [{ range: other.idRange, message: `“${other.name}” has the id “${id}”.` }],
        ...(traits ? {} : { severity: 'warning' as const }),
        fixes: () => {
          const unused = unusedId(taken(document), id);
          return [{ title: `Change the id to “${unused}”`, kind: 'scaffold', edits: [{ range, newText: `#${unused}` }] }];
        },
      });
    }
  },
};

const taken = lazyByDocument((document) => new Set([...document.traits, ...identified(document)].map(({ id }) => id)));

/** The id with the first number after it that makes it one that is not taken. */
function unusedId(ids: ReadonlySet<string>, id: string): string {
  for (let number = 2; ; number += 1) if (!ids.has(`${id}-${number}`)) return `${id}-${number}`;
}

export const page: RulePage = {
  why: `Samples are kept by the id of their trait, and trade-offs find traits by it. With one id on two traits the samples of
the one are taken for those of the other, and each reference leads to the first. That breaks generation, so it is an
error. On another heading the second id only takes the links of the first: a *warning*.

A heading without \`{#id}\` is not looked at: its id is made of its name, and differs from those that are written.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Why

People act on what they are told.

## Open about doubt {#honest}

Aster says how sure it is.

### Why

Doubt that is not shown cannot be allowed for.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Why

People act on what they are told.

## Open about doubt {#doubt}

Aster says how sure it is.

### Why

Doubt that is not shown cannot be allowed for.
`,
  fix: 'puts a number after the second id; every reference goes on to lead to the first.',
};
