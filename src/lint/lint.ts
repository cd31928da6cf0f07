/** Runs the rules over a document: the same diagnostics in the editor and on the command line. */
import type { Severity } from '../document/front-matter.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { configureRule, type LintSettings, sourcesOf } from './configuration.ts';
import { expectsParts } from './expects-parts.ts';
import type { DocumentFinding, Edit, Fix, LintRun, Rule, TraitContext, TraitFinding, TraitRule } from './rule.ts';
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

/** All findings in document order, those that a comment suppresses left out. The document's own front matter goes before `settings`. Never throws. */
export function lint(document: TraitsDocument, settings: LintSettings = {}): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const expects = expectsParts(document);
  const sources = sourcesOf(document, settings);
  const configured = RULES.map((rule) => ({ rule, ...configureRule(rule, sources) }));
  const run: LintRun = {
    rules: new Map(configured.map(({ rule, severity }) => [rule.meta.id, severity !== 'off'])),
    problems: configured.flatMap(({ rule: { meta }, problems }) =>
      problems
        .filter(({ source }) => source === 'front matter')
        .map(({ key, message }) => ({ ruleId: meta.id, key, message, known: key === 'severity' || Object.hasOwn(meta.options ?? {}, key) })),
    ),
    suppressed: () => suppress(document, inOrder(diagnostics)).uses,
  };
  for (const { rule, severity: setting, options } of configured) {
    if (setting === 'off') continue;
    const context = { expectsParts: expects, options };
    const add = (finding: TraitFinding | DocumentFinding, by: number, fixes: (() => readonly Fix[]) | undefined): void => {
      diagnostics.push({
        ruleId: rule.meta.id,
        severity: setting ?? finding.severity ?? rule.meta.severity,
        range: shiftRange(finding.range, by),
        message: finding.message,
        related: (finding.related ?? []).map(({ range, message }) => ({ range: shiftRange(range, by), message })),
        fixes: fixes ?? noFixes,
        // Some can only be found to be impossible when they are made.
        get fixable() {
          return this.fixes().length > 0;
        },
      });
    };
    if (rule.scope === 'document') rule.check(document, (finding) => add(finding, 0, finding.fixes), options, run);
    else {
      for (const trait of document.traits) {
        for (const finding of traitFindings(rule, trait.content, context)) {
          const { fixes } = finding;
          add(finding, trait.range.start, fixes === undefined ? undefined : () => fixes(document, trait));
        }
      }
    }
  }
  return suppress(document, inOrder(diagnostics)).kept;
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.ruleId < b.ruleId ? -1 : 1));
}

function noFixes(): readonly Fix[] {
  return [];
}

type KeptFindings = Map<Rule, TraitContext & { readonly findings: readonly TraitFinding[] }>;
const kept = new WeakMap<TraitContent, KeptFindings>();

function traitFindings(rule: TraitRule, content: TraitContent, context: TraitContext): readonly TraitFinding[] {
  let byRule = kept.get(content);
  if (byRule === undefined) kept.set(content, (byRule = new Map()));
  const known = byRule.get(rule);
  if (known?.expectsParts === context.expectsParts && known.options === context.options) return known.findings;
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

/** The text with each range replaced; edits at the same place follow each other as they are given. */
export function applyEdits(text: string, edits: Fix['edits']): string {
  let result = '';
  let from = 0;
  for (const { range, newText } of edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
    result += text.slice(from, range.start) + newText;
    from = range.end;
  }
  return result + text.slice(from);
}
