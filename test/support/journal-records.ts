/** Records of journals, to be written and read in tests. */
import { createHash } from 'node:crypto';
import type { JournalCall, JournalHeader, JournalSample, JournalSummary } from '../../src/engine/journal.ts';
import type { ModelOutcome } from '../../src/models/model.ts';

export function header(more: Partial<JournalHeader> = {}): JournalHeader {
  return {
    type: 'header',
    version: 1,
    tool: 'test 1',
    run: 'r1',
    pipeline: 'chat',
    startedAt: '1970-01-01T00:00:00.000Z',
    document: { name: 'rill.traits.md', hash: 'd0' },
    chunks: { plain: 'c0', quiet: 'c1' },
    models: { generator: 'test/generator', critic: 'test/critic', judge: 'test/judge' },
    rehearsed: false,
    parameters: { perTrait: 3 },
    prompts: { plan: 1, draft: 1 },
    ...more,
  };
}

/** The key of the call of that number. */
export function keyOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex');
}

export function call(number: number, outcome: ModelOutcome = { status: 'ok', text: `the answer ${number}`, usage: { inputTokens: 3, outputTokens: 2 } }): JournalCall {
  return {
    type: 'call',
    key: keyOf(number),
    at: '1970-01-01T00:00:00.000Z',
    model: 'test/generator',
    purpose: { stage: 'draft', role: 'generator', traitId: 'plain', kind: 'exhibit', ordinal: number, attempt: 0 },
    messages: [{ role: 'user', text: `the question ${number}` }],
    outcome,
    tries: 1,
    milliseconds: 0,
  };
}

export function sample(id: string, status = 'kept'): JournalSample {
  return { type: 'sample', sample: { id, traitId: 'plain', chunkHash: 'c0', status } };
}

export function summary(ended: JournalSummary['ended']): JournalSummary {
  return { type: 'summary', at: '1970-01-01T00:00:00.000Z', ended, calls: 2, samples: { kept: 1 } };
}
