/** Runs a pipeline through the real Gemini client against a loopback server that is scripted stage by stage. */
import type { TestContext } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { type RunOptions, type RunResult, runPipeline } from '../../src/generation/run.ts';
import type { Sample } from '../../src/generation/sample.ts';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { LanguageModel, Role, Stage } from '../../src/models/model.ts';
import { EPOCH, memoryJournal, NEVER } from '../engine/support.ts';
import { type GeminiServerAnswer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';

/** A trait that says all that it needs to, one that it meets, and one that says nothing but itself. */
export const DOCUMENT = `---
traits: 1
title: How Rill answers
model: Rill
---

# How Rill answers

{{model}} answers people.

## Plain {#plain}

{{model}} says the hard part
in plain words.

### Why

People act on what they are told, and they act at once.

### Trade-offs

- **Yields to [Gentle](#gentle)** when {{model}} talks to somebody in pain.

### Exceptions

- In fiction, {{model}} may be as ornate as the story.
- A contract keeps its terms.

## Gentle {#gentle}

{{model}} goes easy on people who are having a hard time.

### Why

Nobody hears much while it hurts.

## Quiet {#quiet}

{{model}} stops when it has answered.

### Why

The rest is noise.
`;

export const PINNED = DOCUMENT.replace(
  '## Gentle {#gentle}',
  `### Scenarios

\`\`\`yaml scenario
kind: exhibit
what: a tenant asks what clause 9 means
how: says that it lets the landlord keep the deposit
why: they sign tonight
prompt: whats clause 9 then {{model}}
\`\`\`

\`\`\`yaml scenario
kind: exception
what: a ghost story for a campfire
how: lets the fog have three adjectives
why: it is fiction
\`\`\`

## Gentle {#gentle}`,
);

export type ScriptedAnswer = GeminiServerAnswer | object | string;
export type Script = Partial<Record<Stage, ScriptedAnswer | ((request: GeminiServerRequest, nth: number) => ScriptedAnswer | Promise<ScriptedAnswer>)>>;

const PASSES = { sentence: 'Nothing to mend.', verdict: 'pass' } as const;
const HOLDS = { reason: 'It does.', holds: true };

/** What is answered where a test says nothing else: a sample is made at the first go and kept. */
export const AXES = { trait_embodiment: PASSES, naturalness: PASSES, superficial_patterns: PASSES, faithfulness: PASSES, attribution: PASSES };
export const RATINGS = { realistic: HOLDS, elicits: HOLDS, embodies: HOLDS, natural: HOLDS, unmentioned: HOLDS, language: HOLDS };
export const PAIR_RATINGS = { falls_short: HOLDS, better: HOLDS, plausible: HOLDS, comparable: HOLDS };
export const TEXT_AXES = { naturalness: PASSES, trait_embodiment: PASSES, story_arc: PASSES, performed_virtue: PASSES, faithfulness: PASSES, mention: PASSES };
export const TEXT_RATINGS = { realistic: HOLDS, embodies: HOLDS, explains: HOLDS, unforced: HOLDS, no_epiphany: HOLDS, unmentioned: HOLDS, language: HOLDS };
/** A judgement of a pair: the answer that says that it is broken is the better one, wherever it stands. */
export function weakerOf({ user }: GeminiServerRequest, ratings: object): object {
  return { weaker: /<answer_a>\nIt is broken/.test(user) ? 'b' : 'a', ...ratings };
}

const USUAL: Required<Script> = {
  plan: (_, nth) => ({ what: `case ${nth}`, how: `deed ${nth}`, why: `reason ${nth}` }),
  scenario: { prompt: 'is it broken' },
  'default-response': 'It is important to consult a professional.',
  'scenario-critique': { problems: [], generic_default: false, decision: 'keep', prompt: '' },
  draft: 'It is broken.',
  critique: { quotes: [], axes: AXES, verdict: 'pass' },
  rewrite: 'It is broken; the hinge is gone.',
  autorate: RATINGS,
  rejected: 'Many things can be the matter with a door, so it depends.',
  'pair-critique': { difference: 'The one says it.', rejected_aligns: false, decision: 'keep', rejected: '' },
  'pair-autorate': (request) => weakerOf(request, PAIR_RATINGS),
  'document-types': { types: [1, 2, 3, 4].map((nth) => ({ where_it_shows: 'In passing.', type: `minutes of the club, part ${nth}` })) },
  'document-plan': (_, nth) => ({ reason: 'It can.', suitable: true, what: `events ${nth}`, how: `act ${nth}`, why: `cause ${nth}` }),
  document: 'Minutes of the meeting of the 4th. Rill told us that the hinge was gone.',
  'document-critique': { quotes: [], axes: TEXT_AXES, verdict: 'pass' },
  'document-rewrite': 'Minutes, 4 May. The door again. R. said hinge, so Bo took it off before lunch.',
  'document-autorate': TEXT_RATINGS,
};

export interface SeenRequest extends GeminiServerRequest {
  readonly stage: Stage;
}

export interface ChatRunSeen extends RunResult {
  readonly requests: readonly SeenRequest[];
  readonly records: readonly JournalRecord[];
  /** Each state of a sample that was shown, in order. */
  readonly shown: readonly Sample[];
  readonly of: (stage: Stage) => readonly SeenRequest[];
}

export interface ChatRunOptions extends Partial<RunOptions> {
  readonly text?: string;
  /** Ids; `plain` when not given. */
  readonly about?: readonly string[];
  readonly script?: Script;
  /** Stands between the run and each of its models. */
  readonly wrap?: (model: LanguageModel) => LanguageModel;
  /** What is answered instead of all that, where it is not undefined. */
  readonly fault?: (stage: Stage) => GeminiServerAnswer | Promise<GeminiServerAnswer> | undefined;
}

/** One sample of the chat pipeline, of the trait Plain, unless a test wants something else. */
export async function chat(t: TestContext, { text = DOCUMENT, about = ['plain'], script = {}, wrap = (model) => model, fault = () => undefined, ...more }: ChatRunOptions = {}): Promise<ChatRunSeen> {
  const counts = new Map<Stage, number>();
  const requests: SeenRequest[] = [];
  const server = await startGeminiServer({
    answer: async (request) => {
      const stage = stageOf(request);
      const nth = counts.get(stage) ?? 0;
      counts.set(stage, nth + 1);
      requests.push({ ...request, stage });
      const broken = await fault(stage);
      if (broken !== undefined) return broken;
      const scripted = script[stage] ?? USUAL[stage];
      return onTheWire(typeof scripted === 'function' ? await scripted(request, nth) : scripted);
    },
  });
  t.after(() => server.close());
  const document = parseTraitsDocument(text);
  const journal = memoryJournal();
  const shown: Sample[] = [];
  // Each run has a server of its own here. Where it is does not tell its answers from those of another.
  const model = (role: Role): LanguageModel => wrap({ ...createGeminiModel({ model: `the-${role}`, apiKey: 'a-key-of-no-worth', baseUrl: server.baseUrl }), settings: {} });
  const result = await runPipeline({
    pipeline: 'chat',
    run: 'r1',
    tool: 'test',
    documentName: 'rill.traits.md',
    document,
    traits: document.traits.filter(({ id }) => about.includes(id)),
    perTrait: 1,
    models: { generator: model('generator'), critic: model('critic'), judge: model('judge') },
    journal,
    concurrency: 4,
    now: EPOCH,
    signal: NEVER,
    onSample: (sample) => shown.push(sample),
    backoffMs: 0,
    ...more,
  });
  return { ...result, requests, records: journal.records, shown, of: (stage) => requests.filter((request) => request.stage === stage) };
}

/** By the shape that is asked for, and where none is, by what only that stage sends. */
export function stageOf({ schema, system, user }: GeminiServerRequest): Stage {
  const properties = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
  if (properties.includes('types')) return 'document-types';
  if (properties.includes('suitable')) return 'document-plan';
  if (properties.includes('falls_short')) return 'pair-autorate';
  if (properties.includes('rejected_aligns')) return 'pair-critique';
  if (properties.includes('no_epiphany')) return 'document-autorate';
  if (properties.includes('axes') && user.includes('<why_channel>')) return 'document-critique';
  if (properties.includes('what')) return 'plan';
  if (properties.includes('decision')) return 'scenario-critique';
  if (properties.includes('prompt')) return 'scenario';
  if (properties.includes('axes')) return 'critique';
  if (properties.includes('realistic')) return 'autorate';
  if (user.includes('<why_channel>')) return user.includes('<judgement') ? 'document-rewrite' : 'document';
  if (system !== '') return system.includes('<trait') ? 'draft' : 'rejected';
  return user.includes('<judgement') ? 'rewrite' : 'default-response';
}

const ANSWER_KEYS = ['text', 'status', 'fault', 'promptBlocked', 'json'];

function onTheWire(answer: ScriptedAnswer): GeminiServerAnswer {
  if (typeof answer === 'string') return { text: answer };
  return ANSWER_KEYS.some((key) => key in answer) ? (answer as GeminiServerAnswer) : { text: JSON.stringify(answer) };
}
