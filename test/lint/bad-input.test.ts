/** Texts that nobody means to lint, and that must hold nobody up when they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleIds } from './helpers.ts';

// What takes longer than this on a slow machine takes time out of proportion to the text.
const timeout = 20_000;
const MANY = 100_000;
const honest = (body: string): string => `# Aster\n\n## Honest\n\nAster says what it believes to be true.\n\n${body}`;

for (const [what, body] of [
  ['labelled items', '- **Why:** because it helps.\n- **How:** when asked, always.\n'.repeat(MANY)],
  ['lead-ins', '**Why.** because it helps.\n\n**How.** when asked, always.\n\n'.repeat(MANY)],
  ['parts under headings', '### Why\n\nBecause it helps, always.\n\n### Exceptions\n\n- None.\n\n'.repeat(MANY)],
] as const) {
  test(`a trait of two hundred thousand ${what} is linted`, { timeout }, () => {
    assert.ok(ruleIds(honest(body)).filter((id) => id === 'part/duplicate').length > MANY);
  });
}

for (const text of ['there is always a ', 'it is never better ', 'never it if ']) {
  test(`a sentence without end that says “${text.trim()}” again and again is linted`, { timeout }, () => {
    assert.ok(ruleIds(`---\ntraits: 1\n---\n\n${honest(text.repeat(MANY))}`).includes('exceptions/missing'));
  });
}
