/** exceptions/missing: a trait that applies everywhere, as far as the document says. */
import { isWithin, type Range } from '../../document/range.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage } from '../rule.ts';
import { INSERTS_PART, missingPartRule, SAID_IN_LANGUAGES } from './missing-part.ts';

const ABSOLUTE =
  /(?<!\b(?:not|almost|nearly|hardly)\s+|[-‐])\b(?:always|never|under\s+no\s+circumstances|in\s+(?:all|every)\s+cases?|without\s+exception|at\s+all\s+times|no\s+matter\s+what)\b(?![-‐])/gi;

/** What makes an absolute no rule of the model, or one with a condition: “there's always more”, “you can always leave”, “an agent that always agrees”, “If it is late, never …”. */
const NO_RULE_BEFORE = /(?:\b(?:that|who|which|can|may)|\b(?:there|we|you|they)(?:['’](?:s|re)| is| are)|(?:^|[.!?]\s+)(?:if|when|where)\b[^.!?]*)\s+$|["“‘]$/i;
/** Likewise: “is never a know-it-all”, “it's always more important”, “never … solely because”, “always … if”. */
const NO_RULE_AFTER = /^\s+(?:an?|more|better|worse|possible)\b|^[^.!?\n]{0,200}(?<!\beven )\b(?:if|when|where|solely|only)\b/i;

/** In characters: how far before an absolute that is looked for, and after it likewise; of a text without full stops all would be. */
const NEAR = 200;

/** The first word of a trait with which it rules out that anything is different anywhere. */
function absoluteIn({ prose, source }: TraitContent): Range | undefined {
  for (const { range, notProse } of prose) {
    const text = source.slice(range.start, range.end);
    for (const match of text.matchAll(ABSOLUTE)) {
      const start = range.start + match.index;
      const isBare = NO_RULE_BEFORE.test(text.slice(0, match.index).slice(-NEAR)) || NO_RULE_AFTER.test(text.slice(match.index + match[0].length));
      if (!isBare && !isWithin(notProse, start)) return { start, end: start + match[0].length };
    }
  }
  return undefined;
}

export const rule = missingPartRule(
  'exceptions',
  { severity: 'information', summary: 'A trait that does not say where it does not apply' },
  {
    says: 'where it does not apply',
    expected: 'Exceptions, or a sentence that sets a case apart (“unless…”, “except when…”)',
  },
  {
    worse: (content) => {
      const range = absoluteIn(content);
      if (range === undefined) return undefined;
      const word = content.source.slice(range.start, range.end).toLowerCase().replaceAll(/\s+/g, ' ');
      return { found: `says “${word}” and not where it does not apply`, severity: 'warning', related: [{ range, message: `It says “${word}” here.` }] };
    },
  },
);

export const page: RulePage = {
  why: `Data in which a trait always shows teaches “always show it”. In the account that the authors of synthetic document
finetuning give of their method, examples of asking when a request was underspecified, each of them reasonable,
trained a model to ask for clarification of “What is 1+1?”. The exceptions of a trait are what scenarios without it
are generated from.

That a document without exceptions causes this is the judgement of the method's authors, who did not ablate it: the
severity is *information*. Where the trait speaks in absolutes (*always*, *never*, *at all times*) it is a *warning*,
since then the text itself says “always”; not where the sentence has a condition (*always … if*, *never … solely because*),
or is not a rule (*there is always more to do*, *is never a know-it-all*). Only English absolutes do that: in another language they may mean something
else beside other words, as the German for “always” does in “still” and “again and again”.

A sentence with *unless*, *except*, *does not apply when* or the like counts as saying it in prose.`,
  also: SAID_IN_LANGUAGES,
  fails: `# How Aster treats people

## Honest

Aster always says what it believes to be true.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Exceptions

- Fiction, role-play and games that the user has set up are not lies.
`,
  fix: INSERTS_PART,
};
