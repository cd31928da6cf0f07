/** What docs/prompts.md says of templates is so. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { overridableBy, readOverrides } from '../../src/generation/overrides.ts';
import { STAGES } from '../../src/models/model.ts';

const page = await readFile(resolve(import.meta.dirname, '../../docs/prompts.md'), 'utf8');
const code = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

test('the page lists every prompt that can be worded anew, with its placeholders', () => {
  const listed = page.split('\n').flatMap((line) => {
    const [, files = '', needs = '', may = ''] = line.split('|');
    return code(files).filter((file) => file.endsWith('.md')).map((file) => [file, code(needs).toSorted(), code(may).toSorted()]);
  });
  const there = STAGES.flatMap((stage) => {
    const place = overridableBy(stage);
    return place === undefined ? [] : [[place.file, place.needs.toSorted(), place.may.toSorted()]];
  });
  const byFile = (rows: readonly (readonly unknown[])[]): Readonly<Record<string, unknown>> => Object.fromEntries(rows.map(([file, ...rest]) => [String(file), rest]));
  assert.deepEqual(byFile(listed), byFile(there));
});

test('the template on the page can be used', () => {
  const [, text = ''] = /^```markdown\n([^]*?)^```$/m.exec(page) ?? [];
  assert.deepEqual(readOverrides([{ name: 'critique.md', text }]).problems, []);
});
