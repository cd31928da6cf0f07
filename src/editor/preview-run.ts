/** *Preview Scenarios*: checks what a run needs, runs it with progress and cancel, and shows its samples. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { Sample } from '../generation/sample.ts';
import type { Role } from '../models/model.ts';
import { createModels, DEFAULT_MODELS, type ModelName, parseModelName, ROLES } from '../models/providers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Keys } from './keys.ts';
import { inNotification } from './plain-markdown.ts';
import type { Previews } from './previews.ts';

type ModelNames = Readonly<Record<Role, ModelName>>;

/** Calls under way at once. A preview is small, and a free quota is smaller. */
const CONCURRENCY = 4;

/** As in the manifest, where the bounds only colour the settings: one click must not spend a thousand. */
const MOST_SCENARIOS = 20;

export interface PreviewRuns {
  /**
   * Previews a trait: the one of `traitId`, of several the nearest to `offset`; or the one at the cursor when none is
   * given. Never rejects: what goes wrong is said.
   */
  preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void>;
  /** Cancels the runs over a document, or all. */
  cancel(uri?: vscode.Uri): void;
}

export interface PreviewRunParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly keys: Keys;
  readonly log: vscode.LogOutputChannel;
  readonly version: string;
}

interface Target {
  readonly document: ParsedDocument;
  readonly trait: Trait;
}

export function createPreviewRuns({ documents, previews, keys, log, version }: PreviewRunParts): PreviewRuns {
  const running = new Map<string, { readonly uri: string; readonly controller: AbortController }>();

  async function findTarget(uri: vscode.Uri | undefined, traitId: string | undefined, offset: number | undefined): Promise<Target | undefined> {
    const editor = vscode.window.activeTextEditor;
    const source = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
    const document = source === undefined ? undefined : await documents.current(source);
    if (source === undefined || document === undefined) {
      void vscode.window.showWarningMessage('Open a traits document first: scenarios are previewed from one of its traits.');
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
      traits.length === 0 ? 'This document has no traits yet: write a section that says what a trait means, and why.' : 'Put the cursor in a trait first.',
    );
    return undefined;
  }

  /** The models that the settings name; undefined after saying what is wrong with them. */
  function configuredModels(source: vscode.TextDocument): ModelNames | undefined {
    const configuration = vscode.workspace.getConfiguration('traits', source);
    const names: Partial<Record<Role, ModelName>> = {};
    for (const role of ROLES) {
      const name = parseModelName(configuration.get<string>(`models.${role}`) ?? DEFAULT_MODELS[role]);
      if (typeof name === 'string') {
        const open = 'Open Settings';
        void vscode.window.showErrorMessage(inNotification(`traits.models.${role}: ${name}`), open).then((choice) => {
          if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', `traits.models.${role}`);
        });
        return undefined;
      }
      names[role] = name;
    }
    return names as ModelNames;
  }

  /** The models to run with, after asking for a key where one is missing; undefined when the run cannot go on. */
  async function readyModels(source: vscode.TextDocument): Promise<ModelNames | undefined> {
    const names = configuredModels(source);
    if (names === undefined || ROLES.every((role) => names[role].provider !== 'gemini') || (await keys.gemini()) !== undefined) return names;
    const set = 'Set API Key';
    const use = 'Use Rehearsal Model';
    const answers = await readRehearsal(source.uri);
    // Offered only where there is something to rehearse: for a document of one's own there is not.
    const choice =
      answers.text === undefined
        ? await vscode.window.showErrorMessage('No API key for Gemini: set one. The samples can be tried without: they bring answers that were written beforehand.', set)
        : await vscode.window.showErrorMessage('No API key for Gemini: set one, or use the rehearsal model, whose answers were written beforehand.', set, use);
    if (choice === set) return (await keys.askForGemini()) ? names : undefined;
    return choice === use ? { generator: { provider: 'rehearsal' }, critic: { provider: 'rehearsal' }, judge: { provider: 'rehearsal' } } : undefined;
  }

  async function preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void> {
    try {
      const target = await findTarget(uri, traitId, offset);
      if (target === undefined) return;
      if (!vscode.workspace.isTrusted) {
        const manage = 'Manage Trust';
        const message = 'Nothing is generated in a restricted workspace: its settings say which models to call, and nobody has vouched for them. Linting works.';
        if ((await vscode.window.showErrorMessage(message, manage)) === manage) void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      }
      if (target.document.source.uri.scheme !== 'file') {
        void vscode.window.showErrorMessage('Save the document on disk first: the journal of a run is kept beside it.');
        return;
      }
      const names = await readyModels(target.document.source);
      if (names === undefined) return;
      if (traitId === undefined) revealHeading(target);
      await start(target, names);
    } catch (error) {
      await sayError(error);
    }
  }

  async function sayError(error: unknown): Promise<void> {
    log.error(error instanceof Error ? error : String(error));
    const show = 'Show Log';
    const message = error instanceof Error ? error.message : String(error);
    if ((await vscode.window.showErrorMessage(inNotification(`The preview stopped: ${message}`), show)) === show) log.show();
  }

  async function start({ document, trait }: Target, names: ModelNames): Promise<void> {
    const uri = document.source.uri.toString();
    const key = `${uri} ${trait.id}`;
    const title = inNotification(`Scenarios for “${trait.name}”`);
    if (running.has(key)) {
      void vscode.window.showInformationMessage(`${title} are on their way.`);
      return;
    }
    const controller = new AbortController();
    running.set(key, { uri, controller });
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const subscription = token.onCancellationRequested(() => controller.abort());
        try {
          await run({ document, trait }, names, (message) => progress.report({ message }), controller.signal);
        } finally {
          subscription.dispose();
        }
      });
    } finally {
      running.delete(key);
    }
  }

  async function run({ document, trait }: Target, names: ModelNames, report: (message: string) => void, signal: AbortSignal): Promise<void> {
    // Loaded at the first run: the pipeline, and the model's SDK after it, are most of the extension's code.
    const [{ runChat, runName, countByStatus }, { createJournalFile, journalPath }] = await Promise.all([
      import('../generation/run.ts'),
      import('../engine/journal-file.node.ts'),
    ]);
    const { source, parsed } = document;
    const configuration = vscode.workspace.getConfiguration('traits', source);
    const models = await createModels(names, {
      geminiKey: await keys.gemini(),
      geminiBaseUrl: configuration.get<string>('gemini.baseUrl')?.trim() || undefined,
      rehearsal: () => readRehearsal(source.uri),
    });
    const perTrait = Math.min(MOST_SCENARIOS, Math.max(1, Math.floor(configuration.get<number>('preview.scenariosPerTrait') ?? 3)));
    const name = runName(new Date(), Math.random());
    const path = journalPath(source.uri.fsPath, name);
    const journal = await createJournalFile(path);
    try {
      log.info(`Run ${name}: “${trait.name}”, ${perTrait} samples. Journal: ${path}`);
      const show = previews.begin(document, trait);
      const finished = new Set<string>();
      const reportFinished = (): void => report(`${finished.size} of ${perTrait} samples`);
      reportFinished();
      const result = await runChat({
        run: name,
        tool: `traitwright ${version}`,
        documentName: fileName(source.uri),
        document: parsed,
        traits: [trait],
        perTrait,
        models,
        journal,
        concurrency: CONCURRENCY,
        now: () => new Date(),
        signal,
        onRetry: ({ message }, waitMs) => {
          const text = `Trying again in ${Math.ceil(waitMs / 1000)} s. ${message}`;
          log.warn(text);
          report(inNotification(text));
        },
        onSample: (sample) => {
          show(sample);
          if (sample.status === 'running') return;
          finished.add(sample.id);
          log.info(`${sample.id}: ${sample.status}${sample.reason === undefined ? '' : `. ${sample.reason}`}`);
          reportFinished();
        },
      });
      log.info(`Run ${name} ${result.ended}: ${result.calls} calls, ${JSON.stringify(countByStatus(result.samples))}`);
      if (result.samples.every((sample) => sample.status === 'failed')) sayWhy(result.samples, path);
    } finally {
      await journal.close();
    }
  }

  /** When every sample failed the reasons are one: said once, with what to do next. */
  function sayWhy([first]: readonly Sample[], journal: string): void {
    const set = 'Set API Key';
    const settings = 'Open Settings';
    const open = 'Open Journal';
    const key = first?.failure === 'no-key' || first?.failure === 'unauthorized';
    const choices = [key ? set : settings, open];
    void vscode.window.showErrorMessage(inNotification(first?.reason ?? 'Every sample failed.'), ...choices).then((choice) => {
      if (choice === set) keys.askForGemini().catch(sayError);
      if (choice === settings) void vscode.commands.executeCommand('workbench.action.openSettings', '@ext:traitwright.traitwright');
      if (choice === open) void vscode.window.showTextDocument(vscode.Uri.file(journal));
    });
  }

  function cancel(uri?: vscode.Uri): void {
    for (const { uri: of, controller } of running.values()) if (uri === undefined || of === uri.toString()) controller.abort();
  }

  return { preview, cancel };
}

/** Started from within a trait, its threads would appear out of sight. */
function revealHeading({ document, trait }: Target): void {
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document.source);
  const heading = document.source.positionAt(trait.range.start);
  editor?.revealRange(new vscode.Range(heading, heading), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The answers that lie beside a document, if there are any. */
async function readRehearsal(document: vscode.Uri): Promise<{ text: string | undefined; fileName: string }> {
  const { rehearsalPath } = await import('../models/rehearsal.ts');
  const uri = document.with({ path: rehearsalPath(document.path) });
  try {
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), fileName: fileName(uri) };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { text: undefined, fileName: fileName(uri) };
    throw error;
  }
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
