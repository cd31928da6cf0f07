/** The examples on a rule's page are its first tests. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { documentedRules, fileName } from '../../scripts/generate.ts';
import { SEVERITIES } from '../../src/document/front-matter.ts';
import { RULES } from '../../src/lint/rules.ts';
import { lintText, ruleIds } from './helpers.ts';

const rules = await documentedRules();

for (const { rule, page } of rules) {
  const { id, severity, summary } = rule.meta;

  test(`${id}: the example that fails gives the finding, and the one that passes does not`, () => {
    const found = lintText(page.fails).filter(({ ruleId }) => ruleId === id);
    assert.notEqual(found.length, 0);
    assert.deepEqual(ruleIds(page.passes).filter((ruleId) => ruleId === id), []);
    assert.equal(found.some(({ fixable }) => fixable), page.fix !== undefined, 'the page says whether there is a fix');
  });

  test(`${id}: is described`, () => {
    assert.match(id, /^[a-z-]+\/[a-z-]+$/);
    assert.ok(SEVERITIES.some((known) => known === severity));
    assert.match(summary, /^[A-Z][^\n]*[^.]$/);
  });
}

test('each rule has one file and is in the list, once', async () => {
  const files = await readdir(new URL('../../src/lint/rules/', import.meta.url));
  const ids = RULES.map((rule) => fileName(rule.meta.id));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.ok(files.includes(`${id}.ts`), id);
  // What several rules share stands beside them and has no page.
  for (const file of files) {
    const module: { rule?: unknown } = await import(`../../src/lint/rules/${file}`);
    assert.equal(ids.includes(file.replace(/\.ts$/, '')), module.rule !== undefined, file);
  }
});
