/** `lint --config`: the rules' severities and options for the documents of a project. */
import picomatch from 'picomatch';
import * as z from 'zod';
import { configureRule, type LintSettings } from '../lint/configuration.ts';
import { RULES } from '../lint/rules.ts';
import { CannotRun } from './command.ts';
import { readJson } from './json-file.ts';

// The linter says what is wrong with a rule's setting, in the words that it has for front matter too.
const rules = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())]));
const shape = z.strictObject({
  rules: rules.default({}),
  overrides: z.array(z.strictObject({ files: z.array(z.string().min(1)).min(1), rules })).default([]),
});

type Rules = z.infer<typeof rules>;

/**
 * Reads `{"rules": {…}, "overrides": [{"files": […], "rules": {…}}]}` from a file that is named from `cwd`, and gives
 * the settings of a file by its path from there. Later overrides go before earlier ones, option by option. A glob
 * without a slash matches names at any depth.
 * @throws CannotRun when the file cannot be read, or sets what there is not.
 */
export async function readConfig(file: string, cwd: string): Promise<(path: string) => LintSettings> {
  const config = await readJson(file, cwd, shape);
  for (const set of [config, ...config.overrides]) check(file, set.rules);
  const overrides = config.overrides.map((override) => ({
    globs: override.files.map((glob) => picomatch(glob, { basename: !glob.includes('/'), dot: true })),
    rules: override.rules,
  }));
  return (path) => merged([config.rules, ...overrides.filter(({ globs }) => globs.some((matches) => matches(path))).map((override) => override.rules)]);
}

function check(file: string, set: Rules): void {
  const ids = new Set(RULES.map(({ meta }) => meta.id));
  const unknown = Object.keys(set).find((id) => !ids.has(id));
  if (unknown !== undefined) throw new CannotRun(`${file}: there is no rule “${unknown}”.`);
  const [problem] = RULES.flatMap((rule) => configureRule(rule, [{ name: file, rules: settings(set) }]).problems);
  if (problem !== undefined) throw new CannotRun(`${file}: ${problem.message}`);
}

/** What every rule is set to, as a mapping: a severity alone is one of those too. */
function settings(set: Rules): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(Object.entries(set).map(([id, setting]) => [id, typeof setting === 'string' ? { severity: setting } : setting]));
}

function merged(sets: readonly Rules[]): LintSettings {
  const all: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const set of sets) {
    for (const [id, setting] of Object.entries(settings(set))) all[id] = { ...all[id], ...setting };
  }
  return all;
}
