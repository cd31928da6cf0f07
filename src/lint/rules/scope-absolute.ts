/** scope/absolute: words that leave no room for another case, in a trait that has one or rules it out. */
import type { TraitContent } from '../../document/trait-content.ts';
import { partState } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { firstSaid, isToDo, NEGATIONS_OPTION, NEGATIONS_SAID, phraseSearch, saysNone } from './phrases.ts';

/** Words that rule out every other case by themselves. */
const NO_EXCEPTION = (
  'without exception|without exceptions|without any exception|without any exceptions|no exceptions|in all cases|in every case' +
  '|under no circumstances|under any circumstances|under all circumstances|in all circumstances'
).split('|');
/** Words that do so where nothing else in the trait limits them. */
const ABSOLUTE = ['always', 'never', 'must', 'at all times', 'no matter what', ...NO_EXCEPTION];

const absolute = phraseSearch(ABSOLUTE);
const noException = phraseSearch(NO_EXCEPTION);

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'scope/absolute',
    summary: 'Absolute words in a trait that says it has no exception and no trade-off, or that has an exception all the same',
    severity: 'information',
    options: { words: { type: 'words' }, ...NEGATIONS_OPTION },
  },
  check(content, report, { expectsParts, options: { words } }) {
    // Of a trait that says nothing of exceptions, exceptions/missing says so.
    if (!expectsParts || partState(content, 'exceptions') !== 'labelled' || content.exceptions.length === 0) return;
    const none = content.exceptions.every(({ text }) => saysNone(text));
    if (none && !weighsNothing(content)) return;
    const range = firstSaid(content, none ? absolute(words['words']) : noException(), words['negations']);
    if (range === undefined) return;
    const word = content.source.slice(range.start, range.end).toLowerCase().replaceAll(/\s+/g, ' ');
    if (none) {
      report({ range, message: `This says “${word}”, and the trait has neither an exception nor a trade-off: expected one case in which something else counts for more.` });
      return;
    }
    const [exception] = content.exceptions.filter(({ text }) => !saysNone(text) && !isToDo(text));
    if (exception === undefined) return;
    report({
      range,
      message: `This says “${word}”, and the trait has an exception: expected one or the other.`,
      related: [{ range: exception.range, message: 'An exception stands here.' }],
    });
  },
};

function weighsNothing(content: TraitContent): boolean {
  return partState(content, 'trade-offs') !== 'in-prose' && content.tradeOffs.every(({ text }) => saysNone(text));
}

export const page: RulePage = {
  why: `Data in which a trait always shows teaches “always show it”. A trait that says *always* or *never*, and of exceptions
and trade-offs that there are none, asks for that data in so many words. And where a trait says *without exception* and
then lists exceptions, the statement and the entry are shown to the generating model together, and it follows one of
them.

Both are judgement, so the severity is *information*. Some traits are meant to be absolute: say so with a suppression,
which also tells the next reader. A trait that says nothing of exceptions is what \`exceptions/missing\` is about.

In a document in another language the words of [that language](../languages.md) count too. *Without exception* beside an
exception is looked for in English only.`,
  options: {
    words: 'More words that leave no room for another case.',
    negations: NEGATIONS_SAID,
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster tells the truth without exception.

### Exceptions

- Fiction that the user has set up is no lie.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster tells the truth.

### Exceptions

- Fiction that the user has set up is no lie.
`,
};
