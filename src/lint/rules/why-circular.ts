/** why/circular: a why that says the statement again. */
import type { Range } from '../../document/range.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { hasPlaceholder } from './part-placeholder.ts';
import { bodyOf, EMPTY_WORDS, wordsIn } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'why/circular',
    summary: 'A why that says the statement again',
    severity: 'information',
    options: {
      overlap: {
        type: 'number',
        default: 0.8,
        minimum: 0.3,
        maximum: 1,
      },
      'stop-words': { type: 'words' },
    },
  },
  check(content, report, { expectsParts, options }) {
    if (!expectsParts) return;
    const reason = reasonOf(content);
    const said = saidOf(content);
    if (reason === undefined || said === undefined) return;
    const { source } = content;
    // In more than twice as many words nobody says only the same.
    if (reason.end - reason.start > 2 * (said.end - said.start) + 60) return;
    const overlap = options.numbers['overlap'] ?? 1;
    const ignored = new Set((options.words['stop-words'] ?? []).map((word) => word.toLowerCase()));
    const before = new Set(stems(`${content.name} ${source.slice(said.start, said.end)}`, ignored));
    const shared = new Set<string>();
    const added = new Set<string>();
    for (const word of stems(source.slice(reason.start, reason.end), ignored)) {
      (before.has(word) ? shared : added).add(word);
      // Most reasons are told apart by their first words.
      if (added.size * overlap > before.size * (1 - overlap)) return;
    }
    if (shared.size === 0 || shared.size < overlap * (shared.size + added.size) || hasPlaceholder(content)) return;
    report({
      range: reason,
      message: `This Why has ${added.size === 0 ? 'no word' : 'hardly a word'} that the trait itself has not said: expected a reason, such as who is better off for it.`,
      related: [{ range: said, message: 'The trait says the same here.' }],
    });
  },
};

/** All that the trait gives as its reason under a label, where that is in one place. */
function reasonOf({ parts }: TraitContent): Range | undefined {
  const [why, ...others] = parts.filter(({ kind, blocks }) => kind === 'why' && blocks.length > 0);
  if (why === undefined || others.length > 0 || !why.blocks.every(({ type }) => type === 'paragraph' || type === 'list')) return undefined;
  return bodyOf(why);
}

function saidOf({ statement, nameRange }: TraitContent): Range | undefined {
  const said = statement ?? nameRange;
  return said.end > said.start ? said : undefined;
}

/** English words that carry no content, and those that only say that something is good. */
const STOP: ReadonlySet<string> = new Set([
  ...EMPTY_WORDS,
  ...(
    "always aren't because can't cannot doesn't don't get gets him however isn't it's itself like off once really that's therefore truly upon yes " +
    "important importance essential crucial vital key matter matters good best better right valuable value values ai assistants models"
  ).split(' '),
]);

/** The content words of a text, each without its ending. */
function* stems(text: string, ignored: ReadonlySet<string>): Generator<string, void, undefined> {
  for (const written of wordsIn(text)) {
    const word = written.toLowerCase().replaceAll('’', "'");
    if (word.length > 1 && !STOP.has(word) && !ignored.has(word)) yield stem(word);
  }
}

/** Longer endings first; what is left of a word has three letters at least. */
const ENDINGS = ['fulness', 'lessly', 'fully', 'iness', 'ingly', 'ness', 'edly', 'ings', 'ful', 'ing', 'ity', 'ies', 'ied', 'ily', "'s", 'ed', 'es', 'ly', 's', 'y', 'e'] as const;

/** A light stemmer: honest, honesty and honestly are one, and so are tell, tells and telling. */
function stem(word: string): string {
  const ending = ENDINGS.find((one) => word.length - one.length >= 3 && word.endsWith(one));
  const left = ending === undefined ? word : word.slice(0, -ending.length);
  const last = left.charAt(left.length - 1);
  // “stopping” and “stop”
  return left.length > 3 && last === left.charAt(left.length - 2) ? left.slice(0, -1) : left;
}

export const page: RulePage = {
  why: `*Be honest, because honesty is important* has a Why and no reason. It keeps why/missing silent, and in generated data it gives
nobody anything to infer. In model spec midtraining (Li et al.), adding *why* to a spec cut policy misuse from 20% to 2%
in one setting and from 6% to 0% in another; a statement that is said twice adds none.

What was measured is the presence of reasons. That one is circular is judged here by its words: it is reported when at least
four in five of those that carry content stand in the trait's name or statement too. Words that only say that
something is good, such as *important* and *matters*, do not count. The word list is English and can be added to.`,
  options: {
    overlap: 'The share of the words of a Why that stand in the name and the statement as well, from which on it says the same. Words such as “the” do not count.',
    'stop-words': 'Words that say nothing by themselves, beside the English ones that are known: they do not count.',
  },
  fails: `# How Aster treats people

## Honest

Aster tells people what it believes to be true.

### Why

It is important to be honest and to tell people the truth as Aster believes it to be true.
`,
  passes: `# How Aster treats people

## Honest

Aster tells people what it believes to be true.

### Why

People act on what they are told, and harm lands on whoever trusted most.
`,
};
