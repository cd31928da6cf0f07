/** What the rules about missing parts share: when a part counts as missing, where that is said, and the fix that inserts it. */
import type { Severity } from '../../document/front-matter.ts';
import { keptOn } from '../../document/lazy.ts';
import { PART_TITLES } from '../../document/parts.ts';
import type { ProsePart } from '../../document/prose-signals.ts';
import { withoutCode } from '../../document/plain-text.ts';
import { partState, type TraitContent } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import { headingOf } from '../heading-of.ts';
import type { Edit, Fix, RuleMeta, TraitFinding, TraitRule } from '../rule.ts';
import { insertPart } from '../scaffold.ts';
import { countWords, SENTENCE } from './part-text.ts';

interface Words {
  /** What the part says, to follow “does not say”. */
  readonly says: string;
  /** Ends the message. */
  readonly expected: string;
}

interface Besides {
  /** Whether a trait has what is asked for in another way than in a part of its own, or in a sentence with a signal; `text` is what follows its name, without code. */
  readonly isSaid?: (content: TraitContent, text: string) => boolean;
  /** What is worse in this trait than in others: said of it even where the same is missing in all. */
  readonly worse?: (content: TraitContent) => { readonly found: string; readonly severity: Severity; readonly related: NonNullable<TraitFinding['related']> } | undefined;
  /** Severity of a finding in prose that is so long that it may say it in words that nobody has thought of. */
  readonly inLongProse?: Severity;
}

/** Words with which a label says that what follows is the part, although it is no name of it: *Why we care*, *When not*. */
const LABELS: Readonly<Record<ProsePart, string>> = {
  what: 'what',
  how: 'how|in practice',
  why: 'why|rationale|reasons?|reasoning|motivation',
  'trade-offs': 'trade-?offs?|tensions?|conflicts?|when [^\\n:*]{0,40}conflicts?',
  exceptions: 'exceptions?|except|unless|limits|when not|(?:when|where) (?:it|this|that) does(?: not|n.t)',
};

/** In a document of fewer traits than this, each is told what it lacks. */
const MANY = 5;

/** Where so few traits have a part, as a share of all, it is the document that has none. */
const FEW = 0.1;

/** In characters. */
const LONG = 300;

/**
 * A rule that finds traits in which `part` is neither labelled nor said in prose. Where hardly any trait of a document
 * has it, that is said once.
 */
export function missingPartRule(part: ProsePart, { severity, summary }: Omit<RuleMeta, 'id'>, { says, expected }: Words, { isSaid, worse, inLongProse = severity }: Besides = {}): TraitRule {
  const label = new RegExp(`^[ \\t]*(?:#+[ \\t]|(?:[-*+][ \\t]+)?(?:\\*\\*|__)|(?:[-*+][ \\t]+)?(?=[^\\n]{0,60}:))(?:${LABELS[part]})(?![\\p{L}\\p{N}])`, 'imu');
  const known = keptOn<TraitContent, boolean>();
  const isMissing = (content: TraitContent): boolean => {
    let missing = known.get(content);
    if (missing === undefined) {
      missing = partState(content, part) === 'absent' && content.unheard?.includes(part) !== true;
      if (missing) {
        const text = withoutCode(content.source.slice(content.nameRange.end));
        missing = !label.test(text) && isSaid?.(content, text) !== true;
      }
      known.set(content, missing);
    }
    return missing;
  };
  return {
    scope: 'trait',
    meta: { id: `${part}/missing`, summary, severity },
    *ofAll(document) {
      const { traits } = document;
      if (traits.length < MANY) return undefined;
      const most = traits.length * FEW;
      let having = 0;
      let first: TraitContent | undefined;
      for (let index = 0; index < traits.length; index += 1) {
        const content = traits[index]?.content;
        if (content === undefined) continue;
        // What is known takes no time.
        if (known.get(content) === undefined) yield;
        if (isMissing(content)) first ??= content;
        else having += 1;
        if (having > most) return undefined;
      }
      // In most documents traits are written alike.
      const long = first !== undefined && isLong(first);
      return {
        range: headingOf(document),
        message: `In ${having === 0 ? 'all' : `${traits.length - having} of the`} ${traits.length} traits nothing says ${says}${long ? ', as far as their words tell' : ''}: expected ${expected}.`,
        severity: long ? inLongProse : severity,
        fixes: () => insertInto(traits.filter(({ content }) => isMissing(content)), document, part),
      };
    },
    check(content, report, { expectsParts, saidOfAll }) {
      // Of what has no text at all, one rule says so.
      if (!expectsParts || isNothing(content) || !isMissing(content)) return;
      const closer = worse?.(content);
      if (saidOfAll && closer === undefined) return;
      const { found, ...more } = closer ?? { found: `does not say ${says}${isLong(content) ? ', as far as its words tell' : ''}`, severity: isLong(content) ? inLongProse : severity };
      report({
        range: content.nameRange,
        message: `${content.name === '' ? 'This trait' : `“${content.name}”`} ${found}: expected ${expected}.`,
        fixes: (document, trait) => {
          const fix = insertPart(document, trait, part);
          return fix === undefined ? [] : [fix];
        },
        ...more,
      });
    },
  };
}

/** Whether there is so much text, and no label in it, that it may well say a thing in other words than are looked for. */
function isLong({ parts, prose }: TraitContent): boolean {
  return parts.length === 0 && prose.reduce((sum, { text }) => sum + text.length, 0) >= LONG;
}

/** Whether a trait has no text yet, so that statement/missing says all there is to say of it. */
function isNothing({ name, nameRange, heading, parts, prose, source }: TraitContent): boolean {
  return parts.length === 0 && prose.length === 0 && countWords(name, SENTENCE) < SENTENCE && /^[\s*_.:：。—–-]*$/.test(source.slice(heading?.range.end ?? nameRange.end));
}

function insertInto(traits: readonly Trait[], document: TraitsDocument, part: ProsePart): readonly Fix[] {
  const fixes = traits.map((trait) => insertPart(document, trait, part));
  // What the first ones say of the whole document is said once.
  const edits = new Map(fixes.flatMap((fix) => (fix?.edits ?? []).map((edit): [string, Edit] => [`${edit.range.start} ${edit.newText}`, edit])));
  const said = [...edits.values()].filter(({ range }) => range.start < (traits[0]?.range.start ?? 0));
  if (said.length > 1 || fixes.includes(undefined)) return [];
  return [{ title: `Insert ${PART_TITLES[part]} into ${traits.length} traits`, kind: 'scaffold', edits: [...edits.values()] }];
}

/** What the pages of these rules say of other languages. */
export const SAID_IN_LANGUAGES = `In a document in another language
the phrases of [that language](../languages.md) count instead, and where none are known for this part the rule is
silent: nobody could tell whether the prose says it.

What a label such as *Why we care* or *When not* stands over counts too, whatever its words. In a document of five traits
or more of which hardly any says it, that is one finding at the first heading, and not one at each trait.`;

/** What the pages of these rules say of their fix. */
export const INSERTS_PART =
  'inserts the part with a question for you to answer, written as the parts beside it are: as a heading, a lead-in or a list item.';
