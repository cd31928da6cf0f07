/** Rows of the samples panel, for tests. */
import type { Row } from '../../src/view/samples/messages.ts';

export function row(key: string, more: Partial<Row> = {}): Row {
  return {
    key,
    run: 'r1',
    pipeline: 'chat',
    traitId: 'plain',
    kind: 'exhibit',
    status: 'kept',
    verdict: 'pass',
    droppedBy: '',
    duplicate: false,
    freshness: 'current',
    rehearsed: false,
    pinned: false,
    documentType: '',
    at: 0,
    opening: `the opening of ${key}`,
    tokens: 0,
    cost: null,
    decision: '',
    comments: 0,
    ...more,
  };
}
