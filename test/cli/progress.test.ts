/** What the progress of a run promises: one line that changes on a terminal, and plain lines elsewhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress } from '../../src/cli/progress.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Sample, SampleStatus } from '../../src/generation/sample.ts';

const CALLS: Progress = { done: 12, cached: 0, resumed: 0, underWay: 4, waiting: 3, expected: 63, tokens: { inputTokens: 0, outputTokens: 0 }, usd: 0.123, msLeft: 130_000 };

function sample(id: string, status: SampleStatus, reason?: string): Sample {
  return {
    id,
    pipeline: 'chat',
    traitId: 't',
    kind: 'exhibit',
    ordinal: 0,
    chunkHash: 'h',
    pinned: false,
    quotes: [],
    status,
    models: { generator: 'a/b', critic: 'a/b', judge: 'a/b' },
    rehearsed: false,
    usage: {},
    ...(reason === undefined ? {} : { reason }),
  };
}

function told(isTerminal: boolean, total: number, tell: (progress: ReturnType<typeof createProgress>) => void): string {
  let written = '';
  tell(createProgress({ isTerminal, write: (text) => void (written += text) }, total));
  return written;
}

/** What a terminal shows of the text, its last line included. */
function onScreen(written: string): string {
  return written.replaceAll(/[^\n]*\r\u001B\[2K/g, '');
}

test('a terminal shows calls, samples, cost and the time left in one line', () => {
  const screen = onScreen(told(true, 27, (progress) => progress.onCalls(CALLS)));
  assert.equal(screen, '12 of about 63 calls, 0 of 27 samples, $0.12, about 2 min left');
});

test('what is not known is said, or left out', () => {
  const screen = (calls: Partial<Progress>): string => onScreen(told(true, 2, (progress) => progress.onCalls({ ...CALLS, ...calls })));
  assert.equal(screen({ usd: undefined }), '12 of about 63 calls, 0 of 2 samples, cost unknown, about 2 min left');
  assert.equal(screen({ usd: 0, msLeft: undefined }), '12 of about 63 calls, 0 of 2 samples');
  assert.equal(screen({ expected: undefined, msLeft: 1 }), '12 calls, 0 of 2 samples, $0.12, about 1 s left');
  assert.equal(screen({ msLeft: 36_000_000 }), '12 of about 63 calls, 0 of 2 samples, $0.12, about 10 h left');
});

test('finished samples stand above the line that changes, and nothing of it is left at the end', () => {
  const written = told(true, 2, (progress) => {
    progress.onSample(sample('a', 'running'));
    progress.onCalls(CALLS);
    progress.onSample(sample('a', 'kept'));
    progress.onRetry('Too many requests.');
    progress.end();
  });
  assert.equal(onScreen(written), 'kept      a\nTrying again. Too many requests.\n');
});

test('elsewhere there are only whole lines, without a character that moves the cursor', () => {
  const written = told(false, 100, (progress) => {
    for (let index = 0; index < 100; index += 1) progress.onSample(sample(`${index}`, 'running'));
    progress.onCalls(CALLS);
    for (let index = 0; index < 100; index += 1) progress.onSample(sample(`${index}`, 'dropped', 'not\r natural: \u001B[31mno'));
    progress.end();
  });
  assert.ok(!/[\r\u001B]/.test(written));
  const lines = written.trimEnd().split('\n');
  assert.equal(lines[0], 'dropped   0  not natural: \uFFFD[31mno');
  const tenths = lines.filter((line) => line.startsWith('12 of about 63 calls, '));
  assert.deepEqual([tenths.length, tenths[0]], [9, '12 of about 63 calls, 10 of 100 samples, $0.12, about 2 min left']);
});

test('a small run is told by its samples alone', () => {
  const written = told(false, 1, (progress) => {
    progress.onSample(sample('a', 'running'));
    progress.onCalls(CALLS);
    progress.onSample(sample('a', 'kept'));
  });
  assert.equal(written, 'kept      a\n');
});

test('samples that were there already are counted and not listed, and those that were not made are neither', () => {
  const written = told(true, 2, (progress) => {
    progress.onSample(sample('there', 'kept'));
    progress.onSample(sample('stopped', 'running'));
    progress.onSample(sample('stopped', 'cancelled', 'Cancelled.'));
  });
  assert.equal(onScreen(written), '1 of 2 samples');
});

test('why calls are made again is said once', () => {
  const written = told(false, 1, (progress) => {
    progress.onRetry('Too many requests.');
    progress.onRetry('Too many requests.');
    progress.onRetry('The server failed.');
  });
  assert.equal(written, 'Trying again. Too many requests.\nTrying again. The server failed.\n');
});
