/**
 * Documents with the rule ids that are expected beside the lines: `<!-- expect: why/missing how/missing -->` at the end
 * of a line. The markers are taken out before the document is linted.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { lineAt, lineStarts } from '../../src/document/range.ts';
import { lintText } from './helpers.ts';

const folder = new URL('fixtures/', import.meta.url);
const MARKER = / *<!-- expect: ([^>]*?) *-->$/;

for (const name of (await readdir(folder)).toSorted()) {
  test(name, async () => {
    const lines = (await readFile(new URL(name, folder), 'utf8')).split('\n');
    const text = lines.map((line) => line.replace(MARKER, '')).join('\n');
    const expected = lines.flatMap((line, index) => (MARKER.exec(line)?.[1] ?? '').split(' ').flatMap((id) => (id === '' ? [] : [`${index + 1} ${id}`])));
    const starts = lineStarts(text);
    const found = lintText(text).map(({ ruleId, range }) => `${lineAt(starts, range.start) + 1} ${ruleId}`);
    assert.deepEqual(found.toSorted(), expected.toSorted());
  });
}
