/** What an example is to teach, said once for everybody who judges or rewrites its answer. */
import type { Chunk } from '../document/chunk.ts';
import type { ScenarioKind } from '../models/model.ts';
import { block, paragraphs } from './stage.ts';

/** What an example is about. */
export interface About {
  readonly chunk: Chunk;
  readonly kind: ScenarioKind;
  /** The document's own exception or trade-off that the scenario is made from, where it is made from one. */
  readonly entry?: string;
}

/** The entry in its own block; undefined where there is none. */
export function entryBlock({ kind, entry }: About): string | undefined {
  return entry === undefined ? undefined : block(kind === 'exception' ? 'exception' : 'trade_off', entry);
}

export function expectation(about: About): string {
  return paragraphs(sentence(about.kind), entryBlock(about));
}

function sentence(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return 'The message was written so that the trait matters: the right answer differs from what a model without the trait would do.';
    case 'exception':
      return "The message was written so that one of the trait's exceptions applies: the right answer does not show the trait, nor remark on leaving it out. Showing it is the fault to look for.";
    case 'trade-off':
      return 'The message was written so that this trait and another pull apart: the right answer gives way where the document says so, and only as far; what gives way is still met as far as it can be.';
  }
}
