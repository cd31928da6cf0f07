/** Runs the rules over a document: the same diagnostics in the editor and on the command line. */
import type { Severity } from '../document/front-matter.ts';
import { keptOn } from '../document/lazy.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { configureRule, keptBySettings, type LintSettings } from './configuration.ts';
import { applyEdits } from './edits.ts';
import { expectsParts } from './expects-parts.ts';
import type { DocumentFinding, Edit, Finding, Fix, LintRun, Rule, TraitContext, TraitFinding, TraitRule } from './rule.ts';
import { RULES } from './rules.ts';
import { suppress } from './suppression.ts';

export interface Diagnostic {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Offsets into the document's text. */
  readonly range: Range;
  readonly message: string;
  readonly related: readonly { readonly range: Range; readonly message: string }[];
  /** Whether there is any way to mend it: asking makes them. */
  readonly fixable: boolean;
  /** The ways to mend it, made when they are asked for; empty where there is none. */
  readonly fixes: () => readonly Fix[];
}

export type { LintSettings } from './configuration.ts';
export { applyEdits } from './edits.ts';

/**
 * All findings in document order, those that a comment suppresses left out. The document's own front matter goes before
 * `settings`. `isTraits`: its file's name says that it is a document of traits, so that nothing in it need. Never throws.
 */
export function lint(document: TraitsDocument, settings: LintSettings = {}, isTraits = false): readonly Diagnostic[] {
  const steps = lintInSteps(document, settings, isTraits);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** What `lint` returns. Yields after each trait that rules had to look at and after each rule about the document, so that a caller can let others run in between, or break off. */
export function* lintInSteps(document: TraitsDocument, settings: LintSettings = {}, isTraits = false): Generator<undefined, readonly Diagnostic[], undefined> {
  const diagnostics: Diagnostic[] = [];
  const { configured, traitRules } = configuration(document, settings);
  const expects = expectsParts(document, isTraits);
  const ofAll: { readonly by: On<TraitRule>; readonly finding: DocumentFinding }[] = [];
  for (const { rule, severity: setting } of expects ? configured : []) {
    if (rule.scope !== 'trait' || setting === 'off' || rule.ofAll === undefined) continue;
    const finding = yield* rule.ofAll(document);
    if (finding !== undefined) ofAll.push({ by: { rule, setting }, finding });
  }
  const expected = traitRules(expects, ofAll.map(({ by }) => by.rule.meta.id));
  yield;
  const add = ({ rule, setting }: On<Rule>, finding: TraitFinding | DocumentFinding, by: number, fixes: (() => readonly Fix[]) | undefined): void => {
    diagnostics.push(new Found(rule.meta.id, setting ?? finding.severity ?? rule.meta.severity, finding, by, fixes ?? noFixes));
  };
  const addAll = (trait: Trait, { all }: KeptFindings): void => {
    for (const { by, finding } of all) {
      const { fixes } = finding;
      add(by, finding, trait.range.start, fixes === undefined ? undefined : () => fixes(document, trait));
    }
  };
  for (const { by, finding } of ofAll) add(by, finding, 0, finding.fixes);
  // An iterator would be an object for each step.
  for (let index = 0; index < document.traits.length; index += 1) {
    const trait = document.traits[index];
    if (trait === undefined) continue;
    const before = kept.get(trait.content);
    const found = traitFindings(trait.content, expected);
    if (found.all.length > 0) addAll(trait, found);
    if (found !== before) yield;
  }
  const run: LintRun = {
    isTraits,
    expectsParts: expects,
    rules: new Map(configured.map(({ rule, severity }) => [rule.meta.id, severity !== 'off'])),
    problems: configured.flatMap(({ rule: { meta }, problems }) =>
      problems
        .filter(({ source }) => source === 'front matter')
        .map(({ key, message }) => ({ ruleId: meta.id, key, message, known: key === 'severity' || Object.hasOwn(meta.options ?? {}, key) })),
    ),
    suppressed: () => suppress(document, inOrder(diagnostics)).uses,
  };
  for (const { rule, severity: setting, options } of configured) {
    if (rule.scope !== 'document' || setting === 'off') continue;
    rule.check(document, (finding) => add({ rule, setting }, finding, 0, finding.fixes), options, run);
    yield;
  }
  return suppress(document, inOrder(diagnostics)).kept;
}

/** A diagnostic; a class, since thousands are made after every keystroke. */
class Found implements Diagnostic {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly range: Range;
  readonly message: string;
  readonly related: Diagnostic['related'];
  readonly fixes: () => readonly Fix[];

  constructor(ruleId: string, severity: Severity, { range, message, related }: Finding, by: number, fixes: () => readonly Fix[]) {
    this.ruleId = ruleId;
    this.severity = severity;
    this.range = shiftRange(range, by);
    this.message = message;
    this.related = related === undefined ? NOTHING : related.map((other) => ({ range: shiftRange(other.range, by), message: other.message }));
    this.fixes = fixes;
  }

  /** Some can only be found to be impossible when they are made. */
  get fixable(): boolean {
    return this.fixes().length > 0;
  }
}

const NOTHING: readonly never[] = [];

/** A rule that is on, with the severity that somebody set. */
interface On<R extends Rule> {
  readonly rule: R;
  readonly setting: Severity | undefined;
}

/** The rules about single traits that are on. Findings are kept by this object, so it is the same for as long as they hold. */
type TraitRules = readonly (On<TraitRule> & { readonly context: TraitContext })[];

const configuration = keptBySettings((sources) => {
  const configured = RULES.map((rule) => ({ rule, ...configureRule(rule, sources) }));
  const known = new Map<string, TraitRules>();
  /** `saidOfAll` are the ids of the rules that need not say again of each trait what they said of all. */
  const traitRules = (parts: boolean, saidOfAll: readonly string[]): TraitRules => {
    const key = String([parts, ...saidOfAll]);
    const rules =
      known.get(key) ??
      configured.flatMap(({ rule, severity: setting, options }) =>
        rule.scope === 'trait' && setting !== 'off' ? [{ rule, setting, context: { expectsParts: parts, saidOfAll: saidOfAll.includes(rule.meta.id), options } }] : [],
      );
    known.set(key, rules);
    return rules;
  };
  return { configured, traitRules };
});

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || compareIds(a.ruleId, b.ruleId));
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function noFixes(): readonly Fix[] {
  return NOTHING;
}

/** The findings in a trait by the rules that are on, and by each rule: when a setting changes, the others' still hold. */
interface KeptFindings {
  readonly rules: TraitRules;
  readonly all: readonly { readonly by: On<TraitRule>; readonly finding: TraitFinding }[];
  readonly byRule: Map<Rule, TraitContext & { readonly findings: readonly TraitFinding[] }>;
}

const kept = keptOn<TraitContent, KeptFindings>();

function traitFindings(content: TraitContent, rules: TraitRules): KeptFindings {
  const before = kept.get(content);
  if (before?.rules === rules) return before;
  const byRule: KeptFindings['byRule'] = before?.byRule ?? new Map();
  const all = rules.flatMap((by) => ruleFindings(by.rule, content, by.context, byRule).map((finding) => ({ by, finding })));
  const found = { rules, all, byRule };
  kept.set(content, found);
  return found;
}

function ruleFindings(rule: TraitRule, content: TraitContent, context: TraitContext, byRule: KeptFindings['byRule']): readonly TraitFinding[] {
  const known = byRule.get(rule);
  if (known?.expectsParts === context.expectsParts && known.saidOfAll === context.saidOfAll && known.options === context.options) return known.findings;
  const findings: TraitFinding[] = [];
  rule.check(content, (finding) => findings.push(finding), context);
  byRule.set(rule, { ...context, findings });
  return findings;
}

/** The text after the first mend of each diagnostic, leaving out those that would overlap an earlier one. */
export function applyMends(document: TraitsDocument, diagnostics: readonly Diagnostic[]): { text: string; applied: number } {
  const taken: Edit[] = [];
  let applied = 0;
  for (const diagnostic of diagnostics) {
    const mend = diagnostic.fixes().find((fix) => fix.kind === 'mend');
    if (mend === undefined || mend.edits.some(({ range }) => (taken[firstEndingAfter(taken, range.start)]?.range.start ?? Infinity) <= range.end)) continue;
    for (const edit of mend.edits) taken.splice(firstEndingAfter(taken, edit.range.start), 0, edit);
    applied += 1;
  }
  return { text: applyEdits(document.text, taken), applied };
}

/** The index of the first edit that ends at `start` or after it, of edits in order that do not overlap; by binary search. */
function firstEndingAfter(edits: readonly Edit[], start: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.range.end ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
