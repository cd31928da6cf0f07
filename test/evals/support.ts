/** What the tests of evals share: a document, a loopback Gemini whose answers are known, and a run on it with its journal. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { createJournalFile } from '../../src/engine/journal-file.node.ts';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { EvalStage } from '../../src/models/model.ts';
import type { EvalReport } from '../../src/evals/report.ts';
import { reportOf } from '../../src/evals/report-of.ts';
import { evalPath, readEval } from '../../src/evals/results.node.ts';
import { type EvalRunOptions, runEval } from '../../src/evals/run.ts';
import { type GeminiServerAnswer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';

export const DOCUMENT = `---
traits: 1
title: How Ada behaves
model: Ada
---

# How Ada behaves

## Plain {#plain}

{{model}} says things in plain words.

### What
- Uses short words.

### Trade-offs
- **Yields to [Exact](#exact)** where the long word is the right one.

### Exceptions
- A pun keeps its words.

## Exact {#exact}

{{model}} gives the figure, not the impression.

### Trade-offs
- **Over [Plain](#plain)** where the long word is the right one.
- **With [Kind](#kind)**: the stakes decide.

### Exceptions
- A toast needs no figures.

## Kind {#kind}

{{model}} is glad to help.

### Trade-offs
- **With [Exact](#exact)**: the stakes decide.
`;

/** What a stage is answered with: text, or what is sent as JSON; or an answer of the server's. */
export type Scripted = string | object;
export type EvalScript = Partial<Record<EvalStage, (request: GeminiServerRequest) => Scripted>>;

export interface Seen {
  readonly report: EvalReport;
  /** How often each stage was asked. */
  readonly asked: Readonly<Partial<Record<EvalStage, number>>>;
  readonly requests: readonly GeminiServerRequest[];
  readonly options: EvalRunOptions;
  /** The path of a file that does not exist, beside which the eval lies. */
  readonly documentPath: string;
}

export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-evals-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

export interface EvalOn extends Partial<EvalRunOptions> {
  readonly text?: string;
  /** For each side, the text that stands in the system prompt; undefined for a bare model. */
  readonly sides?: readonly (string | undefined)[];
  readonly documentPath?: string;
}

let runs = 0;

/** Runs an eval on a server that answers by the script, and reads what was saved: which has to be the same. */
export async function evalOn(t: TestContext, script: EvalScript, more: EvalOn = {}): Promise<Seen> {
  const asked: Partial<Record<EvalStage, number>> = {};
  const server = await startGeminiServer({
    answer(request) {
      const stage = stageOf(request);
      asked[stage] = (asked[stage] ?? 0) + 1;
      return scripted(script[stage]?.(request) ?? assert.fail(`the script has no ${stage}`));
    },
  });
  t.after(() => server.close());
  const { text = DOCUMENT, sides = [undefined], documentPath = join(await folder(t), 'ada.traits.md'), ...given } = more;
  await writeFile(documentPath, text);
  const model = (name: string) => createGeminiModel({ apiKey: 'k', baseUrl: server.baseUrl, model: name });
  runs += 1;
  const run = `2026-01-31T09-30-00-${String(runs).padStart(3, '0')}-test`;
  const path = evalPath(documentPath, run);
  const journal = await createJournalFile(path);
  const options: EvalRunOptions = {
    eval: 'knowledge',
    run,
    tool: 'traitwright test',
    documentName: 'ada.traits.md',
    document: parseTraitsDocument(text),
    questions: [{ id: 'q', text: 'What are three important values?' }],
    size: { traitIds: [] },
    subjects: sides.map((own) => ({ model: model('subject'), ...(own === undefined ? {} : { document: parseTraitsDocument(own) }) })),
    judge: model('judge'),
    generator: model('generator'),
    seed: 1,
    journal,
    concurrency: 4,
    retries: 0,
    now: () => new Date(0),
    signal: new AbortController().signal,
    priceOf: () => ({ inputPerMillion: 1, outputPerMillion: 2 }),
    ...given,
  };
  const data = await closing(journal, runEval(options));
  const report = await readEval(path, documentPath, 'saved');
  const inMemory = reportOf(data, [], 'saved');
  if (report.agreement.n === 0 && more.resumed === undefined) {
    const order = (answers: EvalReport['answers']): unknown => [...answers].sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual({ ...report, answers: order(report.answers), prompts: 0, problems: 0 }, { ...inMemory, answers: order(inMemory.answers), prompts: 0, problems: 0 }, 'what was saved is what was found');
  }
  return { report, asked, requests: server.requests, options, documentPath };
}

async function closing<T>({ close }: { readonly close: () => Promise<void> }, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } finally {
    await close();
  }
}

function scripted(answer: Scripted): GeminiServerAnswer {
  const usage = { inputTokens: 100, outputTokens: 10 };
  if (typeof answer === 'string') return { text: answer, usage };
  if ('promptBlocked' in answer || 'status' in answer || 'finishReason' in answer) return answer as GeminiServerAnswer;
  return { text: JSON.stringify(answer), usage };
}

/** By what the prompt says it is about. */
export function stageOf({ user, schema }: GeminiServerRequest): EvalStage {
  if (schema === undefined) return 'eval-answer';
  if (user.startsWith('You split an answer')) return 'split-points';
  if (user.startsWith('A document describes how')) return 'judge-points';
  if (user.startsWith('You say whether')) return 'judge-over-trigger';
  if (user.startsWith('Two traits of a language model')) return 'judge-trade-off';
  return user.includes('<trade_off>') ? 'trade-off-probe' : 'over-trigger-probe';
}

/** The texts between tags of a name, in order. */
export function blocksOf(user: string, tag: string): readonly string[] {
  return [...user.matchAll(new RegExp(`<${tag}(-\\d+)?>\\n([\\s\\S]*?)\\n</${tag}\\1>`, 'g'))].map((match) => match[2] ?? '');
}

/** A judge of points that goes by what each point says: `trait score`, say. */
export function judgeBy(verdict: (point: string) => readonly [trait: string, score: unknown]): (request: GeminiServerRequest) => object {
  return ({ user }) =>
    Object.fromEntries(
      blocksOf(user, 'point').map((point, index) => {
        const [trait, score] = verdict(point);
        return [`p${index + 1}`, { reason: 'As it is.', trait, score }];
      }),
    );
}

/** For each of the figures, what a person would write down. */
export function figureText(figure: EvalReport['sides'][number]['headline'] | EvalReport['sides'][number]['parts'][number]['figure'] | undefined): string {
  if (figure === undefined) return 'none';
  if (figure.kind === 'mean') return figure.mean === null ? 'no mean' : `${Number(figure.mean.toFixed(4))} over ${figure.n} in ${figure.clusters}`;
  return `${figure.k} of ${figure.n}`;
}

export function partsText(parts: EvalReport['sides'][number]['parts']): Readonly<Record<string, string>> {
  return Object.fromEntries(parts.map(({ id, figure }) => [id, figureText(figure)]));
}
