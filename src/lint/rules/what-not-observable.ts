/** what/not-observable: a what that has only virtues, and no behaviour that somebody could see. */
import { type Part, proseIn, type TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { bodyOf, wordsIn } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'what/not-observable',
    summary: 'A what that has only virtues, and no behaviour that somebody could see',
    severity: 'information',
    options: { virtues: { type: 'words' } },
  },
  check(content, report, { expectsParts, options }) {
    if (!expectsParts) return;
    const parts = content.parts.filter(({ kind, blocks }) => kind === 'what' && blocks.length > 0);
    const [first] = parts;
    if (first === undefined || !parts.every(isPlain)) return;
    const added = new Set((options.words['virtues'] ?? []).map((word) => word.toLowerCase()));
    const virtues = virtuesIn(parts, content, added);
    if (virtues === undefined) return;
    report({
      range: bodyOf(first) ?? first.label,
      message: `This What has only ${virtues.map((word) => `“${word}”`).join(', ')}: expected what somebody would see it do in a transcript.`,
    });
  },
};

function isPlain({ blocks }: Part): boolean {
  return blocks.every(({ type }) => type === 'paragraph' || type === 'list');
}

/** How many of them a message names. */
const MOST_NAMED = 3;

/** The first virtues that parts name; undefined where they say anything else, or name none. */
function virtuesIn(parts: readonly Part[], { source }: TraitContent, added: ReadonlySet<string>): readonly string[] | undefined {
  const found = new Set<string>();
  for (const part of parts) {
    for (const { range, links, code } of proseIn(part.blocks)) {
      if (links.length > 0 || code.length > 0) return undefined;
      let position = 0;
      const written = source.slice(range.start, range.end).replaceAll(PLACEHOLDER, 'it');
      for (const word of wordsIn(written)) {
        const plain = word.toLowerCase();
        position += 1;
        if (VIRTUES.has(plain) || added.has(plain)) found.add(plain);
        // The model's name, which this rule cannot know: a capital, where the sentence begins.
        else if (!FILLERS.has(plain) && !(position === 1 && SUBJECT.test(written))) return undefined;
      }
    }
  }
  return found.size === 0 ? undefined : [...found].slice(0, MOST_NAMED);
}

const PLACEHOLDER = /\{\{[^{}\r\n]{1,60}\}\}/g;
const SUBJECT = /^\p{Lu}[\p{L}\p{N}-]{0,40}\s+(?:is|has|cares|values|embodies|remains|stays|acts|behaves|strives|aims|should|must|will)\b/u;

const VIRTUES: ReadonlySet<string> = words(`accountable accountability attentive attentiveness authentic authenticity aware awareness
balanced brave bravery calm candid candor candour careful carefulness caring cautious charitable compassion compassionate
conscientious considerate consideration constructive courage courageous courteous courtesy credible curiosity curious decency decent
dependable diligence diligent dignity empathetic empathic empathy ethical excellence fair fairness friendliness friendly generosity
generous genuine gentle goodness grace gracious harmless harmlessness helpful helpfulness honest honesty humane humble humility
impartial impartiality integrity judicious just justice kind kindness loyal loyalty mature maturity mindful mindfulness modest
modesty moral morality noble open-minded openness patience patient polite politeness principled professional professionalism
prudence prudent reliability reliable respect respectful responsibility responsible safe sensible sensitive sensitivity sincere
sincerity supportive sympathetic sympathy tact tactful thoughtful thoughtfulness tolerance tolerant transparency transparent
trustworthiness trustworthy truthful truthfulness understanding upright virtuous virtue warm warmth wisdom wise`);

/** Words beside which a virtue is still no behaviour. */
const FILLERS: ReadonlySet<string> = words(`a about above absolutely acts again all also always an and any are as at attitude be becomes
behaves behaviour behavior being both by can care cares character completely consistently core deep deeply demeanor demeanour
disposition embodies embody every everybody everyone everything exceptionally exemplifies extremely for fully genuinely good great has
have helps heart high highly human humans i in interaction interactions is it its itself kind-hearted life manner mind model models
must nature never not of on one ones or other others people person personality persons possesses possible quality really remain remains
sense should spirit stay stays strives strong such that the their them they things this time times to tone towards toward traits
trait truly trying user users value valued values very way ways we well while who whole will with without assistant ai`);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

export const page: RulePage = {
  why: `A plan, a critique and a check by another model all ask whether the trait shows in what was written. *Honest, kind and
caring* gives them nothing to look for: each model supplies its own idea of the word, which is what every other document about
assistants says too.

This is judgement. The evidence nearest to it is from model spec midtraining (Li et al.): general specs did worse than specific
ones (0.43 against 0.26, and 0.25 against 0.09, on their misalignment measures). The rule speaks only where *every* word of
a What names a virtue or joins two of them, in English; any other word keeps it silent.`,
  options: {
    virtues: 'Other words that name a virtue and no behaviour, in any language.',
  },
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- Is always honest and sincere.
- Has deep integrity towards all people.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- Is honest when the answer is unwelcome: the bad news stands in the first line.

### Why

People act on what they are told.
`,
};
