/** The generated files: what the script may change in package.json, and that the schema knows what the reader knows. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { documentedRules, frontMatterSchema, generate, outOfDate, rulePage, withRuleSetting } from '../../scripts/generate.ts';
import { parseFrontMatter, SEVERITIES } from '../../src/document/front-matter.ts';
import { RULES } from '../../src/lint/rules.ts';

test('package.json gets the one setting and keeps all else in its order', () => {
  const manifest = { name: 'x', contributes: { languages: [], configuration: { title: 'T', properties: { a: 1, 'traits.lint.rules': {}, b: 2 } }, commands: [] }, license: 'MIT' };
  const after = withRuleSetting(manifest, RULES);
  const strip = (text: string): unknown => JSON.parse(text, (key, value: unknown) => (key === 'traits.lint.rules' ? {} : value));
  assert.equal(JSON.stringify(strip(JSON.stringify(after))), JSON.stringify(manifest));
  assert.deepEqual(withRuleSetting(after, RULES), after);
  const setting = JSON.stringify(after);
  for (const { meta } of RULES) assert.ok(setting.includes(`"${meta.id}"`), meta.id);
});

test('the setting is added where there are no settings, and found where there are several categories', () => {
  const properties = (manifest: object): unknown => Object.keys(JSON.parse(JSON.stringify(manifest)).contributes.configuration.properties);
  assert.deepEqual(properties(withRuleSetting({}, RULES)), ['traits.lint.rules']);
  const several = withRuleSetting({ contributes: { configuration: [{ title: 'a', properties: {} }, { title: 'b', properties: { 'traits.lint.rules': {} } }] } }, RULES);
  assert.match(JSON.stringify(several), /"title":"a","properties":\{\}\},\{"title":"b","properties":\{"traits.lint.rules":\{"type"/);
});

test('the schema allows what the reader of front matter does', () => {
  const { properties } = frontMatterSchema(RULES) as {
    properties: { 'trait-level': { enum: unknown[] }; language: { examples: readonly string[] }; sections: { properties: object }; signals: { properties: object }; lint: { properties: object } };
  };
  const lines = [
    'traits: 1',
    ...properties['trait-level'].enum.map((level) => `trait-level: ${String(level)}`),
    ...properties.language.examples.map((tag) => `language: ${tag}`),
    ...Object.keys(properties.sections.properties).map((part) => `sections: {${part}: [Name]}`),
    ...Object.keys(properties.signals.properties).map((part) => `signals: {${part}: [a phrase]}`),
    ...Object.keys(properties.lint.properties).flatMap((rule) => SEVERITIES.map((severity) => `lint: {${rule}: ${severity}}`)),
  ];
  for (const line of lines) assert.deepEqual(parseFrontMatter(`---\n${line}\n---\n`).problems, [], line);
});

test('an example with fences is shown within longer ones', async () => {
  const documented = (await documentedRules()).find(({ rule }) => rule.meta.id === 'scenario/incomplete');
  assert.ok(documented !== undefined);
  assert.match(rulePage(documented), /^````markdown\n[^`]*^```yaml scenario\n[^`]*^```\n````$/m);
});

test('what is out of date is named: missing, changed, and left over from a rule that is gone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'traits-generate-'));
  try {
    await writeFile(join(root, 'package.json'), '{}\n');
    for (const [path, content] of await generate(root)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), content ?? '');
    }
    assert.deepEqual(await outOfDate(root), []);
    const page = join(root, 'docs/rules/why-missing.md');
    await writeFile(page, (await readFile(page, 'utf8')).replaceAll('\n', '\r\n'));
    assert.deepEqual(await outOfDate(root), [], 'a checkout with other line endings is in date');
    await writeFile(page, 'changed');
    await writeFile(join(root, 'docs/rules/old-rule.md'), '');
    await rm(join(root, 'docs/schemas/front-matter.schema.json'));
    assert.deepEqual((await outOfDate(root)).toSorted(), [
      'docs/rules/old-rule.md is the page of a rule that does not exist',
      'docs/rules/why-missing.md is out of date',
      'docs/schemas/front-matter.schema.json is missing',
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
});
