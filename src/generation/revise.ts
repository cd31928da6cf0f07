/** A chat sample written anew because a person said what is wrong with it: a run of its own, from the rewrite on. */
import { chunkOf, type Chunk } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine } from '../engine/engine.ts';
import { JOURNAL_VERSION, type JournalSummary } from '../engine/journal.ts';
import { refuseBudget } from '../engine/spending.ts';
import { rewriteStage } from '../prompts/rewrite.ts';
import { CHAT } from './chat.ts';
import { notTheDraft } from './checks.ts';
import { type Estimate, estimateGroups, type EstimateOptions } from './estimate.ts';
import { generateSamples } from './generate.ts';
import { asked, askText, check, type Material, type Pipeline } from './pipeline.ts';
import { verifyQuotes } from './quotes.ts';
import { refuseRevision } from './revisable.ts';
import { countByStatus, endOf, hasBegun, headerOf, type RunOptions, type RunResult } from './run.ts';
import type { Sample } from './sample.ts';
import type { Seed } from './seeds.ts';

/** What a person said of a sample, and which run made what they read. */
export interface Said {
  readonly sample: Sample;
  readonly run: string;
  readonly text: string;
}

const rewrite = askText(rewriteStage, {
  needs: ['prompt', 'draft', 'critique', 'defaultResponse', 'remarks'],
  input: ({ about, sample: { prompt, draft, critique, defaultResponse, remarks } }) => ({
    ...about,
    prompt,
    draft,
    critique,
    remarks,
    ...(critique.axes['naturalness']?.verdict === 'pass' ? {} : { defaultResponse }),
  }),
  take: (answer) => ({ rewrite: answer }),
});

/** What was read is not given back. */
const notWhatWasRead = check('same-as-before', ['remarks', 'rewrite'], ({ sample }) =>
  sample.remarks.some(({ response }) => response.trim() === sample.rewrite.trim()) ? 'The rewrite is what was there before, word for word.' : undefined,
);

const REVISION: Pipeline = { name: CHAT.name, plan: CHAT.plan, steps: [rewrite, notWhatWasRead, ...CHAT.steps.slice(CHAT.steps.indexOf(notTheDraft) + 1)] };

/** What goes on from a sample: all that led to its critique, with the quotes as they stand in today's chunk. */
function seedOf(chunk: Chunk, { sample, run, text }: Said): Seed {
  const { kind, ordinal, entry, plan, pinned, draw, scenario, defaultResponse, scenarioCritique, prompt, draft, critique, remarks = [] } = sample;
  const response = sample.response ?? sample.rewrite ?? draft ?? '';
  const made: Partial<Material> = {
    pinned,
    ...(scenario === undefined ? {} : { scenario }),
    ...(defaultResponse === undefined ? {} : { defaultResponse }),
    ...(scenarioCritique === undefined ? {} : { scenarioCritique }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(draft === undefined ? {} : { draft }),
    quotes: critique === undefined ? [] : verifyQuotes(chunk, critique.quotes),
    remarks: [...remarks, { run, response, text }],
  };
  return {
    kind,
    ordinal,
    index: 0,
    made: { ...made, ...(critique === undefined ? {} : { critique }) },
    ...(plan === undefined ? {} : { plan }),
    ...(entry === undefined ? {} : { entry }),
    ...(draw === undefined ? {} : { draw }),
  };
}

interface Revision {
  readonly document: TraitsDocument;
  readonly trait: Trait;
  readonly said: Said;
}

/** Estimates a revision. */
export function estimateRevision({ document, trait, said }: Revision, options: Pick<EstimateOptions, 'models' | 'prices' | 'overrides'>): Estimate {
  const chunk = chunkOf(document, trait);
  return estimateGroups(REVISION, [], [{ chunk, seeds: [seedOf(chunk, said)] }], options);
}

/**
 * Writes the sample's answer anew from the person's words and the critique's, in view of today's chunk, and has it rated.
 * The journal stays open. Its header names the sample in `only`: it takes the place of the one that was read.
 * @throws when there is a budget and a price is not known, before anything is journalled or sent; and when the journal
 * cannot be written.
 */
export async function runRevision(options: Revision & Omit<RunOptions, 'pipeline' | 'traits' | 'document' | 'perTrait' | 'only' | 'resumed' | 'variety'>): Promise<RunResult> {
  const { document, trait, said, models, overrides, journal, now, signal, onSample, onProgress, budget, priceOf } = options;
  const refusal = refuseRevision(said.sample) ?? (budget === undefined ? undefined : refuseBudget(Object.values(models), priceOf));
  if (refusal !== undefined) throw new Error(refusal);
  const engine = createEngine(options);
  const wanted = { perTrait: 1, only: [said.sample.id] };
  await journal.append({
    type: 'header',
    version: JOURNAL_VERSION,
    tool: options.tool,
    run: options.run,
    startedAt: now().toISOString(),
    ...headerOf({ ...options, ...wanted, pipeline: REVISION.name, traits: [trait] }),
    prompts: Object.fromEntries(asked(REVISION.steps).map(({ stage, version }) => [stage, version])),
  });
  const saved: Sample[] = [];
  const summarize = (ended: JournalSummary['ended']): Promise<void> => {
    const { usd } = engine.progress;
    const cost = priceOf === undefined || usd === undefined ? {} : { cost: usd };
    return journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: countByStatus(saved), ...cost });
  };
  let samples: readonly Sample[];
  try {
    samples = await generateSamples({
      ...wanted,
      pipeline: REVISION,
      document,
      traits: [trait],
      seeds: new Map([[trait.id, [seedOf(chunkOf(document, trait), said)]]]),
      models,
      engine,
      signal,
      onSample,
      ...(overrides === undefined ? {} : { overrides }),
      save: async (sample) => {
        if (hasBegun(sample)) await journal.append({ type: 'sample', sample });
        saved.push(sample);
      },
    });
  } catch (error) {
    await summarize('failed').catch(() => undefined);
    throw error;
  }
  const ended = endOf(samples);
  await summarize(ended);
  const { progress } = engine;
  onProgress?.(progress);
  return { samples, shortfalls: [], calls: engine.calls, ended, progress, givenUp: engine.givenUp };
}
