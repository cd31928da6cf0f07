/** What a lint rule is: a description, and a check that reports findings. */
import type { Severity } from '../document/front-matter.ts';
import type { Range } from '../document/range.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { SuppressionUses } from './suppression.ts';

export interface RuleMeta {
  /** `area/problem`. */
  readonly id: string;
  /** One line: what it finds. */
  readonly summary: string;
  /** Severity where nothing is configured; a finding may state another. */
  readonly severity: Severity;
  /** What a user can set beside the severity, by name. */
  readonly options?: Readonly<Record<string, RuleOption>>;
}

/** A number with its bounds, or words that are added to the rule's own. */
export type RuleOption =
  | { readonly type: 'number'; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'words' };

/** The options of one rule, checked and with their defaults: by the names in its meta. */
export interface OptionValues {
  readonly numbers: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, readonly string[]>>;
}

/** What stands on the rule's page and nowhere else. Kept apart from the meta so that it is not in the bundle. */
export interface RulePage {
  /** Markdown: why the rule exists, with its evidence, or that it is judgement. */
  readonly why: string;
  /** What `why` goes on with, where several pages share it. In `why` itself it would keep the page from being left out of the bundle. */
  readonly also?: string;
  /** What each option of the rule is for, by its name. */
  readonly options?: Readonly<Record<string, string>>;
  /** Documents. Both are tests: the first gives this rule's finding, the second gives none of it. */
  readonly fails: string;
  readonly passes: string;
  /** What the fix does, in a sentence or two; absent where there is none. */
  readonly fix?: string;
}

export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /**
   * `mend` is complete as it is, and `--fix` applies it. `scaffold` leaves text for the author to write, or guesses what
   * the author meant, so only a person applies it.
   */
  readonly kind: 'mend' | 'scaffold';
  /** Ranges count from the start of the document and do not overlap. */
  readonly edits: readonly Edit[];
}

export interface Finding {
  readonly range: Range;
  /** What was found and what was expected. */
  readonly message: string;
  readonly severity?: Severity;
  /** The other places that the finding is about. */
  readonly related?: readonly { readonly range: Range; readonly message: string }[];
}

/** A finding in one trait; its ranges count from the trait's start, and its fixes are made when they are asked for. */
export interface TraitFinding extends Finding {
  readonly fixes?: (document: TraitsDocument, trait: Trait) => readonly Fix[];
}

export interface DocumentFinding extends Finding {
  readonly fixes?: () => readonly Fix[];
}

/** What a rule about one trait knows of the document around it. */
export interface TraitContext {
  readonly options: OptionValues;
  /** Whether a trait lacks something where it has not all its parts; in a README, say, nothing is missing. */
  readonly expectsParts: boolean;
  /** Whether `ofAll` has said of the whole document what the rule would say of each trait. */
  readonly saidOfAll: boolean;
}

/**
 * A rule about one trait. It sees the trait's content and the context and nothing else, so its findings are kept for
 * as long as those stay the same.
 */
export interface TraitRule {
  readonly scope: 'trait';
  readonly meta: RuleMeta;
  /** In a document that expects parts: what is said once, where it holds of nearly every trait. Yields before each trait that it has to look at anew. */
  readonly ofAll?: (document: TraitsDocument) => Generator<undefined, DocumentFinding | undefined, undefined>;
  check(content: TraitContent, report: (finding: TraitFinding) => void, context: TraitContext): void;
}

/** What a rule about the document is told of how it is linted. */
export interface LintRun {
  /** Whether the document's file is called what documents of traits are called. */
  readonly isTraits: boolean;
  readonly expectsParts: boolean;
  /** All rules that there are, and whether each is on in this document. */
  readonly rules: ReadonlyMap<string, boolean>;
  /** What is wrong with the rules' settings in the front matter; `key` is `severity` or the name of an option, and is `known` if the rule has it. */
  readonly problems: readonly { readonly ruleId: string; readonly key: string; readonly known: boolean; readonly message: string }[];
  /** Which suppressions silenced something, of the findings of the rules before this one. */
  readonly suppressed: () => SuppressionUses;
}

/** A rule about how traits bear on each other, or about the document; its ranges count from the document's start. */
export interface DocumentRule {
  readonly scope: 'document';
  readonly meta: RuleMeta;
  check(document: TraitsDocument, report: (finding: DocumentFinding) => void, options: OptionValues, run: LintRun): void;
}

export type Rule = TraitRule | DocumentRule;
