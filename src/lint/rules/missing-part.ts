/** What the rules about missing parts share: when a part counts as missing, and the fix that inserts it. */
import type { Severity } from '../../document/front-matter.ts';
import type { ProsePart } from '../../document/prose-signals.ts';
import { partState, type TraitContent } from '../../document/trait-content.ts';
import type { RuleMeta, TraitFinding, TraitRule } from '../rule.ts';
import { insertPart } from '../scaffold.ts';

/** What a rule says of a trait; `found` follows its name, and begins with a verb. */
interface Wording {
  readonly found: string;
  readonly severity?: Severity;
  readonly related?: NonNullable<TraitFinding['related']>;
}

/** A rule that finds traits in which `part` is neither labelled nor said in prose. `expected` ends its message. */
export function missingPartRule(
  part: ProsePart,
  { severity, summary }: Omit<RuleMeta, 'id'>,
  wording: (content: TraitContent) => Wording,
  expected: string,
): TraitRule {
  return {
    scope: 'trait',
    meta: { id: `${part}/missing`, summary, severity },
    check(content, report, { expectsParts }) {
      if (!expectsParts || partState(content, part) !== 'absent' || content.unheard?.includes(part) === true) return;
      const { found, ...rest } = wording(content);
      report({
        range: content.nameRange,
        message: `${content.name === '' ? 'This trait' : `“${content.name}”`} ${found}: expected ${expected}.`,
        fixes: (document, trait) => {
          const fix = insertPart(document, trait, part);
          return fix === undefined ? [] : [fix];
        },
        ...rest,
      });
    },
  };
}

/** What the pages of these rules say of other languages. */
export const SAID_IN_LANGUAGES = `In a document in another language
the phrases of [that language](../languages.md) count instead, and where none are known for this part the rule is
silent: nobody could tell whether the prose says it.`;

/** What the pages of these rules say of their fix. */
export const INSERTS_PART =
  'inserts the part with a question for you to answer, written as the parts beside it are: as a heading, a lead-in or a list item.';
