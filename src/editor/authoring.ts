/** Puts together what is done with samples where their trait is written: threads, their actions, texts beside, and what they rest on. */
import * as vscode from 'vscode';
import type { Annotations } from './annotations.ts';
import type { TraitsDocuments } from './documents.ts';
import { registerGapActions } from './mend-document.ts';
import type { PreviewRuns } from './preview-run.ts';
import type { Previews } from './previews.ts';
import { SampleDocuments } from './sample-document.ts';
import type { DocumentSamples } from './samples.ts';
import { pickTrait, sayNoSamples } from './pick-sample.ts';
import { registerThreadActions } from './thread-actions.ts';
import { Tracing } from './trace-decorations.ts';

export interface AuthoringParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly annotations: Annotations;
  readonly samples: DocumentSamples;
  readonly runs: () => Promise<PreviewRuns>;
  readonly log: vscode.LogOutputChannel;
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState' | 'extensionUri'>;
  readonly onError: (error: unknown) => void;
}

/** What the tests see of it. */
export interface Authoring extends vscode.Disposable {
  readonly tracing: Pick<Tracing, 'shown'>;
}

export function registerAuthoring({ documents, previews, annotations, samples, runs, log, context, onError }: AuthoringParts): Authoring {
  const tracing = new Tracing({ documents, samples, state: context.workspaceState, extensionUri: context.extensionUri, onError });
  const views = new SampleDocuments(previews, samples);

  /** Opens the first text that came of it beside its document. */
  async function previewDocuments(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<vscode.Uri | undefined> {
    const result = await (await runs()).documents(uri, traitId, offset);
    if (result === undefined) return undefined;
    const first = result.samples.find(({ status }) => status === 'kept') ?? result.samples.find(({ draft }) => draft !== undefined);
    const placed = first === undefined ? undefined : previews.placed(result.run, first.id);
    return placed === undefined ? undefined : views.showText(placed);
  }

  /** What the lens over a trait does, for the trait at the cursor. */
  async function showSamplesHere(): Promise<void> {
    const placed = await pickTrait(documents);
    if (placed === undefined) return;
    await previews.toggle(placed.uri, placed.trait.id);
    if (previews.known(placed.uri, placed.trait.id).length === 0) sayNoSamples();
  }

  const registered = vscode.Disposable.from(
    views,
    tracing,
    registerThreadActions({ documents, previews, annotations, views, runs, log }),
    registerGapActions(documents, previews),
    vscode.commands.registerCommand('traits.previewDocuments', previewDocuments),
    vscode.commands.registerCommand('traits.showSamplesHere', showSamplesHere),
    vscode.commands.registerCommand('traits.togglePreviews', (uri: vscode.Uri, traitId: string) => previews.toggle(uri, traitId)),
    vscode.commands.registerCommand('traits.showAllPreviews', (uri: vscode.Uri, traitId: string) => previews.showAll(uri, traitId)),
  );
  return { tracing, dispose: () => registered.dispose() };
}
