/** What a project's file promises: the rules of its documents, who decided them, and what is wrong with it, where. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { projectSchema } from '../../scripts/generate.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { configureRule, type LintSettings, type LintSource, PROJECT_FILE, settledRules } from '../../src/lint/configuration.ts';
import { configurationView } from '../../src/lint/explain.ts';
import { rangeOfPath } from '../../src/lint/json-shape.ts';
import { lint } from '../../src/lint/lint.ts';
import { readProject } from '../../src/lint/project-file.ts';
import { RULES } from '../../src/lint/rules.ts';

const NAME = PROJECT_FILE;

function sourcesFor(file: object, path: string): readonly LintSource[] {
  const { project, problems } = readProject(JSON.stringify(file), NAME);
  assert.ok(project !== undefined);
  assert.deepEqual(problems, []);
  return project.sourcesFor(path);
}

/** What is underlined in a project's file, with what is said of it. */
function problemsIn(text: string): readonly (readonly [underlined: string, message: string])[] {
  return readProject(text, NAME).problems.map(({ path, message }) => {
    const { start, end } = rangeOfPath(text, path);
    return [text.slice(start, end), message] as const;
  });
}

test('overrides hold for the documents that their globs match, wherever the project lies', () => {
  const file = {
    rules: { 'why/missing': 'error' },
    overrides: [
      { files: ['drafts/**', 'TRAITS.md'], rules: { 'why/missing': 'hint' } },
      { files: ['**/old/*.traits.md'], rules: { 'why/missing': 'off' } },
    ],
  };
  const severity = (path: string): unknown => Object.values(settledRules(RULES, sourcesFor(file, path)))[0];
  assert.deepEqual(severity('a.traits.md'), { severity: 'error' });
  assert.deepEqual(severity('deep/down/TRAITS.md'), { severity: 'hint' });
  assert.deepEqual(severity('drafts/a.traits.md'), { severity: 'hint' });
  assert.deepEqual(severity('drafts/old/a.traits.md'), { severity: 'off' });
});

test('the rules in force are told with who decided each, an override by its globs', () => {
  const file = { rules: { 'why/missing': 'error', 'style/vague': { 'at-least': 2 } }, overrides: [{ files: ['drafts/**', '{a|b}.md'], rules: { 'style/vague': { severity: 'hint', words: ['nice'] } } }] };
  const settings: LintSettings = { 'why/missing': 'off', 'what/missing': 'error' };
  const sources = [{ name: 'user settings', rules: settings }, ...sourcesFor(file, 'drafts/a.traits.md'), { name: 'workspace settings', rules: { 'how/missing': 'error' as const } }];
  const view = configurationView(parseTraitsDocument('---\nlint:\n  how/missing: off\n---\n\n# T\n'), { sources, baseline: 'old.json' }, 'a.traits.md');
  for (const row of [
    '| `why/missing` | error | traitwright.json |  |',
    '| `what/missing` | error | user settings |  |',
    '| `how/missing` | off | front matter |  |',
    '| `style/vague` | hint | traitwright.json for `drafts/**`, `{a\\|b}.md` |',
    'at-least: 2 (traitwright.json)',
    'words: nice (traitwright.json for `drafts/**`, `{a\\|b}.md`)',
    'default, user settings, traitwright.json, traitwright.json for `drafts/**`, `{a|b}.md`, workspace settings, front matter.',
    'What stands in old.json is not shown.',
  ]) {
    assert.ok(view.includes(row), `${row} in\n${view}`);
  }
});

const setting = fc.oneof(
  fc.constantFrom<LintSettings[string]>('off', 'error', 'hint'),
  fc.constant('loud' as 'off'),
  fc.record({ severity: fc.constantFrom('off', 'hint', 'loud', 3), 'at-least': fc.constantFrom(1, 2, -1, 'x'), words: fc.constantFrom(['a'], [''], 'a'), other: fc.constant(1) }, { requiredKeys: [] }),
);
const settings: fc.Arbitrary<LintSettings> = fc.dictionary(fc.constantFrom('why/missing', 'style/vague', 'no/such'), setting);

test('one setting made of several sources holds what they do one after the other, whatever is wrong with them', () => {
  fc.assert(
    fc.property(fc.array(settings, { maxLength: 4 }), (all) => {
      const sources = all.map((rules, index) => ({ name: String(index), rules }));
      const settled = [{ name: 'settled', rules: settledRules(RULES, sources) }];
      for (const rule of RULES) {
        const [{ severity, options }, once] = [configureRule(rule, sources), configureRule(rule, settled)];
        assert.deepEqual([once.severity, once.options, once.problems], [severity, options, []]);
      }
    }),
    { numRuns: 300 },
  );
});

test('what is wrong is said where it stands', () => {
  const text = `{
  "rules": {"why/mising": "off", "why/missing": "loud"},
  "overrides": [
    {"files": ["*"], "rules": {"style/vague": {"at-least": 0}}}
  ]
}`;
  assert.deepEqual(problemsIn(text), [
    ['"why/mising": "off"', 'there is no rule “why/mising”.'],
    ['"why/missing": "loud"', '`why/missing`: expected the severity to be off, error, warning, information, hint.'],
    ['"style/vague": {"at-least": 0}', '`style/vague`: expected `at-least` to be a number from 1 to 100.'],
  ]);
  assert.deepEqual(problemsIn('{\n\t"rule": {}\n}').map(([underlined]) => underlined), ['"rule": {}']);
  assert.deepEqual(problemsIn('{"overrides": [{"files": [], "rules": {}}]}').map(([underlined]) => underlined), ['"files": []']);
  assert.deepEqual(problemsIn('{\n').map(([underlined]) => underlined), ['{']);
});

test('globs lead to nowhere outside of the folder, and a wrong one is said where it stands', () => {
  const problem = (glob: string): unknown => problemsIn(JSON.stringify({ overrides: [{ files: [glob], rules: {} }] })).map(([, message]) => message);
  for (const glob of ['../**', 'a/../../*', '/etc/*', 'C:/*', '..\\*', '']) assert.deepEqual(problem(glob), ["at overrides.0.files.0: expected a glob within the project's folder, with forward slashes."], glob);
  assert.deepEqual(problem('{a,b}'.repeat(20)), ['at overrides.0.files.0: expected braces that make at most a hundred globs.']);
  for (const glob of ['**', '*.md', './a..b/**', '(a+)+b']) assert.deepEqual(problem(glob), [], glob);
  const everywhere = { overrides: [{ files: ['*', '**/*'], rules: { 'why/missing': 'off' } }] };
  assert.deepEqual(settledRules(RULES, sourcesFor(everywhere, '../out.traits.md')), {});
});

test('a phrase that could be tried in too many ways is said where it stands', () => {
  const expected = 'a phrase of at most 200 characters, with no more than one `…` and two `*`, each `*` at the beginning or the end of a word.';
  const problem = (written: string): unknown => problemsIn(`{${written}}`);
  assert.deepEqual(problem('"languages": {"it": {"signals": {"why": ["a … b … c"]}}}'), [['"a … b … c"', `at languages.it.signals.why.0: expected ${expected}`]]);
  assert.deepEqual(problem('"languages": {"it": {"leadIns": {"with": ["a*b"]}}}'), [['"a*b"', `at languages.it.leadIns.with.0: expected ${expected}`]]);
  assert.deepEqual(problem('"languages": {"it": {"rules": {"style/vague": {"words": ["*a* b*"]}}}}'), [['"*a* b*"', `at languages.it.rules.style/vague.words.0: expected ${expected}`]]);
  assert.deepEqual(problem('"rules": {"style/vague": {"words": ["*a* b*"]}}'), [['"style/vague": {"words": ["*a* b*"]}', `\`style/vague\`: expected each of \`words\` to be ${expected}`]]);
  assert.deepEqual(problem('"languages": {"it": {"names": {"why": ["a*b"]}}}'), []);
});

test('what it adds to the languages is read, and a wrong shape of it is said where it stands', () => {
  const languages = { it: { names: { why: ['Perché'] }, signals: { why: ['perché'] }, leadIns: { over: ['prevale su'] }, rules: { 'style/vague': { words: ['adeguat*'] } } } };
  assert.deepEqual(readProject(JSON.stringify({ languages }), NAME).project?.languages, languages);
  assert.deepEqual(readProject('{}', NAME).project?.languages, {});
  const problem = (written: string): unknown => problemsIn(`{"languages": {${written}}}`);
  assert.deepEqual(problem('"it-IT": {}'), [['"it-IT": {}', 'at languages.it-IT: expected the first part of a language tag in lower case, as in `de` or `zh`.']]);
  assert.deepEqual(problem('"it": {"signals": {"because": ["x"]}}'), [['"because": ["x"]', 'at languages.it.signals: Unrecognized key: "because".']]);
  assert.deepEqual(problem('"it": {"names": {"why": ["x", " "]}}'), [['" "', 'at languages.it.names.why.1: expected a word or a phrase.']]);
  assert.deepEqual(problem('"it": {"rules": {"style/vauge": {}}}'), [['"style/vauge": {}', 'there is no rule “style/vauge”.']]);
  assert.deepEqual(problem('"it": {"rules": {"style/vague": {"at-least": ["x"]}}}'), [['"at-least": ["x"]', '`style/vague`: there is no option `at-least` that is a list of words: expected words.']]);
});

test('what is wrong with one setting takes nothing from the others', () => {
  const { project } = readProject('{"rules": {"why/missing": "loud", "what/missing": "off"}}', NAME);
  assert.deepEqual(settledRules(RULES, project?.sourcesFor('a') ?? []), { 'what/missing': { severity: 'off' } });
});

test('a baseline is a file of the project, never one outside of it', () => {
  for (const baseline of ['old.json', 'a..b/..c.json', '.lint/old.json']) {
    assert.equal(readProject(JSON.stringify({ baseline }), NAME).project?.baseline, baseline);
    assert.equal(readProject(JSON.stringify({ baseline: `./${baseline.replace('/', '/.//')}` }), NAME).project?.baseline, baseline);
  }
  for (const baseline of ['../old.json', 'lint/../../old.json', '/etc/passwd', 'C:/old.json', 'c:old.json', '..', '..\\old.json', '\\\\host\\share', 'a\n/../b', '']) {
    const { project, problems } = readProject(JSON.stringify({ baseline }), NAME);
    assert.equal(project, undefined, baseline);
    assert.equal(problems.length, 1, baseline);
  }
});

test('VS Code is given a schema of the file, which says the same of it as we do', async () => {
  const manifest: { contributes: { jsonValidation: { fileMatch: string; url: string }[] } } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(manifest.contributes.jsonValidation, [{ fileMatch: PROJECT_FILE, url: './docs/schemas/project.schema.json' }]);
  const validate = new Ajv({ strict: false }).compile(projectSchema(RULES));
  for (const file of [
    {},
    { $schema: 'x', rules: { 'why/missing': 'off', 'style/vague': { 'at-least': 2 } }, baseline: './old.json' },
    { overrides: [{ files: ['*'], rules: { 'why/missing': 'hint' } }] },
    { rule: {} },
    { rules: { 'why/mising': 'off' } },
    { rules: { 'why/missing': 'loud' } },
    { rules: { 'style/vague': { 'at-least': 0 } } },
    { overrides: [{ files: [], rules: {} }] },
    { overrides: [{ files: ['*'] }] },
    { baseline: '../old.json' },
    { languages: { it: { names: { why: ['Perché'] }, signals: { why: ['perché'] }, leadIns: { over: ['prevale su'] }, rules: { 'style/vague': { words: ['adeguat*'] } } }, zh: {} } },
    { languages: { 'it-IT': {} } },
    { languages: { it: { signals: { why: ['a … b … c'] } } } },
    { languages: { it: { rules: { 'style/vague': { words: ['a*b'] } } } } },
    { rules: { 'style/vague': { words: ['a*b'] } } },
    { overrides: [{ files: ['../**'], rules: {} }] },
    { languages: { it: { signals: { because: ['x'] } } } },
    { languages: { it: { names: { why: [' '] } } } },
    { languages: { it: { names: { why: 'Perché' } } } },
    { languages: { it: { rules: { 'style/vauge': { words: ['x'] } } } } },
    { languages: { it: { rules: { 'style/vague': { severity: ['x'] } } } } },
    { languages: { it: { words: {} } } },
  ]) {
    assert.equal(validate(file), readProject(JSON.stringify(file), NAME).problems.length === 0, JSON.stringify(file));
  }
});

test('the schema of the setting says of words what that of the file says', async () => {
  interface Manifest {
    contributes: { configuration: { properties: Record<string, object> } };
  }
  const manifest: Manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const schemas = [manifest.contributes.configuration.properties['traits.languages'] ?? assert.fail(), projectSchema(RULES)];
  const [ofSetting, ofFile] = schemas.map((schema) => new Ajv({ strict: false }).compile(schema));
  for (const phrase of ['weil', '*heit', 'um … zu', 'a*****!', 'a … b … c', 'a*b', '*a* b*', 'a'.repeat(201)]) {
    for (const words of [{ signals: { why: [phrase] } }, { leadIns: { over: [phrase] } }, { rules: { 'style/vague': { words: [phrase] } } }]) {
      assert.equal(ofSetting?.({ it: words }), ofFile?.({ languages: { it: words } }), JSON.stringify(words));
    }
  }
});

const path = fc.array(fc.oneof(fc.constantFrom('rules', 'overrides', 'files', 'baseline'), fc.nat(3)), { maxLength: 4 });

test('any text is read without a throw, any JSON lints without one, and what is underlined lies within it', () => {
  const file = fc.record(
    {
      rules: fc.oneof(settings, fc.jsonValue()),
      overrides: fc.array(fc.oneof(fc.record({ files: fc.array(fc.string()), rules: settings }), fc.jsonValue()), { maxLength: 3 }),
      languages: fc.oneof(fc.dictionary(fc.constantFrom('it', 'en', '__proto__'), fc.dictionary(fc.constantFrom('names', 'signals', 'leadIns', 'rules'), fc.jsonValue())), fc.jsonValue()),
      baseline: fc.jsonValue(),
      other: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(fc.string(), fc.json(), file.map((value) => JSON.stringify(value, null, 1)));
  const document = parseTraitsDocument('# T\n\n## A\n\nAster answers.\n\n### Why\n\nTODO\n');
  fc.assert(
    fc.property(text, path, fc.string(), (written, anywhere, name) => {
      const { project, problems } = readProject(written, NAME);
      for (const { start, end } of [...problems.map((problem) => rangeOfPath(written, problem.path)), rangeOfPath(written, anywhere)]) {
        assert.ok(start >= 0 && start <= end && end <= written.length);
      }
      parseTraitsDocument('---\nlanguage: it\n---\n\n# T\n', project?.languages);
      lint(document, settledRules(RULES, project?.sourcesFor(name) ?? []));
    }),
    { numRuns: 500 },
  );
});
