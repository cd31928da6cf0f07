/** Writes what follows from the sources: the pages of the rules, the JSON Schemas of all files, the rules' setting in package.json. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { MODEL_ROLES, SEVERITIES } from '../src/document/front-matter.ts';
import { LANGUAGES } from '../src/document/languages/index.ts';
import { PART_KINDS, PART_TITLES } from '../src/document/parts.ts';
import { PHRASE, PHRASE_EXPECTED } from '../src/document/phrase.ts';
import { PROSE_PARTS } from '../src/document/prose-signals.ts';
import { EXPORT_FORMATS } from '../src/dataset/export/formats.ts';
import { annotationRecordShape } from '../src/engine/annotations.ts';
import { journalledSampleShape, journalRecordShape } from '../src/engine/journal.ts';
import { batchRequestShape } from '../src/models/gemini-batch.ts';
import { MODEL_ROLE_PURPOSES } from '../src/language/guide.ts';
import { PROJECT_FILE } from '../src/lint/configuration.ts';
import { projectShape, rulesShape, ruleWordsShape } from '../src/lint/project-file.ts';
import type { Rule, RuleOption, RulePage } from '../src/lint/rule.ts';
import { RULES } from '../src/lint/rules.ts';
import { sampleShape } from '../src/generation/sample.ts';

export const COMMAND = 'npm run generate';
const RULES_FOLDER = 'docs/rules';
const NOTICE = `<!-- Written by scripts/generate.ts from src/lint/rules: change the rule there, then run \`${COMMAND}\`. -->`;

export interface DocumentedRule {
  readonly rule: Rule;
  readonly page: RulePage;
}

/** The name of a rule's file and of its page. */
export function fileName(ruleId: string): string {
  return ruleId.replaceAll('/', '-');
}

export async function documentedRules(): Promise<readonly DocumentedRule[]> {
  return Promise.all(
    RULES.map(async (rule) => {
      const { page }: { page: RulePage } = await import(`../src/lint/rules/${fileName(rule.meta.id)}.ts`);
      return { rule, page };
    }),
  );
}

const OPTIONS_OF = new Map((await documentedRules()).map(({ rule, page }) => [rule.meta.id, page.options]));

/** What the page of a rule says of one of its options. */
function saidOf(ruleId: string, option: string): string {
  const said = OPTIONS_OF.get(ruleId)?.[option];
  if (said === undefined) throw new Error(`the page of ${ruleId} says nothing of its option ${option}`);
  return said;
}

/** A code block whose fence is longer than any in it. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

export function rulePage({ rule, page }: DocumentedRule): string {
  const { id, summary, severity, options = {} } = rule.meta;
  const example = Object.entries(options).map(([name, option]) => `    ${name}: ${option.type === 'number' ? option.default : '[…]'}`);
  const blocks = [
    NOTICE,
    `# ${id}`,
    `Finds ${lowerFirst(summary)}.`,
    `- **Severity:** ${severity}\n- **Quick fix:** ${page.fix ?? 'none.'}`,
    '## Why',
    page.also === undefined ? page.why : `${page.why} ${page.also}`,
    '## Example',
    'This document gives the finding:',
    fenced('markdown', page.fails),
    'This one does not:',
    fenced('markdown', page.passes),
    '## How to configure',
    `A rule is ${SEVERITIES.slice(0, -1).map((setting) => `\`${setting}\``).join(', ')} or \`${SEVERITIES.at(-1)}\`. In the settings, for all documents:`,
    fenced('json', JSON.stringify({ 'traits.lint.rules': { [id]: 'off' } }, null, 2)),
    'In the front matter, for one document. This goes before the settings:',
    fenced('yaml', `lint:\n  ${id}: off`),
    ...(example.length === 0
      ? []
      : [
          'It has options, in either place:',
          `| option | default | |\n|---|---|---|\n${Object.entries(options).map(([name, option]) => optionRow(name, option, saidOf(id, name))).join('\n')}`,
          fenced('yaml', `lint:\n  ${id}:\n    severity: ${severity}\n${example.join('\n')}`),
        ]),
    'In a comment, for the line that follows:',
    fenced('markdown', `<!-- traits-disable-next-line ${id} -->`),
    `For a stretch, write \`<!-- traits-disable ${id} -->\` before it and \`<!-- traits-enable ${id} -->\` after it; for the whole document, \`<!-- traits-disable-file ${id} -->\`.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function optionRow(name: string, option: RuleOption, said: string): string {
  const description = said.replaceAll('|', '\\|');
  switch (option.type) {
    case 'number':
      return `| \`${name}\` | ${option.default} | ${description} From ${option.minimum} to ${option.maximum}. |`;
    case 'words':
      return `| \`${name}\` | none added | ${description} |`;
  }
}

export function rulesOverview(rules: readonly DocumentedRule[]): string {
  const rows = rules.map(
    ({ rule: { meta }, page }) => `| [${meta.id}](${fileName(meta.id)}.md) | ${meta.severity} | ${meta.summary} | ${page.fix === undefined ? '' : 'yes'} |`,
  );
  return `${NOTICE}

# Rules

*Error* is for what stops generation, *warning* for what there is evidence against, *information* and *hint* for what is
judgement. Each page says why its rule exists, and how to configure it; [Configuring the linter](../configuration.md) says
where rules can be set, and who decides.

| rule | severity | finds | fix |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** The message is one that VS Code knows to show instead of the expression. */
export const PHRASE_SCHEMA = { type: 'string', minLength: 1, pattern: PHRASE.source, patternErrorMessage: `Expected ${PHRASE_EXPECTED}.` };

/** JSON Schema for front matter, as editors and other tools read it. */
export function frontMatterSchema(rules: readonly Rule[]): object {
  const oneOrMore = (schema: object): object => ({ anyOf: [schema, { type: 'array', items: schema }] });
  const names = oneOrMore({ type: 'string' });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: `Written by ${COMMAND}.`,
    title: 'Front matter of a traits document',
    type: 'object',
    properties: {
      traits: { description: 'The version of the format.', const: 1 },
      title: { description: 'The title, where it is not the first heading. {{title}} in the text stands for it.', type: 'string' },
      model: { description: 'The assistant whose traits these are. {{model}} in the text stands for it.', type: 'string' },
      provider: { description: 'Who makes the assistant. {{provider}} in the text stands for it.', type: 'string' },
      language: {
        description: 'The language that the document is written in, as a tag of BCP 47: en (where nothing is said), de, zh-Hans. It settles by which words a part is recognised.',
        type: 'string',
        pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$',
        examples: ['en', ...Object.keys(LANGUAGES)],
      },
      'trait-level': {
        description: 'Where the traits are, if it is not found rightly: a heading depth, the sections without subsections, or the items of lists.',
        enum: [2, 3, 4, 5, 6, 'leaf', 'list'],
      },
      sections: {
        description: 'Other names for the parts of a trait, in any language.',
        type: 'object',
        properties: Object.fromEntries(
          PART_KINDS.map((kind) => [kind, { description: `Headings and labels that mean ${PART_TITLES[kind]}.`, ...names }]),
        ),
        additionalProperties: false,
      },
      signals: {
        description: 'Phrases by which a part is recognised in prose, beside those of the language.',
        type: 'object',
        properties: Object.fromEntries(PROSE_PARTS.map((kind) => [kind, { description: `Phrases that say ${PART_TITLES[kind]}. * is the rest of a word, … up to 80 characters of the same clause.`, ...oneOrMore(PHRASE_SCHEMA) }])),
        additionalProperties: false,
      },
      lint: {
        description: 'How severe the findings of each rule are in this document.',
        type: 'object',
        properties: Object.fromEntries(rules.map((rule) => [rule.meta.id, settingOf(rule)])),
        additionalProperties: false,
      },
      models: {
        description: 'The models that make the samples of this document, as provider/model. They go before the settings.',
        type: 'object',
        properties: Object.fromEntries(MODEL_ROLES.map((role) => [role, { description: MODEL_ROLE_PURPOSES[role], type: 'string', minLength: 1 }])),
        additionalProperties: false,
      },
    },
    patternProperties: { '^x-': { description: 'A key of your own; it is kept and ignored.' } },
    additionalProperties: false,
  };
}

/** JSON Schema for a project's file: what is read of it, with the rules there are. */
export function projectSchema(rules: readonly Rule[]): object {
  const { $schema, ...schema } = z.toJSONSchema(projectShape, {
    target: 'draft-7',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema !== rulesShape && zodSchema !== ruleWordsShape) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.$ref = zodSchema === rulesShape ? '#/definitions/rules' : '#/definitions/ruleWords';
    },
  });
  const properties = Object.fromEntries(rules.map((rule) => [rule.meta.id, settingOf(rule)]));
  const words = Object.fromEntries(rules.flatMap((rule) => wordsOf(rule)));
  return {
    $schema,
    $comment: `Written by ${COMMAND}.`,
    title: PROJECT_FILE,
    ...schema,
    definitions: {
      rules: { description: 'How severe the findings of each rule are, and the options of those that have any.', type: 'object', properties, additionalProperties: false },
      ruleWords: { description: 'Words for the rules, by rule and the name of an option. They are added to those of the rule.', type: 'object', properties: words, additionalProperties: false },
    },
  };
}

/** JSON Schema for one line of a file of JSON lines. Keys that it does not name are allowed, as readers allow them. */
export function lineSchema(title: string, shape: z.ZodType): object {
  const { $schema, ...schema } = schemaOf(shape);
  return { $schema, $comment: `Written by ${COMMAND}.`, title, ...schema };
}

function schemaOf(shape: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(shape, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      // The engine knows what samples of all pipelines have, and the generation what each has.
      if (zodSchema === journalledSampleShape) {
        const { $schema: _, ...sample } = schemaOf(sampleShape);
        Object.assign(jsonSchema, sample);
      }
      // That our types are read-only says nothing about the file.
      delete jsonSchema.readOnly;
      // The format says the same in a word.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
}

/** A severity, or a mapping with `severity` and the rule's options. */
function settingOf({ meta }: Rule): object {
  const description = `${meta.summary}. Severity where nothing is set: ${meta.severity}.`;
  const options = Object.entries(meta.options ?? {});
  if (options.length === 0) return { description, enum: SEVERITIES };
  const properties = Object.fromEntries(options.map(([name, option]) => [name, optionSchema(option, saidOf(meta.id, name))]));
  const mapping = { type: 'object', properties: { severity: { enum: SEVERITIES }, ...properties }, additionalProperties: false };
  return { description, anyOf: [{ enum: SEVERITIES }, mapping] };
}

/** The options of a rule that are lists of words, by its id. */
function wordsOf({ meta }: Rule): readonly (readonly [string, object])[] {
  const options = Object.entries(meta.options ?? {}).filter(([, { type }]) => type === 'words');
  if (options.length === 0) return [];
  const properties = Object.fromEntries(options.map(([name, option]) => [name, optionSchema(option, saidOf(meta.id, name))]));
  return [[meta.id, { description: `${meta.summary}.`, type: 'object', properties, additionalProperties: false }]];
}

function optionSchema(option: RuleOption, description: string): object {
  switch (option.type) {
    case 'number':
      return { description, type: 'number', minimum: option.minimum, maximum: option.maximum, default: option.default };
    case 'words':
      return { description, type: 'array', items: PHRASE_SCHEMA };
  }
}

interface Configuration {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** What is read of package.json; everything else is kept as it is. */
export interface Manifest {
  readonly contributes?: { readonly configuration?: Configuration | readonly Configuration[]; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

const SETTING = 'traits.lint.rules';

/** The same package.json with the one setting that the rules make up. */
export function withRuleSetting(manifest: Manifest, rules: readonly Rule[]): Manifest {
  const setting = {
    type: 'object',
    scope: 'resource',
    markdownDescription:
      'How severe the findings of each rule are. A document may set its own under `lint` in its front matter, which goes before these. The `traitwright.json` of a project goes before user settings, and workspace settings go before it.',
    default: {},
    properties: Object.fromEntries(rules.map((rule) => [rule.meta.id, settingOf(rule)])),
    additionalProperties: false,
  };
  const inside = (configuration: Configuration | undefined): Configuration => ({
    ...configuration,
    properties: { ...configuration?.properties, [SETTING]: setting },
  });
  const { configuration } = manifest.contributes ?? {};
  return { ...manifest, contributes: { ...manifest.contributes, configuration: inCategory(configuration, inside) } };
}

/** Settings may be in several categories: the change is made in the one that has the setting, else in the first. */
function inCategory(
  configuration: Configuration | readonly Configuration[] | undefined,
  change: (category: Configuration | undefined) => Configuration,
): Configuration | readonly Configuration[] {
  if (!isList(configuration)) return change(configuration);
  const index = Math.max(0, configuration.findIndex(({ properties }) => properties !== undefined && SETTING in properties));
  return configuration.length === 0 ? [change(undefined)] : configuration.map((category, at) => (at === index ? change(category) : category));
}

function isList(value: Configuration | readonly Configuration[] | undefined): value is readonly Configuration[] {
  return Array.isArray(value);
}

/** All generated files by their path; undefined for one that has to go. */
export async function generate(root: string): Promise<ReadonlyMap<string, string | undefined>> {
  const rules = await documentedRules();
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const files = new Map<string, string | undefined>();
  for (const name of await readdir(join(root, RULES_FOLDER)).catch(() => [])) {
    if (name.endsWith('.md')) files.set(`${RULES_FOLDER}/${name}`, undefined);
  }
  files.set(`${RULES_FOLDER}/README.md`, rulesOverview(rules));
  for (const documented of rules) files.set(`${RULES_FOLDER}/${fileName(documented.rule.meta.id)}.md`, rulePage(documented));
  files.set('docs/schemas/front-matter.schema.json', json(frontMatterSchema(RULES)));
  files.set('docs/schemas/project.schema.json', json(projectSchema(RULES)));
  files.set('docs/schemas/journal.schema.json', json(lineSchema('A line of a journal', journalRecordShape)));
  for (const { id, name, schema } of EXPORT_FORMATS) files.set(`docs/schemas/export/${id}.schema.json`, json(lineSchema(`A line of ${id}: ${name}`, schema)));
  files.set('docs/schemas/export/gemini-batch.schema.json', json(lineSchema('A line of gemini-batch: a request for the Gemini Batch API', batchRequestShape)));
  files.set('docs/schemas/annotations.schema.json', json(lineSchema('A line of annotations.jsonl', annotationRecordShape)));
  const manifest: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  files.set('package.json', json(withRuleSetting(manifest, RULES)));
  return files;
}

/** What is out of date, in words. */
export async function outOfDate(root: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [path, expected] of await generate(root)) {
    const actual = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (expected === undefined) problems.push(`${path} is the page of a rule that does not exist`);
    else if (actual === undefined) problems.push(`${path} is missing`);
    else if (actual.replaceAll('\r\n', '\n') !== expected) problems.push(`${path} is out of date`);
  }
  return problems;
}

async function write(root: string): Promise<void> {
  for (const [path, content] of await generate(root)) {
    const file = join(root, path);
    if (content === undefined) {
      await rm(file);
      continue;
    }
    if ((await readFile(file, 'utf8').catch(() => undefined)) === content) continue;
    await mkdir(resolve(file, '..'), { recursive: true });
    await writeFile(file, content);
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  if (process.argv.includes('--check')) {
    const problems = await outOfDate(root);
    for (const problem of problems) console.error(`${problem}: run \`${COMMAND}\`.`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } else await write(root);
}
