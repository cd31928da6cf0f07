/** *Ask Models* of a report on patterns: what it will cost, the search itself with progress and cancel, and what it came to. */
import * as vscode from 'vscode';
import type { PatternsJournal } from '../engine/journal.ts';
import { createJournalFile } from '../engine/journal-file.node.ts';
import { runName } from '../generation/run.ts';
import { endpointsIn } from '../models/endpoints.ts';
import { dollars } from '../models/dollars.ts';
import { priceOf } from '../models/prices.ts';
import { createModels } from '../models/providers.ts';
import { seeded } from '../models/seeded.ts';
import { patternsJournalPath } from '../patterns/journal-path.node.ts';
import { estimatePass } from '../patterns/model/estimate.ts';
import { type ModelPass, runModelPass } from '../patterns/model/pass.ts';
import { KNOWN_RATERS } from '../patterns/model/raters.ts';
import { candidatesOf, modelFindingsOf, type ModelReport, modelRunOf, type PatternsReport } from '../patterns/report.ts';
import type { PatternsThread } from '../patterns/thread.node.ts';
import { openAnswers } from './answers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Keys } from './keys.ts';
import { labelInStatus } from './labels.ts';
import { boundsForRun, mayBePaid, modelsForRun, sayOfModels, underProgress } from './model-run.ts';
import type { RunsUnderWay } from './runs.ts';
import { mayCall } from './trust.ts';

export interface AskModelsParts {
  readonly documents: TraitsDocuments;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri'>;
  readonly version: string;
}

/** What is searched. */
export interface Searched {
  /** The files, with the names that the report has for them. */
  readonly files: readonly { readonly uri: vscode.Uri; readonly name: string }[];
  /** The document that they are samples of. */
  readonly document: vscode.Uri | undefined;
  readonly thread: PatternsThread;
  readonly report: PatternsReport;
}

export interface ModelsAnswer {
  readonly pass: ModelPass;
  readonly report: ModelReport;
  readonly journal: string;
}

/** As on the command line. */
const SIZE = { scans: 6, batch: 30, rate: 300, perCall: 6 } as const;
const CONCURRENCY = 4;

/**
 * Asks after it was confirmed, as other runs are. `onText` hears how far it is. Undefined where it did not begin, which is
 * said. @throws AskFailed where the files cannot be read, and where the journal cannot be written.
 */
export async function askModels({ documents, keys, runs, context, version }: AskModelsParts, { files, document, thread, report }: Searched, controller: AbortController, onText: (text: string, part?: number) => void): Promise<ModelsAnswer | undefined> {
  const [first] = files;
  if (first === undefined || !mayCall()) return undefined;
  const parsed = document === undefined ? undefined : await parsedDocument(documents, document);
  const uri = document ?? first.uri;
  const named = await modelsForRun({ source: { uri }, parsed }, ['critic', 'judge'], keys, false);
  if (named === undefined) return undefined;
  const { critic, judge } = named.names;
  if (critic.provider === 'rehearsal' || judge.provider === 'rehearsal') {
    sayOfModels(vscode.l10n.t('Rehearsed answers are of samples, and nothing was written about patterns: choose a model that can be called, for the critic and the judge.'), false);
    return undefined;
  }
  const bounds = boundsForRun({ critic, judge });
  if (bounds === undefined) return undefined;
  const { seed, threshold } = report;
  const made = await createModels({ generator: critic, critic, judge }, named.settings);
  const models = { critic: seeded(made.critic, seed), judge: seeded(made.judge, seed) };
  onText(vscode.l10n.t('Drawing samples'));
  const { perCall, ...sizes } = SIZE;
  const draws = await thread.ask('draws', { ...sizes, seed }, { signal: controller.signal });
  const candidates = candidatesOf(report.findings);
  const price = (id: string): ReturnType<typeof priceOf> => priceOf(id, bounds.prices);
  const estimate = estimatePass({ draws, known: KNOWN_RATERS, candidates, perCall, models: { critic: models.critic.id, judge: models.judge.id }, priceOf: price });
  const unpricedCalls = estimate.stages.reduce((calls, stage) => calls + (stage.cost === undefined ? stage.calls : 0), 0);
  const about = estimate.cost === undefined ? vscode.l10n.t('about {0} calls, of a cost that is not known', estimate.calls) : vscode.l10n.t('about {0} in {1} calls', dollars(estimate.cost), estimate.calls);
  const isPaid = await mayBePaid(
    {
      question: vscode.l10n.t('Ask models what {0} repeats?', labelInStatus(files.map(({ name }) => name).join(', '))),
      estimate: about,
      remark: vscode.l10n.t('{0} scans of {1} samples by {2}, then {3} samples are rated by {4}. It is an estimate: models that think cost more, and answers that are there from earlier searches nothing.', draws.batches.length, Math.max(...draws.batches.map(({ length }) => length)), models.critic.id, draws.rated.length, models.judge.id),
      most: estimate.stages.reduce((sum, { cost = 0 }) => sum + cost, 0),
      unpricedCalls,
      models: Object.values(models),
    },
    bounds,
  );
  if (!isPaid) return undefined;
  const run = runName(new Date(), Math.random());
  const path = patternsJournalPath(first.uri.fsPath, run);
  const cache = openAnswers(context);
  const title = vscode.l10n.t('Patterns in {0}', labelInStatus(files.map(({ name }) => name).join(', ')));
  const pass = await underProgress(
    runs,
    { uri, title, controller },
    async ({ signal, reporter, show }) => {
      const journal: PatternsJournal = await createJournalFile(path);
      try {
        reporter.started({ run, path, plan: about });
        const endpoints = endpointsIn(Object.values(models));
        return await runModelPass({
          draws,
          known: KNOWN_RATERS,
          candidates,
          models,
          perCall,
          threshold,
          header: {
            tool: `traitwright ${version}`,
            run,
            seed,
            ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
            parameters: { ...SIZE, known: KNOWN_RATERS.map(({ id }) => id) },
            data: { files: files.map(({ name }) => name) },
          },
          journal,
          concurrency: CONCURRENCY,
          limits: bounds.limits,
          now: () => new Date(),
          signal,
          cache,
          priceOf: price,
          expectedCalls: estimate.calls,
          ...(bounds.budget === undefined ? {} : { budget: { usd: bounds.budget } }),
          onProgress: (progress) => {
            const { done, expected, usd } = progress;
            const text = expected === undefined || done >= expected ? vscode.l10n.t('{0} calls', done) : vscode.l10n.t('{0} of about {1} calls', done, expected);
            const told = usd === undefined || usd === 0 ? text : `${text}, ${dollars(usd)}`;
            const part = expected === undefined ? undefined : Math.min(1, done / expected);
            show(told, part);
            onText(told, part);
            reporter.progress(told, progress);
          },
          onRetry: ({ message }) => reporter.trouble(message),
        });
      } finally {
        await journal.close();
        await cache.idle();
      }
    },
    ({ ended, progress, findings, givenUp }) => ({ ended, progress, counts: { rated: findings.length }, givenUp, told: true }),
  );
  if (pass === undefined) return undefined;
  const told = modelRunOf(pass, { critic: models.critic.id, judge: models.judge.id, journal: path });
  return { pass, report: { ...told, findings: modelFindingsOf(pass) }, journal: path };
}

async function parsedDocument(documents: TraitsDocuments, uri: vscode.Uri): Promise<ParsedDocument['parsed'] | undefined> {
  return (await documents.current(await vscode.workspace.openTextDocument(uri)))?.parsed;
}
