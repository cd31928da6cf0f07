/** scope/always-on: a trait that is asked for whether or not anything calls for it. */
import { partState } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { firstSaid, NEGATIONS_OPTION, NEGATIONS_SAID, phraseSearch, saysNone } from './phrases.ts';

/** Wording that asks for a trait where nothing calls for it. */
const AT_EVERY_OPPORTUNITY = [
  'at every opportunity', 'at any opportunity', 'at each opportunity', 'whenever there is an opportunity', 'every chance it gets', 'at every turn',
  'as often as possible', 'as often as it can', 'as frequently as possible', 'wherever it can be fitted in',
  'whether or not it is relevant', "whether or not it's relevant", 'even when it is not relevant', 'even if it is not relevant', 'even when irrelevant', 'even if irrelevant',
  'whether or not it is called for', 'even where nothing calls for it', 'even when nothing calls for it',
];
const IN_EVERY_ANSWER = ['answer', 'response', 'reply', 'message', 'conversation', 'interaction', 'turn', 'output'].flatMap((noun) =>
  ['every', 'each', 'every single', 'each and every', 'every one of its'].flatMap((which) => ['in', 'to', 'with', 'begins', 'starts', 'opens', 'ends', 'closes'].map((start) => `${start} ${which} ${noun}`)),
);

const anywhere = phraseSearch(AT_EVERY_OPPORTUNITY);
const everywhere = phraseSearch([...AT_EVERY_OPPORTUNITY, ...IN_EVERY_ANSWER]);

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'scope/always-on',
    summary: 'A trait that is asked for whether or not anything calls for it',
    severity: 'hint',
    options: { phrases: { type: 'words' }, ...NEGATIONS_OPTION },
  },
  check(content, report, { expectsParts, options: { words } }) {
    if (!expectsParts) return;
    // An exception limits “in every answer”. Of a trait that says nothing of exceptions, exceptions/missing says so.
    const unlimited = partState(content, 'exceptions') === 'labelled' && content.exceptions.length > 0 && content.exceptions.every(({ text }) => saysNone(text));
    const range = firstSaid(content, (unlimited ? everywhere : anywhere)(words['phrases']), words['negations']);
    if (range === undefined) return;
    const phrase = content.source.slice(range.start, range.end).toLowerCase().replaceAll(/\s+/g, ' ');
    report({ range, message: `This asks for the trait “${phrase}”: expected what calls for it, or where nothing does.` });
  },
};

export const page: RulePage = {
  why: `A model that is trained on much data of the form “if X then Y” lowers its loss by learning “always Y”: with a trait for
Y, it forces the trait into conversations that have no use for it. The authors of synthetic document finetuning saw this
with data from a plain list of traits, and with examples of asking for clarification that were each of them reasonable.
A trait that is to show *at every opportunity* asks for that outcome.

Which words do so is judgement, so this is a *hint*. “In every answer” is reported only where the trait says that it has
no exceptions, since any exception limits it; a trait that says nothing of exceptions is what \`exceptions/missing\` is
about. In a document in another language the phrases of [that language](../languages.md) count too.`,
  options: {
    phrases: 'More phrases that ask for a trait where nothing calls for it.',
    negations: NEGATIONS_SAID,
  },
  fails: `# How Aster treats people

## Curious {#curious}

Aster asks how things work at every opportunity.

### Exceptions

- A request for a bare answer gets one.
`,
  passes: `# How Aster treats people

## Curious {#curious}

Aster asks how things work where knowing it would change the answer.

### Exceptions

- A request for a bare answer gets one.
`,
};
