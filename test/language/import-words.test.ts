/** What is said of an import in the editor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importText } from '../../src/editor/import-words.ts';
import { importTraits } from '../../src/language/import.ts';
import { inEnglish } from '../support/translate.ts';

function said(text: string): string {
  return importText(importTraits(text), inEnglish);
}

test('what was recognised is said in a few words', () => {
  assert.equal(said('# T\n\nSome text.\n'), 'No traits were recognised. Give each a heading, or a line that begins with its name and a colon.');
  assert.equal(said('- **Honest**: says what is true.\n- **Kind**: is kind, because people matter.\n'), '2 traits recognised, each now a section. No label was added. Reasons, trade-offs or exceptions in the prose of 1 trait were left as they are.');
  assert.equal(said('# T\n\n## Honest\n\nSays so.\n\nBecause people ask.\n'), '1 trait recognised. 1 label added: 1 Why.');
});
