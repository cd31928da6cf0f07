/** *Preview Scenarios*: checks what a run needs, runs it with progress and cancel, and shows its samples. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { Role } from '../models/model.ts';
import { createModels, DEFAULT_MODELS, type ModelName, parseModelName, ROLES } from '../models/providers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Keys } from './keys.ts';
import type { Previews } from './previews.ts';

type ModelNames = Readonly<Record<Role, ModelName>>;

const CONCURRENCY = 4;

export interface PreviewRuns {
  /** Previews the trait, or the one at the cursor when none is given. Never rejects: what goes wrong is said. */
  preview(uri?: vscode.Uri, traitId?: string): Promise<void>;
  cancelAll(): void;
}

export interface PreviewRunParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly keys: Keys;
  readonly log: vscode.LogOutputChannel;
  readonly version: string;
}

export function createPreviewRuns({ documents, previews, keys, log, version }: PreviewRunParts): PreviewRuns {
  /** Runs under way, by document and trait id. */
  const running = new Map<string, AbortController>();
  /** Chosen in this window after no key was found, for the documents that it was chosen for. */
  const rehearse = new Set<string>();

  async function target(uri: vscode.Uri | undefined, traitId: string | undefined): Promise<{ document: ParsedDocument; trait: Trait } | undefined> {
    const editor = vscode.window.activeTextEditor;
    const source = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
    const document = source === undefined ? undefined : await documents.current(source);
    if (source === undefined || document === undefined) {
      void vscode.window.showWarningMessage('Open a traits document first: scenarios are previewed from one of its traits.');
      return undefined;
    }
    const offset = editor?.document === source ? source.offsetAt(editor.selection.active) : 0;
    const { traits } = document.parsed;
    const trait =
      traitId === undefined ? traits.find(({ range }) => range.start <= offset && offset < range.end) : traits.find(({ id }) => id === traitId);
    if (trait === undefined) {
      void vscode.window.showWarningMessage(
        traits.length === 0 ? 'This document has no traits yet: write a section that says what a trait means, and why.' : 'Put the cursor in a trait first.',
      );
      return undefined;
    }
    return { document, trait };
  }

  /** The models that the settings name; undefined after saying what is wrong with them. */
  function configured(source: vscode.TextDocument): ModelNames | undefined {
    const configuration = vscode.workspace.getConfiguration('traits', source);
    const names: Partial<Record<Role, ModelName>> = {};
    for (const role of ROLES) {
      const setting = rehearse.has(source.uri.toString()) ? 'rehearsal' : (configuration.get<string>(`models.${role}`) ?? DEFAULT_MODELS[role]);
      const name = parseModelName(setting);
      if (typeof name === 'string') {
        const open = 'Open Settings';
        void vscode.window.showErrorMessage(`traits.models.${role}: ${name}`, open).then((choice) => {
          if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', `traits.models.${role}`);
        });
        return undefined;
      }
      names[role] = name;
    }
    return names as ModelNames;
  }

  /** True when the run can go on; asks for what is missing. */
  async function ready(names: ModelNames, source: vscode.TextDocument): Promise<'ready' | 'again' | 'stop'> {
    if (!ROLES.some((role) => names[role].provider === 'gemini') || (await keys.gemini()) !== undefined) return 'ready';
    const set = 'Set API Key';
    const use = 'Use Rehearsal Model';
    const choice = await vscode.window.showErrorMessage('No API key for Gemini: set one, or use the rehearsal model, whose answers were written beforehand.', set, use);
    if (choice === set) return (await keys.askForGemini()) ? 'again' : 'stop';
    if (choice !== use) return 'stop';
    rehearse.add(source.uri.toString());
    return 'again';
  }

  async function preview(uri?: vscode.Uri, traitId?: string): Promise<void> {
    const found = await target(uri, traitId);
    if (found === undefined) return;
    const { document, trait } = found;
    const { source } = document;
    if (!vscode.workspace.isTrusted) {
      const manage = 'Manage Trust';
      const choice = await vscode.window.showErrorMessage('Nothing is generated in a restricted workspace: its settings say which models to call, and nobody has vouched for them. Linting works.', manage);
      if (choice === manage) void vscode.commands.executeCommand('workbench.trust.manage');
      return;
    }
    if (source.uri.scheme !== 'file') {
      void vscode.window.showErrorMessage('Save the document on disk first: the journal of a run is kept beside it.');
      return;
    }
    const names = configured(source);
    if (names === undefined) return;
    const state = await ready(names, source);
    if (state === 'again') return preview(source.uri, trait.id);
    if (state === 'stop') return;
    const key = `${source.uri.toString()} ${trait.id}`;
    if (running.has(key)) {
      void vscode.window.showInformationMessage(`Scenarios for “${trait.name}” are on their way.`);
      return;
    }
    const controller = new AbortController();
    running.set(key, controller);
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Scenarios for “${trait.name}”`, cancellable: true },
        async (progress, token) => {
          const subscription = token.onCancellationRequested(() => controller.abort());
          try {
            await run(document, trait, names, progress, controller.signal);
          } finally {
            subscription.dispose();
          }
        },
      );
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const show = 'Show Log';
      const message = error instanceof Error ? error.message : String(error);
      const choice = await vscode.window.showErrorMessage(`The run for “${trait.name}” stopped: ${message}`, show);
      if (choice === show) log.show();
    } finally {
      running.delete(key);
    }
  }

  async function run(
    document: ParsedDocument,
    trait: Trait,
    names: ModelNames,
    progress: vscode.Progress<{ message?: string }>,
    signal: AbortSignal,
  ): Promise<void> {
    // Loaded at the first run: the pipeline, and the model's SDK after it, are most of the extension's code.
    const [{ runChat, runName, countByStatus }, { createJournalFile, journalPath }, { rehearsalPath }] = await Promise.all([
      import('../generation/run.ts'),
      import('../engine/journal-file.node.ts'),
      import('../models/rehearsal.ts'),
    ]);
    const { source, parsed } = document;
    const configuration = vscode.workspace.getConfiguration('traits', source);
    const models = await createModels(names, {
      geminiKey: await keys.gemini(),
      geminiBaseUrl: configuration.get<string>('gemini.baseUrl')?.trim() || undefined,
      rehearsal: async () => {
        const uri = source.uri.with({ path: rehearsalPath(source.uri.path) });
        return { text: await readText(uri), fileName: fileName(uri) };
      },
    });
    const perTrait = configuration.get<number>('preview.scenariosPerTrait') ?? 3;
    const name = runName(new Date(), Math.random());
    const path = journalPath(source.uri.fsPath, name);
    const journal = await createJournalFile(path);
    log.info(`Run ${name}: “${trait.name}”, ${perTrait} samples. Journal: ${path}`);
    const show = previews.begin(document, trait);
    const finished = new Set<string>();
    const report = (): void => progress.report({ message: `${finished.size} of ${perTrait} samples` });
    report();
    try {
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
        onSample: (sample) => {
          show(sample);
          if (sample.status === 'running') return;
          finished.add(sample.id);
          log.info(`${sample.id}: ${sample.status}${sample.reason === undefined ? '' : `. ${sample.reason}`}`);
          report();
        },
      });
      log.info(`Run ${name} ${result.ended}: ${result.calls} calls, ${JSON.stringify(countByStatus(result.samples))}`);
      const failed = result.samples.filter((sample) => sample.status === 'failed');
      if (failed.length === result.samples.length && failed.length > 0) sayWhy(failed.map((sample) => sample.reason ?? ''));
    } finally {
      await journal.close();
    }
  }

  /** When every sample failed the reasons are one: said once, with what to do next. */
  function sayWhy(reasons: readonly string[]): void {
    const [reason = 'no reason was given'] = reasons;
    const set = 'Set API Key';
    const show = 'Show Log';
    void vscode.window.showErrorMessage(reason, set, show).then((choice) => {
      if (choice === set) void keys.askForGemini();
      if (choice === show) log.show();
    });
  }

  function cancelAll(): void {
    for (const controller of running.values()) controller.abort();
  }

  return { preview, cancelAll };
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
