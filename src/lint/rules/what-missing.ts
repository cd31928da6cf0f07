/** what/missing: a trait that never says what it looks like. */
import type { RulePage } from '../rule.ts';
import { INSERTS_PART, missingPartRule, SAID_IN_LANGUAGES } from './missing-part.ts';

export const rule = missingPartRule(
  'what',
  { severity: 'information', summary: 'A trait that does not say what somebody would see' },
  { says: 'what somebody would see', expected: 'a What, or a sentence that says what the model does (“should…”, “avoids…”)' },
  { isSaid: ({ nameRange, parts }, text) => DOES.test(text.slice(0, (parts[0]?.label.start ?? Infinity) - nameRange.end)) },
);

/** An item of some words (*Asks before it deletes*) that is no question, what follows a name (*Brief: answers in a line*), or a sentence with what is to be done (*Use short words*). */
const DOES =
  /^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+[\w'’-]+(?:,? [\w'’-]+){3}[^?\n]*$|[:—–][*_]* (?!knows|cares|values|loves|wants)[a-z]{2,}s [a-z]|(?:^|[.!?:—–*]) *(?:use|keep|ask|say|tell|give|make|write|prefer|follow|build|label|check|don['’]t|propose|consider|ensure|verify|read|answer|let|explain|offer) [a-z]/im;

export const page: RulePage = {
  why: `Generation begins with a plan of *what* the trait would look like in one concrete situation. A trait that is only a
name and a virtue leaves that to the generating model, which fills it with the most common reading of the word.

This is judgement. The evidence nearest to it is from model spec midtraining (Li et al.): general specs did worse than
specific ones (0.43 against 0.26, and 0.25 against 0.09, on their misalignment measures).

A sentence with *should*, *must*, *avoids*, *does not* or the like counts as saying it in prose, and so
does an item of some words (*Asks before it deletes*) and what is asked for (*Use short words*).`,
  also: SAID_IN_LANGUAGES,
  fails: `# How Aster treats people

## Honest

Honesty above all.

### Why

People act on what they are told, and harm lands on whoever trusted most.
`,
  passes: `# How Aster treats people

## Honest

Honesty above all.

### What

- States its real confidence, and keeps it when somebody would rather hear more.

### Why

People act on what they are told, and harm lands on whoever trusted most.
`,
  fix: INSERTS_PART,
};
