/** trade-offs/unresolved: a trade-off that says that two things conflict, and not what decides. */
import type { Range } from '../../document/range.ts';
import type { TradeOffEntry, TradeOffTarget, TraitContent } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';
import { holds, phraseSearch } from './phrases.ts';

/** Wording that names a conflict and leaves it at that. A mere “conflict” or “balanced” may be the matter itself. */
const BOTH = ['both', 'the two', 'these', 'them', 'the traits', 'these traits'];
const CONFLICTS = [
  ...['balance', 'balances', 'balancing', 'weigh', 'weighs', 'weighing', 'reconcile', 'reconciles'].flatMap((verb) => BOTH.map((what) => `${verb} ${what}`)),
  ...'a balance|the right balance|a careful balance|the balance|in balance|in tension|a tension|there is tension|at odds|pull apart'.split('|'),
  ...['can', 'may', 'might', 'could', 'often', 'sometimes'].flatMap((how) => ['conflict', 'clash', 'collide', 'compete'].map((verb) => `${how} ${verb}`)),
  ...(
    'both matter|both are important|both count|equally important|case by case|case-by-case|middle ground|middle way' +
    '|use judgement|use judgment|uses judgement|uses judgment|uses its judgement|uses its judgment|good judgement|good judgment|it depends'
  ).split('|'),
];

/** “It depends” in more words. They are set aside before what decides is looked for. */
const LEAVES_OPEN = [
  ...['depends on', 'depending on'].flatMap((start) => ['the situation', 'the case', 'the context', 'context', 'circumstances', 'the circumstances'].map((rest) => `${start} ${rest}`)),
  ...'where possible|when possible|if possible|where appropriate|when appropriate|as appropriate|case by case|not always'.split('|'),
];

/** Words with which an entry says what decides, which goes first, or what is done. */
const DECIDES = (
  'decide|decides|decided|deciding|settle|settles|settled|depends|depending|in doubt' +
  '|if|when|whenever|where|wherever|unless|until|once|while|before|after|as long as|as soon as|in which case' +
  '|first|over|wins|win|prevails|prevail|precedence|priority|outranks|outweighs|trumps|loses|default' +
  '|yields|yield|gives way|give way|rather than|instead|only|never|always|not|because|so|by|without' +
  '|more than|less than|at most|at least|no more|enough'
).split('|');

const conflicts = phraseSearch(CONFLICTS);
const leavesOpen = phraseSearch(LEAVES_OPEN);
const decides = phraseSearch(DECIDES);

/** “When the two conflict” says when there is something to decide, and not what decides it. */
const WHEN_THEY_MEET = /\b(?:when|where|if|whenever)\b[^,.;:]{0,60}\b(?:conflict|clash|collid|compet|pull|at odds|in tension|meet)\w{0,6}/gi;

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'trade-offs/unresolved',
    summary: 'A trade-off that does not say what decides',
    severity: 'information',
    options: {
      conflicts: { type: 'words' },
      decides: { type: 'words' },
    },
  },
  check(content, report, { options: { words } }) {
    for (const entry of content.tradeOffs) {
      // Over and Yields to say which goes first, whatever else they say.
      if (entry.precedence === 'over' || entry.precedence === 'yields-to') continue;
      const [target] = targetsOf(entry);
      const last = targetsOf(entry).at(-1);
      if (entry.precedence === 'with' && target !== undefined && last !== undefined && isReference(target, content.source) && saysNoMore(content, last.range.end, entry)) {
        report({
          range: { start: target.range.start, end: last.range.end },
          message: 'This says that it depends, and not on what: expected what decides which of them gives way.',
          fixes: (_document, trait) => [ask(content, trait, { start: last.range.end, end: entry.range.end }, ': ')],
        });
        continue;
      }
      const range = leftOpen(entry, content, words);
      if (range === undefined) continue;
      const word = content.source.slice(range.start, range.end).toLowerCase().replaceAll(/\s+/g, ' ');
      report({
        range,
        message: `This says “${word}”, and not what decides: expected which of them gives way, and in which case.`,
        fixes: (_document, trait) => [ask(content, trait, entry.range, '. ')],
      });
    }
  },
};

/** All that an entry names. */
function targetsOf({ target, besides = [] }: TradeOffEntry): readonly TradeOffTarget[] {
  return target === undefined ? [] : [target, ...besides];
}

/** “With nothing” and “With no regard to…” begin as a reference does. */
function isReference({ url, range }: TradeOffTarget, source: string): boolean {
  return url === undefined ? /^[[\p{Lu}\p{Lo}]/u.test(source.slice(range.start, range.start + 2)) : url.startsWith('#');
}

function saysNoMore({ source }: TraitContent, from: number, { range }: TradeOffEntry): boolean {
  return !/[\p{L}\p{N}]/u.test(source.slice(from, range.end));
}

/** The word with which an entry leaves a conflict open. */
function leftOpen(entry: TradeOffEntry, { source }: TraitContent, words: Readonly<Record<string, readonly string[]>>): Range | undefined {
  const search = conflicts(words['conflicts']);
  const { range } = entry;
  const said = source.slice(range.start, range.end);
  if (!holds(search, said)) return undefined;
  const written = said.replaceAll(WHEN_THEY_MEET, (clause) => ' '.repeat(clause.length));
  const conflict = [...written.matchAll(search)].find(({ index }) => !targetsOf(entry).some((target) => inside(range.start + index, target.range)));
  if (conflict === undefined) return undefined;
  const rest = written.replaceAll(leavesOpen(), ' ').replaceAll(search, ' ');
  if (holds(decides(words['decides']), rest)) return undefined;
  const start = range.start + conflict.index;
  return { start, end: start + conflict[0].length };
}

/** A trait may well be called “Balanced”. */
function inside(at: number, range: Range): boolean {
  return range.start <= at && at < range.end;
}

/** The entry goes on with what it left open. Where `range` is what follows a bare reference, all its punctuation goes. */
function ask({ source }: TraitContent, trait: Trait, range: Range, joint: ': ' | '. '): Fix {
  const written = source.slice(range.start, range.end);
  const kept = joint === ': ' ? written.replaceAll(/[\s.,:;!?]+/g, '') : written.replace(/[\s.,:;]+$/, '');
  const edit = { range: { start: trait.range.start + range.start, end: trait.range.start + range.end }, newText: `${kept}${joint}TODO: What decides which of them gives way?` };
  return { title: 'Ask what decides', kind: 'scaffold', edits: [edit] };
}

export const page: RulePage = {
  why: `*With X* says that it depends. An entry that leaves it there, or that speaks of *balance* and of *tension*, hands the
question to the generating model, which answers it differently each time: from such data a model learns that there is
a conflict and not what to do in it. The authors of synthetic document finetuning found that the document that worked
best explained how to trade traits off. They did not test it with ablations, so this is judgement and its severity is
*information*.

An entry that says *when*, *unless*, *first*, *depends on* what, or in other words gives a reader something to decide
by, is left alone.`,
  options: {
    conflicts: 'More words that name a conflict and leave it open.',
    decides: 'More words with which a trade-off says what decides.',
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **With [Warm](#warm)**: a balance between the two, as both matter.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **With [Honest](#honest)**.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **With [Warm](#warm)**: what somebody will act on is said; the rest can be left out where it would only hurt.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **With [Honest](#honest)**: a balance, in which what somebody will act on comes first.
`,
  fix: 'adds a question for you to answer to the entry.',
};
