/** What the rules about missing parts share: when a part counts as missing, and the fix that inserts it. */
import type { Severity } from '../../document/front-matter.ts';
import { PART_TITLES } from '../../document/parts.ts';
import type { ProsePart } from '../../document/prose-signals.ts';
import { partState, type TraitContent } from '../../document/trait-content.ts';
import type { TraitRule } from '../rule.ts';
import { insertPart } from '../scaffold.ts';

/** A rule that finds traits in which `part` is neither labelled nor said in prose. `expected` ends its message. */
export function missingPartRule(
  part: ProsePart,
  severity: Severity,
  summary: string,
  expected: string,
  severityIn?: (content: TraitContent) => Severity,
): TraitRule {
  const title = PART_TITLES[part];
  return {
    scope: 'trait',
    meta: { id: `${part}/missing`, summary, severity },
    check(content, report, form) {
      // A bare list lacks everything everywhere: document/short-list says so once.
      const bareItem = form === 'list' && content.form === 'item' && content.parts.length === 0;
      if (bareItem || partState(content, part) !== 'absent') return;
      report({
        range: content.nameRange,
        message: `“${content.name}” has no ${title}: expected ${expected}.`,
        fixes: (document, trait) => [insertPart(document, trait, part)],
        ...(severityIn === undefined ? {} : { severity: severityIn(content) }),
      });
    },
  };
}
