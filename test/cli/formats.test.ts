/** The formats of `traitwright lint`: each as those who read it expect it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { format as github } from '../../src/cli/formats/github.ts';
import { format as json } from '../../src/cli/formats/json.ts';
import type { LintReport, ReportedDiagnostic } from '../../src/cli/formats/report.ts';
import { format as sarif } from '../../src/cli/formats/sarif.ts';
import { format as text } from '../../src/cli/formats/text.ts';
import { RULES } from '../../src/lint/rules.ts';
import { folderWith, run } from './support.ts';

const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };
const elsewhere = { start: { line: 9, character: 0 }, end: { line: 10, character: 3 } };

const wrong: ReportedDiagnostic = {
  ruleId: 'why/missing',
  severity: 'error',
  message: 'No why, 100% gone: expected\none.',
  range,
  related: [{ range: elsewhere, message: 'Here.' }],
  fixable: true,
  mendable: true,
};

const hinted: ReportedDiagnostic = { ...wrong, severity: 'hint', message: 'Perhaps.', range: elsewhere, related: [], fixable: false, mendable: false };

const report: LintReport = {
  files: [
    { file: 'a, b: 100%/ü.traits.md', diagnostics: [wrong, hinted] },
    { file: 'sound.traits.md', diagnostics: [] },
  ],
  problems: [{ file: 'c.traits.md', message: 'not valid UTF-8.' }],
};

test('json: one array, zero-based', () => {
  assert.deepEqual(JSON.parse(json(report, { color: false })), [
    {
      file: 'a, b: 100%/ü.traits.md',
      ruleId: 'why/missing',
      severity: 'error',
      message: 'No why, 100% gone: expected\none.',
      range,
      related: [{ range: elsewhere, message: 'Here.' }],
      fixable: true,
    },
    { file: 'a, b: 100%/ü.traits.md', ruleId: 'why/missing', severity: 'hint', message: 'Perhaps.', range: elsewhere, related: [], fixable: false },
  ]);
  assert.equal(json({ files: [], problems: [] }, { color: false }), '[]\n');
});

test('github: workflow commands, escaped, one-based', () => {
  assert.equal(
    github(report, { color: false }),
    '::error file=a%2C b%3A 100%25/ü.traits.md,line=3,col=5,title=why/missing::No why, 100%25 gone: expected%0Aone.\n' +
      '::notice file=a%2C b%3A 100%25/ü.traits.md,line=10,col=1,title=why/missing::Perhaps.\n',
  );
  assert.equal(github({ files: [], problems: [] }, { color: false }), '');
});

test('text: grouped by file, aligned, with a summary', () => {
  assert.equal(
    text(report, { color: false }),
    `a, b: 100%/ü.traits.md
   3:5  error  No why, 100% gone: expected one.  why/missing
  10:1  hint   Perhaps.  why/missing

2 problems in 2 files: 1 error, 1 hint. --fix mends 1.
`,
  );
  assert.equal(text({ files: report.files.slice(1), problems: [] }, { color: false }), 'No problems in 1 file.\n');
});

test('text: what a document says cannot steer a terminal', () => {
  const diagnostic = { ...hinted, message: 'No trait “\u001B[2J\u009B”.' };
  assert.match(text({ files: [{ file: 'a\u001B]0;x\u0007.md', diagnostics: [diagnostic] }], problems: [] }, { color: false }), /^[^\p{Cc}]*$/mu);
});

test('text: colours on a terminal only, and not where NO_COLOR is set', async (t) => {
  const cwd = await folderWith(t, { 'a.traits.md': '- **A**: a.\n- **B**: b.\n- **C**: c.\n' });
  const colored = async (terminal: boolean, env = {}): Promise<boolean> => (await run(['lint', '.'], { cwd, terminal, env })).stdout.includes('\u001B[');
  assert.equal(await colored(true), true);
  assert.equal(await colored(true, { NO_COLOR: '' }), true);
  assert.equal(await colored(true, { NO_COLOR: '1' }), false);
  assert.equal(await colored(true, { TERM: 'dumb' }), false);
  assert.equal(await colored(false), false);
});

/** The parts of SARIF 2.1.0 that are written here; a property that is required there is asserted below. */
interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly SarifRule[] } };
    readonly columnKind: string;
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly SarifLocation[];
      readonly relatedLocations?: readonly SarifLocation[];
    }[];
  }[];
}

interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number; readonly startColumn: number; readonly endLine: number; readonly endColumn: number };
  };
}

const LEVELS = ['none', 'note', 'warning', 'error'];

test('sarif: has what 2.1.0 requires', () => {
  const log: Sarif = JSON.parse(sarif(report, { color: false }));
  assert.equal(log.version, '2.1.0');
  assert.ok(URL.canParse(log.$schema));
  const [only, ...more] = log.runs;
  assert.ok(only !== undefined && more.length === 0);
  const { driver } = only.tool;
  assert.equal(driver.name, 'Traitwright');
  assert.match(driver.version, /^\d+\.\d+\.\d+/);
  assert.deepEqual(driver.rules.map(({ id }) => id), RULES.map(({ meta }) => meta.id));
  for (const rule of driver.rules) {
    assert.ok(rule.shortDescription.text.length > 0);
    assert.ok(LEVELS.includes(rule.defaultConfiguration.level));
  }
  assert.equal(only.columnKind, 'utf16CodeUnits');
  const [invocation] = only.invocations;
  assert.equal(invocation?.executionSuccessful, false);
  assert.equal(invocation.toolExecutionNotifications[0]?.message.text, 'c.traits.md: not valid UTF-8.');
  assert.equal(only.results.length, 2);
  for (const result of only.results) {
    assert.equal(driver.rules[result.ruleIndex]?.id, result.ruleId);
    assert.ok(LEVELS.includes(result.level));
    assert.ok(result.message.text.length > 0);
    for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
      assert.match(physicalLocation.artifactLocation.uri, /^[\w%./-]+$/);
      assert.ok(Object.values(physicalLocation.region).every((place) => Number.isInteger(place) && place >= 1));
    }
  }
  assert.deepEqual(only.results.map(({ level }) => level), ['error', 'note']);
  const [first] = only.results;
  assert.deepEqual(first?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'a%2C%20b%3A%20100%25/%C3%BC.traits.md' },
    region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 10 },
  });
  assert.equal(first?.relatedLocations?.[0]?.physicalLocation.region.startLine, 10);
});

test('sarif: is valid by the schema of the standard', async () => {
  // The schema that OASIS publishes, as the schema store has it. One of its patterns is none in Unicode mode.
  const schema: object = JSON.parse(await readFile(fileURLToPath(import.meta.resolve('schemastore/schemas/json/sarif-2.1.0.json')), 'utf8'));
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const fromCommand = await run(['lint', '.', 'gone.traits.md', '--format', 'sarif']);
  for (const log of [sarif(report, { color: false }), sarif({ files: [], problems: [] }, { color: false }), fromCommand.stdout]) {
    assert.ok(validate(JSON.parse(log)), ajv.errorsText(validate.errors));
  }
  assert.equal(validate({ version: '2.1.0' }), false);
});

test('every format comes through the command, the same each time', async () => {
  for (const format of ['text', 'json', 'sarif', 'github']) {
    const args = ['lint', 'short-list.traits.md', 'calder-at-work.traits.md', '--format', format];
    const ran = await run(args);
    assert.match(ran.stdout, /document\/short-list/, format);
    assert.deepEqual(await run(args.with(1, './short-list.traits.md')), ran);
    if (format === 'json' || format === 'sarif') JSON.parse(ran.stdout);
  }
});
