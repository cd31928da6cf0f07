/** Tells for each rule what is in force, and who decided it. */
import { inCode, inMarkdownLine } from '../document/shown-text.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { configureRule, type LintSource, sourcesOf } from './configuration.ts';
import { RULES } from './rules.ts';

/** Where a document's rules are set outside of it, and what is not shown of what they find. */
export interface OutsideRules {
  readonly sources: readonly LintSource[];
  /** The baseline by the name that people know it by. */
  readonly baseline?: string;
}

/** A table of the rules with their severity, their options, and where each was set; then what is wrong with a setting. */
export function configurationView(document: TraitsDocument, outside: OutsideRules, fileName: string): string {
  const sources = sourcesOf(document, outside.sources);
  const rules = RULES.map((rule) => ({ meta: rule.meta, ...configureRule(rule, sources) }));
  const rows = rules.map(({ meta, severity, options, decidedBy }) => {
    // Names of sources are Markdown, with the globs of overrides as code.
    const decider = (name: string): string => (decidedBy[name] ?? 'default').replaceAll('|', '\\|');
    const values = Object.entries({ ...options.numbers, ...options.words }).map(([name, value]) => {
      const shown = typeof value === 'number' ? String(value) : value.length === 0 ? 'none added' : value.map(inMarkdownLine).join(', ');
      return `${name}: ${shown} (${decider(name)})`;
    });
    return [`\`${meta.id}\``, severity ?? meta.severity, decider('severity'), values.join('; ')];
  });
  const header = ['Rule', 'Severity', 'Set by', 'Options'];
  const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const problems = rules.flatMap((rule) => rule.problems.map(({ source, message }) => `- ${source}: ${message}`));
  const unknown = sources.flatMap(({ name, rules: set }) =>
    Object.keys(set).filter((id) => !RULES.some((rule) => rule.meta.id === id)).map((id) => `- ${name}: there is no rule \`${inCode(id)}\`.`),
  );
  const wrong = [...problems, ...unknown];
  return [
    `# Rules in force for ${inMarkdownLine(fileName)}`,
    `Where several set the same, the last of these counts: ${['default', ...sources.map(({ name }) => name)].join(', ')}.`,
    ...(outside.baseline === undefined ? [] : [`What stands in ${inMarkdownLine(outside.baseline)} is not shown.`]),
    table,
    ...(wrong.length === 0 ? [] : [`## Settings that are left out\n\n${wrong.join('\n')}`]),
  ].join('\n\n') + '\n';
}
