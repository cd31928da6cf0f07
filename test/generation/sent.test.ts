/** What was sent for a sample is read from its journal, word for word, and nothing of another one. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createJournalFile, journalPath } from '../../src/engine/journal-file.node.ts';
import { callsFor, sentText } from '../../src/generation/sent.node.ts';
import { chat } from './support.ts';

test('the calls of one sample come in their order, with all that was sent and what came of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-sent-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = journalPath(join(folder, 'rill.traits.md'), 'r1');
  const journal = await createJournalFile(path);
  const { samples: [first], requests } = await chat(t, { perTrait: 2, journal });
  await journal.close();
  assert.ok(first);
  const calls = await callsFor([path], first);
  assert.deepEqual(calls.map(({ purpose }) => purpose.stage), ['plan', 'scenario', 'default-response', 'scenario-critique', 'draft', 'critique', 'autorate']);
  assert.ok(calls.every(({ purpose }) => purpose.kind === first.kind && purpose.ordinal === first.ordinal));
  const text = sentText(calls, { system: 'system prompt', message: 'message', answer: 'answer', cached: 'cached' });
  const draft = requests.find(({ stage }) => stage === 'draft');
  assert.ok(draft !== undefined && text.includes(`──── system prompt\n${draft.system}\n\n──── message\n${draft.user}\n\n──── answer: ok\nIt is broken.`), text);
});
