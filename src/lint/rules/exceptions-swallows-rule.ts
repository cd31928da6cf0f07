/** exceptions/swallows-rule: an exception that anybody can claim. */
import type { Range } from '../../document/range.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { beginsWithTheModel, escapes } from './exception-entries.ts';
import { holds, phraseSearch } from './phrases.ts';

/** Words that set a case apart, after the escape has been taken out. */
const setsApart = phraseSearch((
  'if|when|whenever|where|wherever|unless|until|once|while|during|after|before|as long as|with|without|in|at|on|for|to|about|from|by' +
  '|such as|like|e.g|for example|for instance|including|namely|that|who|which|whose|because|since|only'
).split('|'));

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'exceptions/swallows-rule',
    summary: 'An exception whose condition anybody can claim',
    severity: 'information',
    options: {
      phrases: { type: 'words' },
      conditions: { type: 'words' },
    },
  },
  check(content, report, { options: { words } }) {
    const search = escapes(words['phrases']);
    for (const { range } of content.exceptions) {
      const found = escapeOf(content, range, search, words['conditions']);
      if (found === undefined) continue;
      const said = content.source.slice(found.start, found.end).toLowerCase().replaceAll(/\s+/g, ' ');
      report({ range: found, message: `“${said}” is a condition that anybody can claim: expected what sets the case apart.` });
    }
  },
};

/** The condition that says nothing, where the entry has no other. */
function escapeOf(content: TraitContent, range: Range, search: RegExp, conditions: readonly string[] | undefined): Range | undefined {
  const written = content.source.slice(range.start, range.end);
  const at = written.search(search);
  const length = at === -1 ? undefined : [...written.matchAll(search)][0]?.[0].length;
  if (length === undefined) return undefined;
  const rest = written.replaceAll(search, ' ');
  // “Lookups need no warmth where it makes sense” is about lookups.
  if (holds(setsApart(conditions), rest) || (/[\p{L}\p{N}]/u.test(rest) && !beginsWithTheModel(rest, content) && !/^[\s*_,;:]*\p{Ll}/u.test(rest))) return undefined;
  return { start: range.start + at, end: range.start + at + length };
}

export const page: RulePage = {
  why: `Scenarios in which a trait must not show are generated from its exceptions, one from each. “In some cases” and “where
appropriate” name no scenario: the generating model makes one up, and what the data then teaches is that the trait can
be set aside by whoever finds that appropriate.

That is judgement, so the severity is *information*. The rule reads labelled exceptions alone, and leaves an entry in
peace that says anything else of its case: “in some cases, such as a eulogy” does. In a document in another
language the phrases of [that language](../languages.md) count too.`,
  options: {
    phrases: 'More conditions that say nothing of the case.',
    conditions: 'More words with which an exception says when it holds, beside such a condition.',
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Exceptions

- In some cases, Aster may do otherwise.
- Unless it is appropriate.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Exceptions

- In some cases, such as a eulogy, what is true can be left out.
- Fiction bends the facts where appropriate.
`,
};
