/** Linting in steps, with others running in between, and after other documents and settings. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { DocumentParser, parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { type Diagnostic, lint, lintInSteps, type LintSettings } from '../../src/lint/lint.ts';
import { lintText } from './helpers.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const texts = await Promise.all((await readdir(fixtures)).map((name) => readFile(new URL(name, fixtures), 'utf8')));

/** The diagnostics, and how often the linter let others run. */
function drained(document: TraitsDocument, settings?: LintSettings): { diagnostics: readonly Diagnostic[]; yields: number } {
  const steps = lintInSteps(document, settings);
  for (let yields = 0; ; yields += 1) {
    const step = steps.next();
    if (step.done === true) return { diagnostics: step.value, yields };
  }
}

/** Everything that diagnostics say and do. */
function plain(diagnostics: readonly Diagnostic[]): readonly object[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, fixes: diagnostic.fixes() }));
}

test('linting in steps finds what linting at once finds', () => {
  for (const text of texts) assert.deepEqual(plain(drained(parseTraitsDocument(text, LANGUAGES)).diagnostics), plain(lintText(text)));
});

test('two documents linted by turns are linted as they are one after the other', () => {
  const pending = texts.map((text) => ({ text, steps: lintInSteps(parseTraitsDocument(text, LANGUAGES)) }));
  while (pending.length > 0) {
    for (const one of pending.splice(0)) {
      const step = one.steps.next();
      if (step.done === true) assert.deepEqual(plain(step.value), plain(lintText(one.text)));
      else pending.push(one);
    }
  }
});

test('others can run after each trait that has to be looked at, and traits that stayed the same take no step', () => {
  const parser = new DocumentParser();
  const text = Array.from({ length: 20 }, (_, index) => `## Trait ${index}\n\nThe assistant says number ${index}.\n\n### Why\n\nBecause.\n`).join('\n');
  const first = drained(parser.parse(text)).yields;
  const again = drained(parser.parse(text)).yields;
  assert.ok(first - again >= 20);
  // One step for its findings, and at most one for each of the five parts that it may lack.
  const steps = drained(parser.parse(text.replace('number 7.', 'number seven.'))).yields - again;
  assert.ok(steps >= 1 && steps <= 6, String(steps));
});

test('a setting that changes is heeded in a document that stays open', () => {
  const document = parseTraitsDocument(texts.join('\n\n'));
  const settings: Record<string, LintSettings[string]>[] = [{}, { 'why/missing': 'off' }, { 'why/missing': 'error' }, { 'why/missing': { severity: 'hint' } }, {}];
  for (const one of settings) assert.deepEqual(plain(lint(document, one)), plain(lint(parseTraitsDocument(document.text), one)));
  const mutable: Record<string, LintSettings[string]> = { 'why/missing': 'error' };
  assert.ok(lint(document, mutable).some(({ ruleId, severity }) => ruleId === 'why/missing' && severity === 'error'));
  mutable['why/missing'] = 'off';
  assert.ok(!lint(document, mutable).some(({ ruleId }) => ruleId === 'why/missing'));
});

test('settings that differ in what JSON cannot tell apart are told apart', () => {
  const setting = (value: string): readonly string[] => lintText(`---\ntraits: 1\nlint:\n  traits/overlap:\n    percent: ${value}\n---\n# Aster\n\n## Honest\n\nSays so.\n`).map(({ message }) => message);
  const said = [setting('60'), setting('.nan'), setting('null')];
  assert.ok(!said[0]?.some((message) => message.includes('percent')));
  assert.ok(said[1]?.some((message) => message.includes('percent')));
});

test('of two traits that are equally alike the first is named, whatever was linted before', () => {
  const trait = (name: string, words: string): string => `## ${name}\n\n${words}\n\n### Why\n\nBecause.\n\n`;
  const [fruit, trees] = ['lemon melon cherry banana', 'willow maple poplar alder'];
  const text = `---\ntraits: 1\n---\n# Aster\n\n${trait('Alpha', `${fruit} mango`)}${trait('Bravo', `${trees} birch`)}${trait('Gamma', `${fruit} ${trees}`)}`;
  lintText(`---\ntraits: 1\n---\n# Aster\n\n${trait('Tree', trees)}${trait('Fruit', fruit)}`);
  const [overlap, ...others] = lintText(text, { 'traits/overlap': { percent: 30 } }).filter(({ ruleId }) => ruleId === 'traits/overlap');
  assert.match(overlap?.message ?? '', /^“Gamma” says nearly what “Alpha” says/);
  assert.deepEqual(others, []);
});

test('what a statement says is compared anew when it changes, and a pair is found where it stands', () => {
  const parser = new DocumentParser();
  const trait = (name: string, words: string): string => `## ${name}\n\n${words}\n\n### Why\n\nBecause.\n\n`;
  const text = `---\ntraits: 1\n---\n# Aster\n\n${trait('Alpha', 'lemon melon cherry banana mango')}${trait('Bravo', 'lemon melon cherry banana mango')}`;
  const versions = [text, text.replace('# Aster', '# Aster Hawthorn'), text.replace('mango', 'willow maple poplar alder birch'), text.replaceAll('mango', 'plum'), text];
  for (const version of versions) assert.deepEqual(plain(lint(parser.parse(version))), plain(lintText(version)));
  assert.ok(lintText(text).some(({ ruleId }) => ruleId === 'traits/overlap'));
});

test('a trait that is renamed is found by its new name from traits that stayed the same', () => {
  const parser = new DocumentParser();
  const trait = (name: string, other: string): string => `## ${name}\n\nThe assistant is so.\n\n### Trade-offs\n\n- **Over [${other}]**: always.\n\n`;
  const text = `# Aster\n\n${trait('Honest', 'Warm')}${trait('Warm', 'Honest')}${trait('Calm', 'Warm')}`;
  const versions = [text, text.replace('## Warm', '## Warmth'), text.replace('## Warm', '## Honest'), text.replace('## Calm', '## Warm'), text.replace(/## Honest[^#]+#[^#]+#[^#]+#[^#]+/, ''), text];
  for (const version of versions) assert.deepEqual(plain(lint(parser.parse(version))), plain(lintText(version)));
  assert.ok(lintText(versions[1] ?? '').some(({ ruleId }) => ruleId === 'trade-offs/unknown-trait'));
});
