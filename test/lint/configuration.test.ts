/** How severe a finding is: by the front matter, else the settings, else the finding, else the rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEVERITIES, type SeveritySetting } from '../../src/document/front-matter.ts';
import type { LintSettings } from '../../src/lint/lint.ts';
import { lintText, only } from './helpers.ts';

const HERE = only('what/missing', 'why/missing', 'trade-offs/missing', 'exceptions/missing', 'front-matter/invalid');

function severities(frontMatter: string, settings?: LintSettings, body = 'It should, at the expense of time.'): Readonly<Record<string, string>> {
  const text = `---\n${frontMatter}\n---\n\n# The assistant\n\n## One\n\n${body}\n`;
  return Object.fromEntries(lintText(text, { ...HERE, ...settings }).map(({ ruleId, severity }) => [ruleId, severity]));
}

test('a rule has its own severity, and a finding may be more severe', () => {
  assert.deepEqual(severities('traits: 1'), { 'why/missing': 'warning', 'exceptions/missing': 'information' });
  assert.deepEqual(severities('traits: 1', {}, 'It should always, at the expense of time.'), { 'why/missing': 'warning', 'exceptions/missing': 'warning' });
});

test('settings go before that, and the front matter before the settings', () => {
  const settings = { 'why/missing': 'hint', 'exceptions/missing': 'error' } as const;
  assert.deepEqual(severities('traits: 1', settings), settings);
  assert.deepEqual(severities('lint:\n  why/missing: error', settings, 'The assistant should always.'), {
    'why/missing': 'error',
    'exceptions/missing': 'error',
    'trade-offs/missing': 'information',
  });
});

test('off means off, and the front matter can turn on what the settings turn off', () => {
  assert.deepEqual(severities('traits: 1', { 'why/missing': 'off' }), { 'exceptions/missing': 'information' });
  assert.deepEqual(severities('traits: 1\nlint:\n  why/missing: off\n  exceptions/missing: false'), {});
  assert.deepEqual(severities('traits: 1\nlint:\n  why/missing: hint', { 'why/missing': 'off' }), { 'why/missing': 'hint', 'exceptions/missing': 'information' });
});

for (const severity of SEVERITIES.filter((setting): setting is Exclude<SeveritySetting, 'off'> => setting !== 'off')) {
  test(`${severity} can be set in either place`, () => {
    assert.equal(severities('traits: 1', { 'why/missing': severity })['why/missing'], severity);
    assert.equal(severities(`traits: 1\nlint:\n  why/missing: ${severity}`)['why/missing'], severity);
  });
}

test('rules that do not exist change nothing', () => {
  const plain = severities('traits: 1');
  assert.deepEqual(severities('traits: 1', JSON.parse('{"no/such-rule": "error", "toString": "off", "__proto__": "off"}') as LintSettings), plain);
  assert.deepEqual(severities('traits: 1\nlint:\n  no/such-rule: error\n  constructor: off\n  __proto__: off'), plain);
});

test('a severity that does not exist is reported, and the rule keeps its own', () => {
  assert.deepEqual(severities('traits: 1\nlint:\n  why/missing: loud'), {
    'front-matter/invalid': 'error',
    'why/missing': 'warning',
    'exceptions/missing': 'information',
  });
});
