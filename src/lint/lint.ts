/** Runs the rules over a document: the same diagnostics in the editor and on the command line. */
import type { Severity } from '../document/front-matter.ts';
import { lineAt, lineStarts, type Range, shiftRange } from '../document/range.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { configureRule, type LintSettings, sourcesOf } from './configuration.ts';
import { expectsParts } from './expects-parts.ts';
import type { DocumentFinding, Fix, Rule, TraitContext, TraitFinding, TraitRule } from './rule.ts';
import { RULES } from './rules.ts';

export interface Diagnostic {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Offsets into the document's text. */
  readonly range: Range;
  readonly message: string;
  readonly related: readonly { readonly range: Range; readonly message: string }[];
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
  for (const rule of RULES) {
    const { severity: setting, options } = configureRule(rule, sources);
    if (setting === 'off') continue;
    const context = { expectsParts: expects, options };
    const add = (finding: TraitFinding | DocumentFinding, by: number, fixes: (() => readonly Fix[]) | undefined): void => {
      diagnostics.push({
        ruleId: rule.meta.id,
        severity: setting ?? finding.severity ?? rule.meta.severity,
        range: shiftRange(finding.range, by),
        message: finding.message,
        related: (finding.related ?? []).map(({ range, message }) => ({ range: shiftRange(range, by), message })),
        fixable: fixes !== undefined,
        fixes: fixes ?? noFixes,
      });
    };
    if (rule.scope === 'document') rule.check(document, (finding) => add(finding, 0, finding.fixes), options);
    else {
      for (const trait of document.traits) {
        for (const finding of traitFindings(rule, trait.content, context)) {
          const { fixes } = finding;
          add(finding, trait.range.start, fixes === undefined ? undefined : () => fixes(document, trait));
        }
      }
    }
  }
  const kept = document.suppressions.length === 0 ? diagnostics : diagnostics.filter(notSuppressed(document));
  return kept.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.ruleId < b.ruleId ? -1 : 1));
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

/** A diagnostic belongs to the line on which it begins. Formatters put a blank line after a comment: it is passed over. */
function notSuppressed(document: TraitsDocument): (diagnostic: Diagnostic) => boolean {
  const lines = lineStarts(document.text);
  return ({ ruleId, range }) => {
    let disabled = false;
    for (const { scope, rules, range: comment } of document.suppressions) {
      if (rules.length > 0 && !rules.includes(ruleId)) continue;
      if (scope === 'file') return false;
      if (scope === 'next-line') {
        if (lineAt(lines, lineAfter(document.text, comment.end)) === lineAt(lines, range.start)) return false;
      } else if (comment.start <= range.start) disabled = scope === 'from-here';
    }
    return !disabled;
  };
}

/** The start of the first line after the one of `at` that is not blank. */
function lineAfter(text: string, at: number): number {
  return at + (/^[^\r\n]*(?:(?:\r\n?|\n)[ \t]*(?=[\r\n]))*(?:\r\n?|\n|$)/.exec(text.slice(at))?.[0].length ?? 0);
}

/** Whether two fixes would write over each other. */
function overlap(a: Fix, b: Fix): boolean {
  return a.edits.some((one) => b.edits.some((other) => one.range.start <= other.range.end && other.range.start <= one.range.end));
}

/** The text after the first mend of each diagnostic, leaving out those that would overlap an earlier one. */
export function applyMends(document: TraitsDocument, diagnostics: readonly Diagnostic[]): { text: string; applied: number } {
  const chosen: Fix[] = [];
  for (const diagnostic of diagnostics) {
    const mend = diagnostic.fixes().find((fix) => fix.kind === 'mend');
    if (mend !== undefined && !chosen.some((fix) => overlap(fix, mend))) chosen.push(mend);
  }
  return { text: applyEdits(document.text, chosen.flatMap((fix) => fix.edits)), applied: chosen.length };
}

/** The text with each range replaced; edits at the same place follow each other as they are given. */
export function applyEdits(text: string, edits: Fix['edits']): string {
  let result = text;
  for (const { range, newText } of edits.toSorted((a, b) => b.range.start - a.range.start)) {
    result = result.slice(0, range.start) + newText + result.slice(range.end);
  }
  return result;
}
