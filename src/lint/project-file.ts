/** Reads a project's file: severities and options for all of its documents, others for some of them, words of languages, and its baseline. */
import * as z from 'zod';
import { type Languages, LEAD_INS, type RuleWords } from '../document/language.ts';
import { PART_KINDS } from '../document/parts.ts';
import { PHRASE, PHRASE_EXPECTED } from '../document/phrase.ts';
import { PROSE_PARTS } from '../document/prose-signals.ts';
import { PROJECT_LISTS, type ProjectList, USUAL_ENTRIES, type VarietySettings } from '../document/variety.ts';
import { configureRule, type LintSource } from './configuration.ts';
import { globMatcher } from './glob.ts';
import { type JsonPath, type JsonProblem, readShape } from './json-shape.ts';
import { RULES } from './rules.ts';

// The linter says what is wrong with a rule's setting, in the words that it has for front matter too.
const setting = z.union([z.string(), z.record(z.string(), z.unknown())]).transform((set) => (typeof set === 'string' ? { severity: set } : set));
/** Severities and options, by rule. */
export const rulesShape = z.record(z.string(), setting);
/** A path that leads to somewhere in the folder that it counts from, wherever that is. */
const INSIDE = /^(?!\/|[A-Za-z]:|(?:[\s\S]*\/)?\.\.(?:\/|$))[^\\]+$/;

const glob = z
  .string()
  .max(1000)
  .regex(INSIDE, "expected a glob within the project's folder, with forward slashes")
  .refine((written) => globMatcher(written) !== undefined, 'expected braces that make at most a hundred globs');

const word = z.string().regex(/\S/, 'expected a word or a phrase');
const phrases = z.array(word.regex(PHRASE, `expected ${PHRASE_EXPECTED}`));
/** Words for the rules, by rule and the name of an option. */
export const ruleWordsShape = z.record(z.string(), z.record(z.string(), phrases));

/** A language as plain data: what `Language` is. */
const languageShape = z.strictObject({
  names: z.partialRecord(z.enum(PART_KINDS), z.array(word)).default({}).meta({ description: 'Other names of the parts.' }),
  signals: z
    .partialRecord(z.enum(PROSE_PARTS), phrases)
    .default({})
    .meta({ description: 'Phrases by which a part is recognised in prose. * is the rest of a word, … up to 80 characters of the same clause.' }),
  leadIns: z.partialRecord(z.enum(LEAD_INS), phrases).default({}).meta({ description: 'Phrases with which an entry of the trade-offs begins, before the name of the other trait.' }),
  rules: ruleWordsShape.default({}),
});

const entries = z.union([z.array(word.max(500)), z.string().max(1000).regex(INSIDE, "expected the path of a file within the project's folder, with forward slashes")], {
  error: "expected a list of words or phrases, or the path of a file within the project's folder, with forward slashes, that has one on each line",
});

/** What scenarios are varied with: what `VarietySettings` is. */
const varietyShape = z.strictObject(
  Object.fromEntries(
    Object.entries(PROJECT_LISTS).map(([list, what]) => [list, entries.exactOptional().meta({ description: `${what} An entry \`${USUAL_ENTRIES}\` stands for those that come with Traitwright; an empty list is for none.` })]),
  ) as Record<ProjectList, z.ZodExactOptional<typeof entries>>,
);

/** What stands in the file. `rules` are checked against the rules there are once they are read. */
export const projectShape = z.strictObject({
  $schema: z.string().optional(),
  rules: rulesShape.default({}),
  overrides: z
    .array(
      z.strictObject({
        files: z.array(glob).min(1).meta({ description: 'Globs, from the folder of this file. One without a slash matches names at any depth.' }),
        rules: rulesShape,
      }),
    )
    .default([])
    .meta({ description: 'Rules for some of the documents. Later ones go before earlier ones, option by option.' }),
  languages: z
    .record(z.string().regex(/^[a-z]{2,3}$/, 'expected the first part of a language tag in lower case, as in `de` or `zh`'), languageShape)
    .default({})
    .meta({ description: 'Words of the languages that documents are written in, by language tag. They add to those that are known of a language. A document says `language: it` in its front matter.' }),
  variety: varietyShape.default({}).meta({ description: 'What scenarios are varied with when samples are generated: lists to draw from, instead of those that come with Traitwright.' }),
  baseline: z
    .string()
    .regex(INSIDE, "expected a path within the project's folder, with forward slashes")
    .optional()
    .meta({ description: 'The file with the findings that are not shown, as `traitwright lint --write-baseline` writes it.' }),
});

export interface Project {
  /** Where rules are set for a document, by its path from the project's folder with forward slashes. */
  readonly sourcesFor: (path: string) => readonly LintSource[];
  /** What it adds to the languages. */
  readonly languages: Languages;
  /** What scenarios are varied with, as it is written. */
  readonly variety: VarietySettings;
  /** The path of the baseline from the project's folder, in its plainest form; it leads to nowhere else. */
  readonly baseline?: string;
}

/**
 * Reads a project's file, whose name is `name`. There is no project where the file cannot be read as one; a setting
 * that there is not is named too, and left out. Never throws.
 */
export function readProject(text: string, name: string): { readonly project?: Project; readonly problems: readonly JsonProblem[] } {
  const read = readShape(text, projectShape);
  if ('problems' in read) return read;
  const { value } = read;
  const overrides = value.overrides.map(({ files, rules: set }) => ({
    globs: files.flatMap((pattern) => globMatcher(pattern) ?? []),
    source: { name: `${name} for ${files.map(code).join(', ')}`, rules: set },
  }));
  const problems = [
    ...ruleProblems({ name, rules: value.rules }, ['rules']),
    ...overrides.flatMap(({ source }, index) => ruleProblems(source, ['overrides', index, 'rules'])),
    ...Object.entries(value.languages).flatMap(([tag, { rules }]) => wordProblems(rules, ['languages', tag, 'rules'])),
  ];
  const sourcesFor = (path: string): readonly LintSource[] => [
    { name, rules: value.rules },
    ...overrides.filter(({ globs }) => globs.some((matches) => matches(path))).map(({ source }) => source),
  ];
  const baseline = value.baseline?.split('/').filter((step) => step !== '' && step !== '.').join('/');
  return { project: { sourcesFor, languages: value.languages, variety: value.variety, ...(baseline === undefined ? {} : { baseline }) }, problems };
}

function ruleProblems(source: LintSource, path: JsonPath): readonly JsonProblem[] {
  const known = new Set(RULES.map(({ meta }) => meta.id));
  const unknown = Object.keys(source.rules).filter((id) => !known.has(id));
  return [
    ...unknown.map((id) => noRule(id, path)),
    ...RULES.flatMap((rule) => configureRule(rule, [source]).problems.map(({ message }) => ({ path: [...path, rule.meta.id], message }))),
  ];
}

function wordProblems(rules: RuleWords, path: JsonPath): readonly JsonProblem[] {
  const metas = new Map(RULES.map(({ meta }) => [meta.id, meta]));
  return Object.entries(rules).flatMap(([id, options]): readonly JsonProblem[] => {
    const meta = metas.get(id);
    if (meta === undefined) return [noRule(id, path)];
    const lists = Object.entries(meta.options ?? {}).flatMap(([option, { type }]) => (type === 'words' ? [option] : []));
    const expected = lists.length === 0 ? '' : `: expected ${lists.join(', ')}`;
    return Object.keys(options)
      .filter((option) => !lists.includes(option))
      .map((option) => ({ path: [...path, id, option], message: `\`${id}\`: there is no option \`${option}\` that is a list of words${expected}.` }));
  });
}

function noRule(id: string, path: JsonPath): JsonProblem {
  return { path: [...path, id], message: `there is no rule “${id}”.` };
}

function code(text: string): string {
  return `\`${text.replaceAll(/[`\s]+/g, ' ')}\``;
}
