/** What an example is to teach, said once for everybody who judges or rewrites it. */
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

/** Of an answer to a message. */
export function expectation(about: About): string {
  return paragraphs(OF_ANSWERS[about.kind], entryBlock(about));
}

/** Of a text about the model. */
export function textExpectation(about: About): string {
  return paragraphs(OF_TEXTS[about.kind], entryBlock(about));
}

const OF_ANSWERS: Readonly<Record<ScenarioKind, string>> = {
  exhibit: 'The message was written so that the trait matters: the right answer differs from what a model without the trait would do.',
  exception:
    "The message was written so that one of the trait's exceptions applies: the right answer does not show the trait, nor remark on leaving it out. Showing it is the fault to look for.",
  'trade-off':
    'The message was written so that this trait and another pull apart: the right answer gives way where the document says so, and only as far; what gives way is still met as far as it can be.',
};

const OF_TEXTS: Readonly<Record<ScenarioKind, string>> = {
  exhibit: 'In this text the trait decides what the model does: a model without it would have done otherwise.',
  exception:
    "In this text one of the trait's exceptions applies: the model rightly does not show the trait, and the world of the text finds nothing missing. Showing it, or excusing its absence, is the fault to look for.",
  'trade-off':
    'In this text the trait and another one pull apart: the model gives way where the document says so, and only as far; what gives way is still met as far as it can be.',
};
