/** style/vague: a trait that leaves to others what it should say. */
import { withoutQuotations } from '../../document/plain-text.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import { isWithin, type Range } from '../../document/range.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { countWords } from './part-text.ts';
import { phraseSearch } from './phrases.ts';

/** Words with which a text says that there is a measure, and not which. */
const searchFor = phraseSearch((
  'appropriate|appropriately|reasonable|reasonably|suitable|suitably|adequate|adequately|proper|properly|sensible|sensibly' +
  '|as needed|as necessary|if needed|if necessary|where needed|where necessary|when needed|when necessary' +
  '|where possible|when possible|if possible|whenever possible|wherever possible|to the extent possible|as applicable|where applicable'
).split('|'));

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'style/vague',
    summary: 'A trait that leans on “appropriate”, “reasonable” and the like',
    severity: 'information',
    options: {
      words: { type: 'words' },
      'at-least': { type: 'number', default: 3, minimum: 1, maximum: 100 },
      'per-hundred-words': { type: 'number', default: 1.5, minimum: 0, maximum: 100 },
    },
  },
  check(content, report, { expectsParts, options }) {
    const search = searchFor(options.words['words']);
    // Most traits have none: the cheap look comes first.
    if (!expectsParts || content.source.search(search) === -1) return;
    const { found, words } = vagueIn(content, search);
    const [first, ...rest] = found;
    if (first === undefined || found.length < (options.numbers['at-least'] ?? 1) || (found.length * 100) / words < (options.numbers['per-hundred-words'] ?? 0)) return;
    const written = [...new Set(found.map(({ start, end }) => content.source.slice(start, end).toLowerCase().replaceAll(/\s+/g, ' ')))];
    report({
      range: first,
      message: `${content.name === '' ? 'This trait' : `“${content.name}”`} leans on ${written.slice(0, 4).map((word) => `“${word}”`).join(', ')} (${found.length} times in ${words} words): expected it to say what that is, and how somebody would tell.`,
      related: rest.slice(0, 10).map((range) => ({ range, message: 'And here.' })),
    });
  },
};

/** Where such words stand, and how many words there are in all. Names of traits in links, quotations and code do not count. */
function vagueIn({ prose, source }: TraitContent, search: RegExp): { found: readonly Range[]; words: number } {
  const found: Range[] = [];
  let words = 0;
  for (const { range, code, links } of prose) {
    const text = source.slice(range.start, range.end);
    words += countWords(text, Infinity);
    if (text.search(search) === -1) continue;
    const linked = links.map((link) => link.range);
    for (const match of withoutQuotations(text).matchAll(search)) {
      const start = range.start + match.index;
      if (!isWithin(code, start) && !isWithin(linked, start)) found.push({ start, end: start + match[0].length });
    }
  }
  return { found, words };
}

export const page: RulePage = {
  why: `“Responds appropriately” is true of any answer that its reader likes. What is appropriate is what a trait is there to
say; where it does not, the generating model fills it in with its own idea. The evidence nearest to it is from model
spec midtraining (Li et al.): general specs did worse than specific ones (0.43 against 0.26, and 0.25 against 0.09, on
their misalignment measures).

That these words make a text general is judgement, and one of them now and then is good English. So it is their density
that counts: three in a trait, and three in two hundred words. Names of other traits do not count, nor does what stands in
quotation marks. In a document in another language the words of [that language](../languages.md) count too; where words
are not spaced, two characters count as one.`,
  options: {
    words: 'Further words or phrases that leave open what is meant.',
    'at-least': 'How many of them a trait must have.',
    'per-hundred-words': 'How many of them in a hundred words.',
  },
  fails: `# How Aster treats people

## Warm

Aster responds in an appropriate tone and shows reasonable care.

### What

- Offers suitable comfort as needed.

### Why

People hear more from somebody who is on their side.
`,
  passes: `# How Aster treats people

## Warm

Aster answers in the tone of the one who asks, and takes trouble over what they said.

### What

- When somebody is grieving, says so in a sentence before anything else, as far as that is appropriate.

### Why

People hear more from somebody who is on their side.
`,
};
