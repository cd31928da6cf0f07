/** *Regenerate Stale Samples*: makes anew, in a run of its own, the samples whose trait has changed since. */
import * as vscode from 'vscode';
import { journalPath } from '../engine/journal-file.node.ts';
import { USUAL_VARIETY } from '../generation/draw.ts';
import { type Estimate, estimateRun } from '../generation/estimate.ts';
import type { PromptOverrides } from '../generation/overrides.ts';
import { journalsOf, type ReadRun, readRun } from '../generation/run-files.node.ts';
import { countByStatus, runName, runPipeline, type RunResult } from '../generation/run.ts';
import { type StaleSamples, staleSamples } from '../generation/stale.ts';
import { endpointsIn, movedEndpoint } from '../models/endpoints.ts';
import type { LanguageModel, Role } from '../models/model.ts';
import { priceOf } from '../models/prices.ts';
import { createModels, type ModelName, parseModelName, ROLES } from '../models/providers.ts';
import { seeded } from '../models/seeded.ts';
import { openAnswers } from './answers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Keys } from './keys.ts';
import { boundsForRun, mayBePaid, openRunJournal, type RunBounds, type RunTold, underProgress } from './model-run.ts';
import { missingFor, providerSettings } from './model-settings.ts';
import { inNotification } from './plain-markdown.ts';
import type { Previews } from './previews.ts';
import { agreedOverrides } from './prompt-overrides.ts';
import { readRehearsal, refuseRehearsal } from './rehearsal-file.ts';
import { estimateText, payable, progressText } from './run-cost.ts';
import { reportSample, type RunsUnderWay } from './runs.ts';
import { mayCall } from './trust.ts';

/** Calls under way at once, to each provider: as on the command line. */
const CONCURRENCY = 4;

export interface RegenerateParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly log: vscode.LogOutputChannel;
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'workspaceState'>;
  readonly version: string;
}

/** What is to be made anew, with what. */
interface Plan extends RunBounds {
  readonly stale: StaleSamples;
  readonly models: Readonly<Record<Role, LanguageModel>>;
  readonly overrides: PromptOverrides;
  readonly estimate: Estimate;
}

/** Of the document in the active editor, or of `uri`. Never rejects: what goes wrong is said. Resolves with what came of it. */
export async function regenerateStale(parts: RegenerateParts, uri?: vscode.Uri): Promise<RunResult | undefined> {
  const { documents, log } = parts;
  try {
    const source = uri === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(uri);
    const document = source === undefined ? undefined : await documents.current(source);
    if (document === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first: its samples are made anew from it.'));
      return undefined;
    }
    if (document.source.uri.scheme !== 'file') {
      void vscode.window.showErrorMessage(vscode.l10n.t('Save the document on disk first: the journals of its runs are kept beside it.'));
      return undefined;
    }
    if (!mayCall()) return undefined;
    const stale = staleSamples(await runsOf(document.source.uri.fsPath), document.parsed);
    if (stale === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is stale: every sample was made from its trait as it is now.'));
      return undefined;
    }
    const plan = await planned(document, stale, parts);
    return plan === undefined || !(await confirmed(plan)) ? undefined : await run(document, plan, parts);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(inNotification(vscode.l10n.t('Stale samples were not made anew: {0}', error instanceof Error ? error.message : String(error))));
    return undefined;
  }
}

/** The oldest first; what cannot be read has nothing to make anew. */
async function runsOf(path: string): Promise<readonly ReadRun[]> {
  const runs: ReadRun[] = [];
  for (const journal of await journalsOf(path)) {
    const read = await readRun(journal).catch(() => undefined);
    if (read !== undefined) runs.push(read);
  }
  return runs;
}

/** Undefined after saying what is missing. */
async function planned({ source, parsed }: ParsedDocument, stale: StaleSamples, { keys, context }: RegenerateParts): Promise<Plan | undefined> {
  const refuse = (message: string): undefined => void vscode.window.showErrorMessage(inNotification(message));
  const { of, ids, traitIds } = stale;
  const names: Partial<Record<Role, ModelName>> = {};
  for (const role of ROLES) {
    const name = parseModelName(of.models[role]);
    if (typeof name === 'string') return refuse(`The ${role} of the run ${of.run}: ${name}`);
    names[role] = name;
  }
  const chosen = names as Readonly<Record<Role, ModelName>>;
  const settings = await providerSettings(keys, source.uri, () => readRehearsal(source.uri));
  const [missing] = missingFor(new Set(ROLES.map((role) => chosen[role].provider)), settings);
  if (missing !== undefined) return refuse(vscode.l10n.t('The run {0} was made with {1}, which cannot be called: run “Traits: Test Connection” for why.', of.run, missing));
  const unprepared = ROLES.some((role) => chosen[role].provider === 'rehearsal') ? await refuseRehearsal(source.uri) : undefined;
  if (unprepared !== undefined) return refuse(vscode.l10n.t('The run {0} was rehearsed. {1}', of.run, unprepared));
  const bounds = boundsForRun(chosen);
  const overrides = bounds === undefined ? undefined : await agreedOverrides(source.uri, context.workspaceState);
  if (bounds === undefined || overrides === undefined) return undefined;
  const made = await createModels(chosen, settings);
  // What was kept on one host is not for another.
  const moved = movedEndpoint(of.endpoints ?? {}, endpointsIn(Object.values(made)));
  if (moved !== undefined) return refuse(vscode.l10n.t('The run {0} was made at another address of {1}: set that one again, or preview anew.', of.run, moved));
  const { seed } = of;
  const models = seed === undefined ? made : { generator: seeded(made.generator, seed), critic: seeded(made.critic, seed), judge: seeded(made.judge, seed) };
  const traits = parsed.traits.filter(({ id }) => traitIds.includes(id));
  const modelIds = { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id };
  const estimate = estimateRun({ ...of.parameters, only: ids, pipeline: of.pipeline, document: parsed, traits, models: modelIds, prices: bounds.prices, overrides });
  if (estimate.samples > 0) return { stale, models, overrides, estimate, ...bounds };
  return refuse(vscode.l10n.t('The document has nothing to make the stale samples of {0} from any more.', of.run));
}

function confirmed(plan: Plan): Promise<boolean> {
  const { stale, estimate, models } = plan;
  const { ids, traitIds, of } = stale;
  const question = ids.length === 1 ? vscode.l10n.t('Make one stale sample anew?') : vscode.l10n.t('Make {0} stale samples anew?', ids.length);
  const remark = vscode.l10n.t('They are of the run {0}, of {1}.', of.run, traitIds.join(', '));
  return mayBePaid({ question, estimate: estimateText(estimate, vscode.l10n.t), remark, ...payable(estimate), models: Object.values(models) }, plan);
}

function run(document: ParsedDocument, plan: Plan, parts: RegenerateParts): Promise<RunResult | undefined> {
  const { elsewhere } = plan.stale;
  const total = plan.estimate.samples;
  const title = total === 1 ? vscode.l10n.t('Making one stale sample anew') : vscode.l10n.t('Making {0} stale samples anew', total);
  const note =
    elsewhere === 0 ? '' : elsewhere === 1 ? vscode.l10n.t('One stale sample of earlier runs is left: run it again for that.') : vscode.l10n.t('{0} stale samples of earlier runs are left: run it again for those.', elsewhere);
  return underProgress(
    parts.runs,
    { uri: document.source.uri, title },
    (told) => make(document, plan, parts, told),
    (made) => ({ ...made, counts: countByStatus(made.samples), made: vscode.l10n.t('Made anew'), note }),
  );
}

/** Undefined where it was cancelled before it began. */
async function make({ source, parsed }: ParsedDocument, { stale, models, overrides, prices, limits, estimate, budget }: Plan, { previews, context, version }: RegenerateParts, told: RunTold): Promise<RunResult | undefined> {
  const { of, ids, traitIds } = stale;
  const { signal, reporter, show } = told;
  const cache = openAnswers(context);
  const name = runName(new Date(), Math.random());
  const path = journalPath(source.uri.fsPath, name);
  const total = estimate.samples;
  const journal = await openRunJournal(path, told);
  if (journal === undefined) return undefined;
  try {
    const receive = previews.renew(source.uri, name);
    const finished = new Set<string>();
    reporter.started({ run: name, path, plan: planText(total, of.run, estimateText(estimate, vscode.l10n.t)) });
    return await runPipeline({
      ...of.parameters,
      only: ids,
      pipeline: of.pipeline,
      run: name,
      tool: `traitwright ${version}`,
      documentName: source.uri.path.slice(source.uri.path.lastIndexOf('/') + 1),
      document: parsed,
      traits: parsed.traits.filter(({ id }) => traitIds.includes(id)),
      models,
      overrides,
      journal,
      concurrency: CONCURRENCY,
      limits,
      now: () => new Date(),
      signal,
      cache,
      priceOf: (id) => priceOf(id, prices),
      expectedCalls: estimate.calls,
      ...(of.parameters.lists === undefined ? {} : { variety: USUAL_VARIETY }),
      ...(of.seed === undefined ? {} : { seed: of.seed }),
      ...(budget === undefined ? {} : { budget: { usd: budget } }),
      onProgress: (calls) => {
        const message = progressText(calls, { done: finished.size, of: total }, vscode.l10n.t);
        show(message, calls.done / (calls.expected ?? Infinity));
        reporter.progress(message, calls);
      },
      onRetry: ({ message }) => reporter.trouble(message),
      onSample: (sample) => {
        receive(sample);
        if (sample.status === 'running') return;
        finished.add(sample.id);
        reportSample(reporter, sample);
      },
    });
  } finally {
    await journal.close();
    await cache.idle();
  }
}

function planText(samples: number, of: string, estimate: string): string {
  return samples === 1 ? vscode.l10n.t('1 stale sample of {0} anew, {1}', of, estimate) : vscode.l10n.t('{0} stale samples of {1} anew, {2}', samples, of, estimate);
}
