/** Settles for each rule its severity and its options, and remembers who decided. */
import { SEVERITIES, type RuleSetting, type SeveritySetting } from '../document/front-matter.ts';
import { PHRASE, PHRASE_EXPECTED } from '../document/phrase.ts';
import { inCode } from '../document/shown-text.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { OptionValues, Rule, RuleMeta } from './rule.ts';

/** The file in a project's folder that sets rules for its documents, and names its baseline. */
export const PROJECT_FILE = 'traitwright.json';

/** What a user has set, by rule id: in the editor's settings, or in the project's file. */
export type LintSettings = Readonly<Record<string, RuleSetting>>;

/** One place where rules are set, for people to be told of. Later sources go before earlier ones. */
export interface LintSource {
  /** `user settings`, `front matter`, …, in Markdown. */
  readonly name: string;
  readonly rules: LintSettings;
  /** Its words are the rules' own, and words that others set are added to them. */
  readonly adds?: true;
}

export interface RuleConfiguration {
  /** Undefined where nobody set it: findings keep their own. */
  readonly severity?: SeveritySetting;
  readonly options: OptionValues;
  /** The name of the source that set the severity or an option; `default` where none did. */
  readonly decidedBy: Readonly<Record<string, string>>;
  /** What is wrong with a setting, as a sentence; `key` is `severity` or the name of an option. */
  readonly problems: readonly { readonly source: string; readonly key: string; readonly message: string }[];
}

/** What no text of JSON can tell from something else, spelt out. */
function spelt(_key: string, value: unknown): unknown {
  const clear = typeof value !== 'bigint' && value !== undefined && (typeof value !== 'number' || Number.isFinite(value));
  return clear ? value : { '': String(value) };
}

/**
 * Keeps what `settle` makes of a document's settings. Equal settings give the same object, from keystroke to keystroke
 * and whatever objects they are, so that more can be kept by it.
 */
export function keptBySettings<T extends object>(settle: (sources: readonly LintSource[]) => T): (document: TraitsDocument, settings: LintSettings) => T {
  const settled = new Map<string, T>();
  return (document, settings) => {
    const sources = sourcesOf(document, [{ name: 'settings', rules: settings }]);
    const key = JSON.stringify(sources, spelt);
    const before = settled.get(key);
    if (before !== undefined) return before;
    // While somebody types an option in the front matter, each state of it is a setting.
    if (settled.size >= 100) settled.clear();
    const value = settle(sources);
    settled.set(key, value);
    return value;
  };
}

/** All sources for a document, of which `others` are those outside of it. */
export function sourcesOf(document: TraitsDocument, others: readonly LintSource[]): readonly LintSource[] {
  const { language, rules } = document.vocabulary;
  const spoken: readonly LintSource[] = Object.keys(rules).length === 0 ? [] : [{ name: `language \`${language}\``, rules, adds: true }];
  return [...spoken, ...others, { name: 'front matter', rules: document.frontMatter.lint }];
}

/** What the sources come to, as if one had set it all. Never throws: what is wrong is left out. */
export function settledRules(rules: readonly Rule[], sources: readonly LintSource[]): LintSettings {
  const settled = rules.flatMap((rule) => {
    const { severity, options, decidedBy } = configureRule(rule, sources);
    const known: Readonly<Record<string, unknown>> = { ...options.numbers, ...options.words, severity };
    const set = Object.keys(decidedBy).map((key) => [key, known[key]]);
    return set.length === 0 ? [] : [[rule.meta.id, Object.fromEntries(set)] as const];
  });
  return Object.fromEntries(settled);
}

/** Later sources go before earlier ones, option by option. Never throws: what is wrong is left out and named. */
export function configureRule({ meta }: Rule, sources: readonly LintSource[]): RuleConfiguration {
  const problems: { source: string; key: string; message: string }[] = [];
  const decidedBy: Record<string, string> = {};
  const set: Record<string, unknown> = {};
  let severity: SeveritySetting | undefined;
  const own: Record<string, readonly unknown[]> = {};
  for (const { name, rules, adds } of sources) {
    const setting = Object.hasOwn(rules, meta.id) ? rules[meta.id] : undefined;
    if (setting === undefined || setting === null) continue;
    const entries = typeof setting === 'object' ? Object.entries(setting) : [['severity', setting] as const];
    for (const [key, value] of entries) {
      const expected = key === 'severity' ? expectedSeverity(value) : expectedOption(meta, key, value);
      if (expected !== undefined) {
        problems.push({ source: name, key, message: `\`${meta.id}\`: ${expected}` });
        continue;
      }
      if (key === 'severity') severity = value as SeveritySetting;
      else if (Array.isArray(value)) {
        if (adds === true) own[key] = value;
        set[key] = adds === true ? value : [...(own[key] ?? []), ...value];
      } else set[key] = value;
      decidedBy[key] = name;
    }
  }
  return { options: optionValues(meta, set), decidedBy, problems, ...(severity === undefined ? {} : { severity }) };
}

function expectedSeverity(value: unknown): string | undefined {
  return SEVERITIES.some((severity) => severity === value) ? undefined : `expected the severity to be ${SEVERITIES.join(', ')}.`;
}

function expectedOption(meta: RuleMeta, key: string, value: unknown): string | undefined {
  const option = meta.options !== undefined && Object.hasOwn(meta.options, key) ? meta.options[key] : undefined;
  if (option === undefined) {
    const known = ['severity', ...Object.keys(meta.options ?? {})];
    return `there is no option \`${inCode(key)}\`: expected ${known.join(', ')}.`;
  }
  switch (option.type) {
    case 'number': {
      const fits = typeof value === 'number' && value >= option.minimum && value <= option.maximum;
      return fits ? undefined : `expected \`${key}\` to be a number from ${option.minimum} to ${option.maximum}.`;
    }
    case 'words': {
      const fits = Array.isArray(value) && value.every((word): word is string => typeof word === 'string' && word.trim() !== '');
      if (!fits) return `expected \`${key}\` to be a list of words or phrases.`;
      return value.every((word) => PHRASE.test(word)) ? undefined : `expected each of \`${key}\` to be ${PHRASE_EXPECTED}.`;
    }
  }
}

/** Equal options are the same object, so that findings can be remembered by it. */
const known = new Map<string, OptionValues>();

function optionValues(meta: RuleMeta, set: Readonly<Record<string, unknown>>): OptionValues {
  const key = `${meta.id} ${JSON.stringify(set)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const numbers: Record<string, number> = {};
  const words: Record<string, readonly string[]> = {};
  for (const [name, option] of Object.entries(meta.options ?? {})) {
    const value = set[name];
    if (option.type === 'number') numbers[name] = typeof value === 'number' ? value : option.default;
    else words[name] = Array.isArray(value) ? value.map(String) : [];
  }
  // Settings are typed by hand and few; a text that changes its front matter for hours still makes a small map.
  if (known.size > 1000) known.clear();
  const values = { numbers, words };
  known.set(key, values);
  return values;
}
