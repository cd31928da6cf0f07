/** The runs over one trait: *Preview Scenarios*, *Preview Documents*, one sample again, and one written anew from what a person said. */
import * as vscode from 'vscode';
import { USUAL_VARIETY } from '../generation/draw.ts';
import { estimateRun } from '../generation/estimate.ts';
import { refuseRevision } from '../generation/revisable.ts';
import { estimateRevision, runRevision } from '../generation/revise.ts';
import { runPipeline, type RunOptions } from '../generation/run.ts';
import type { Sample } from '../generation/sample.ts';
import { seeded } from '../models/seeded.ts';
import type { TraitsDocuments } from './documents.ts';
import { inNotification } from './plain-markdown.ts';
import type { Placed, Previews } from './previews.ts';
import { createSampleRuns, type JobResult, type SampleJob, type SampleRunParts, type Target } from './sample-run.ts';

/** As in the manifest, where the bounds only colour the settings: one click must not spend a thousand. */
const MOST_SCENARIOS = 20;
const MOST_DOCUMENTS = 5;

/** Seeds of providers end here. */
const SEEDS = 2 ** 31;

export interface PreviewRuns extends vscode.Disposable {
  /**
   * Previews a trait: the one of `traitId`, of several the nearest to `offset`; or the one at the cursor when none is
   * given. Never rejects: what goes wrong is said.
   */
  preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void>;
  /** The same with texts for midtraining. Resolves with the run, where there was one. */
  documents(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<JobResult | undefined>;
  /** Makes one sample again, with answers that no earlier run has. */
  again(placed: Placed): Promise<JobResult | undefined>;
  /** Writes a sample anew from what a person said of it. */
  revise(placed: Placed, text: string): Promise<JobResult | undefined>;
  /** Cancels the runs over a document, or all. */
  cancel(uri?: vscode.Uri): void;
}

export interface PreviewRunParts extends SampleRunParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
}

export function createPreviewRuns({ documents, previews, ...parts }: PreviewRunParts): PreviewRuns {
  const runs = createSampleRuns(parts);

  async function findTarget(uri: vscode.Uri | undefined, traitId: string | undefined, offset: number | undefined): Promise<Target | undefined> {
    const editor = vscode.window.activeTextEditor;
    const source = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
    const document = source === undefined ? undefined : await documents.current(source);
    if (source === undefined || document === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first: scenarios are previewed from one of its traits.'));
      return undefined;
    }
    const { traits } = document.parsed;
    const at = offset ?? (editor?.document === source ? source.offsetAt(editor.selection.active) : 0);
    const trait =
      traitId === undefined
        ? traits.find(({ range }) => range.start <= at && at < range.end)
        : traits.filter(({ id }) => id === traitId).toSorted((a, b) => Math.abs(a.range.start - at) - Math.abs(b.range.start - at))[0];
    if (trait !== undefined) return { document, trait };
    void vscode.window.showWarningMessage(
      traits.length === 0
        ? vscode.l10n.t('This document has no traits yet: write a section that says what a trait means, and why.')
        : vscode.l10n.t('Put the cursor in a trait first.'),
    );
    return undefined;
  }

  /** A run of a pipeline over the trait. */
  function pipelineJob({ document, trait }: Target, what: Pick<SampleJob, 'name' | 'title' | 'question' | 'samples' | 'begin' | 'anew' | 'same'>, wanted: Pick<RunOptions, 'pipeline' | 'perTrait' | 'proposedTypes' | 'only' | 'seed'>): SampleJob {
    const { seed } = wanted;
    return {
      ...what,
      estimate: (given) => estimateRun({ ...wanted, ...given, document: document.parsed, traits: [trait] }),
      run: ({ models, ...options }) =>
        runPipeline({
          ...options,
          ...wanted,
          traits: [trait],
          variety: USUAL_VARIETY,
          models: seed === undefined ? models : { generator: seeded(models.generator, seed), critic: seeded(models.critic, seed), judge: seeded(models.judge, seed) },
        }),
    };
  }

  async function preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void> {
    const target = await findTarget(uri, traitId, offset);
    if (target === undefined) return;
    const { document, trait } = target;
    const perTrait = setting(document.source, 'preview.scenariosPerTrait', 3, MOST_SCENARIOS);
    const wanted = { pipeline: 'chat', perTrait } as const;
    const begin = (run: string): ((sample: Sample) => void) => {
      if (traitId === undefined) revealHeading(target);
      return previews.begin(document, trait, run, 'chat');
    };
    const name = trait.name;
    const title = vscode.l10n.t('Scenarios for “{0}”', name);
    const same = {
      message: vscode.l10n.t('The samples of “{0}” are those of an earlier run: nothing has changed since, and nothing was sent.', name),
      instead: pipelineJob(target, { name: 'chat', title, question: vscode.l10n.t('Run new scenarios for “{0}”?', name), samples: perTrait, begin, anew: true }, wanted),
    };
    await runs.start(target, pipelineJob(target, { name: 'chat', title, question: vscode.l10n.t('Run scenarios for “{0}”?', name), samples: perTrait, begin, same }, wanted));
  }

  async function previewDocuments(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<JobResult | undefined> {
    const target = await findTarget(uri, traitId, offset);
    if (target === undefined) return undefined;
    const { document, trait } = target;
    const perTrait = setting(document.source, 'preview.documentsPerTrait', 1, MOST_DOCUMENTS);
    const what = {
      name: 'document',
      title: vscode.l10n.t('Documents for “{0}”', trait.name),
      question: vscode.l10n.t('Run documents for “{0}”?', trait.name),
      samples: perTrait,
      begin: (run: string) => previews.begin(document, trait, run, 'document'),
    };
    // Where a trait begins in the types of text is drawn with the seed: the same one would be the same type for ever.
    return runs.start(target, pipelineJob(target, what, { pipeline: 'document', perTrait, proposedTypes: 0, seed: Math.floor(Math.random() * SEEDS) }));
  }

  /** Of a sample in a thread, its trait as it is now; says so where that is gone. */
  function targetOf({ preview: { document, trait } }: Placed): Target | undefined {
    if (trait !== undefined) return { document, trait };
    void vscode.window.showWarningMessage(vscode.l10n.t('The trait of this sample is not in the document any more, so nothing can be made of it.'));
    return undefined;
  }

  async function again(placed: Placed): Promise<JobResult | undefined> {
    const target = targetOf(placed);
    if (target === undefined) return undefined;
    const { sample } = placed.slot;
    const { source } = target.document;
    const begin = (run: string): ((sample: Sample) => void) => previews.renew(source.uri, run);
    const what = { name: `again ${sample.pipeline} ${sample.id}`, title: vscode.l10n.t('A sample of “{0}” anew', target.trait.name), question: vscode.l10n.t('Make a sample of “{0}” anew?', target.trait.name), samples: 1, begin, anew: true } as const;
    const perTrait = setting(source, 'preview.scenariosPerTrait', 3, MOST_SCENARIOS);
    const isText = sample.pipeline === 'document';
    return runs.start(target, pipelineJob(target, what, { pipeline: sample.pipeline, perTrait, only: [sample.id], ...(isText ? { proposedTypes: 0, seed: Math.floor(Math.random() * SEEDS) } : {}) }));
  }

  async function revise(placed: Placed, text: string): Promise<JobResult | undefined> {
    const target = targetOf(placed);
    const refusal = refuseRevision(placed.slot.sample);
    if (refusal !== undefined) void vscode.window.showWarningMessage(inNotification(refusal));
    if (target === undefined || refusal !== undefined) return undefined;
    const { document, trait } = target;
    const { run: of, sample } = placed.slot;
    const said = { sample, run: of, text };
    return runs.start(target, {
      name: `again ${sample.pipeline} ${sample.id}`,
      title: vscode.l10n.t('Rewriting a sample of “{0}”', trait.name),
      question: vscode.l10n.t('Rewrite a sample of “{0}”?', trait.name),
      samples: 1,
      unrehearsable: vscode.l10n.t('Your reply is kept. Nothing is written anew from it: the rehearsal model only has answers that were written beforehand. Select other models for that.'),
      begin: (run) => previews.renew(document.source.uri, run),
      estimate: (given) => estimateRevision({ document: document.parsed, trait, said }, given),
      run: (options) => runRevision({ ...options, trait, said }),
    });
  }

  return {
    preview: (...given) => runs.guarded(() => preview(...given)),
    documents: (...given) => runs.guarded(() => previewDocuments(...given)),
    again,
    revise,
    cancel: (uri) => runs.cancel(uri),
    dispose: () => runs.cancel(),
  };
}

function setting(source: vscode.TextDocument, name: string, usual: number, most: number): number {
  const set = vscode.workspace.getConfiguration('traits', source).get<number>(name) ?? usual;
  return Math.min(most, Math.max(1, Math.floor(set)));
}

/** Started from within a trait, its threads would appear out of sight. */
function revealHeading({ document, trait }: Target): void {
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document.source);
  const heading = document.source.positionAt(trait.range.start);
  editor?.revealRange(new vscode.Range(heading, heading), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
