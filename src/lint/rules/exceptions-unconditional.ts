/** exceptions/unconditional: an exception that does not say when it holds. */
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { beginsWithTheModel, escapes } from './exception-entries.ts';
import { holds, isToDo, phraseSearch, saysNone } from './phrases.ts';

/** Words with which an entry can set a case apart. */
const CONDITIONS = (
  'if|when|whenever|where|wherever|unless|until|once|while|during|after|before|as long as|except|except for|but' +
  '|in|on|at|for|to|with|without|about|from|by|under|within|between|among|against|around|as|of|into|over|towards|toward' +
  '|such as|like|because|since|that|who|which|whose|what|only|asked|given|provided|requested|told|instructed'
).split('|');
const conditions = phraseSearch(CONDITIONS);

/** What an entry may do that is free to do it: “it may decline”. */
const IS_FREE_TO = /\b(?:may|might|can|could|need\s+not|does\s+not|do\s+not|is\s+not|are\s+not|is\s+allowed|is\s+free|is\s+permitted)\b|n['’]t\b/i;

/** Entries that say that there are exceptions, and not which. */
const THERE_ARE_SOME = /^[\s*_]*(?:(?:there\s+(?:are|may\s+be|might\s+be|can\s+be|will\s+be)\s+)?(?:some\s+|a\s+few\s+|rare\s+|occasional\s+|other\s+)?exceptions?(?:\s+(?:apply|exist|may\s+apply|are\s+possible))?|sometimes|not\s+always|it\s+depends|rarely|occasionally|various|several)[\s*_.!…]*$/i;

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'exceptions/unconditional',
    summary: 'An exception that does not say when it holds',
    severity: 'information',
    options: { conditions: { type: 'words' } },
  },
  check(content, report, { options: { words } }) {
    for (const { range, text } of content.exceptions) {
      if (!isUnconditional(text, content, words['conditions'])) continue;
      report({ range, message: 'This exception does not say when it holds: expected the case that it sets apart.' });
    }
  },
};

/** In characters. */
const LONGEST = 120;

/** Most exceptions are conditions by what they are about (“Fiction is no lie”): only what is about the model needs more. */
function isUnconditional(text: string, content: TraitContent, added: readonly string[] | undefined): boolean {
  // Whoever writes at length says more than that there are exceptions, and a second clause may well hold the condition.
  if (text.length > LONGEST || /[.:;,]\s+\S/.test(text)) return false;
  if (THERE_ARE_SOME.test(text)) return true;
  if (!IS_FREE_TO.test(text) || saysNone(text) || isToDo(text) || holds(escapes(), text)) return false;
  return beginsWithTheModel(text, content) && !holds(conditions(added), text);
}

export const page: RulePage = {
  why: `An exception is the case in which a trait must not show, and scenarios without the trait are generated from it. “Aster
may decline” names no case. Read beside its trait it permits the opposite everywhere, and the generating model has to
make up when.

That is judgement, so the severity is *information*. The rule looks at labelled exceptions that are about the model
itself and hold no word that could be a condition. “Lookups need no warmth” is left alone, since what it is about is
its condition; so is “None”. What an entry permits and to whom is read in English alone: documents in other languages
are left in peace.`,
  options: {
    conditions: 'More words with which an exception says when it holds.',
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Exceptions

- Aster may keep quiet.
- There are exceptions.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Exceptions

- Aster may keep quiet where an answer would give somebody else's secret away.
- Fiction is no lie.
`,
};
