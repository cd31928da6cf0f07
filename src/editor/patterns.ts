/** *Find Patterns*: asks what to look at, and opens the report on it; one for the same files. */
import * as vscode from 'vscode';
import { JournalProblem } from '../engine/journal.ts';
import { journalsOf, readRun } from '../generation/run-files.node.ts';
import { TRAITS_SELECTOR } from './documents.ts';
import { labelInStatus } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import { readKept } from './patterns-kept.ts';
import { PatternsPanel, type PatternsPanelParts } from './patterns-panel.ts';

/** What reports are opened with, and those that are open. */
export class PatternsReports implements vscode.Disposable {
  private readonly parts: PatternsPanelParts;
  private readonly panels = new Set<PatternsPanel>();

  constructor(parts: PatternsPanelParts) {
    this.parts = parts;
  }

  get open(): readonly PatternsPanel[] {
    return [...this.panels];
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }

  /**
   * Finds patterns in files that were chosen in the explorer, in the runs of a document, or in what the active editor
   * shows; else asks for files. Resolves with the report once it is there. Never rejects: what goes wrong is said.
   */
  async find(chosen: readonly vscode.Uri[]): Promise<PatternsPanel | undefined> {
    try {
      const files = await filesFor(chosen);
      if (files === undefined) return undefined;
      const elsewhere = files.find(({ scheme }) => scheme !== 'file');
      if (elsewhere !== undefined) {
        void vscode.window.showErrorMessage(vscode.l10n.t('Patterns are looked for in files on disk: save {0} there first.', labelInStatus(elsewhere.path)));
        return undefined;
      }
      const key = keyOf(files);
      const there = this.open.find((panel) => keyOf(panel.files.map(({ uri }) => uri)) === key);
      const panel = there ?? this.add(new PatternsPanel(this.parts, files));
      if (there !== undefined) panel.panel.reveal();
      // What is under way may have been paid for: it is looked at, and not begun anew.
      if (panel.shown.busy === undefined) await panel.scan();
      return panel;
    } catch (error) {
      this.parts.onError(error);
      void vscode.window.showErrorMessage(inNotification(vscode.l10n.t('Patterns could not be looked for: {0}', error instanceof Error ? error.message : String(error))));
      return undefined;
    }
  }

  /** Brings a report back that was open before a reload: it is scanned anew, and what models found is as it was. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = readKept(state);
    if (kept === undefined) {
      panel.dispose();
      return;
    }
    const files = kept.files.map((uri) => vscode.Uri.parse(uri, true));
    await this.add(new PatternsPanel(this.parts, files, { panel, kept })).scan();
  }

  /** Of the report that somebody looks at. */
  async askModels(): Promise<void> {
    const active = this.open.find(({ panel }) => panel.active);
    if (active === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Find patterns first: models are asked from the report.'));
    await active?.ask();
  }

  private add(panel: PatternsPanel): PatternsPanel {
    this.panels.add(panel);
    panel.panel.onDidDispose(() => this.panels.delete(panel));
    return panel;
  }
}

function keyOf(files: readonly vscode.Uri[]): string {
  return files.map((uri) => uri.toString()).toSorted().join('\n');
}

/** Undefined where there is nothing to look at, which is said, or somebody thought better of it. */
async function filesFor(chosen: readonly vscode.Uri[]): Promise<readonly vscode.Uri[] | undefined> {
  const shown = shownFile();
  const about = chosen.length > 0 ? chosen : shown === undefined ? [] : [shown];
  const files = about.filter(isDataset);
  for (const document of about.filter(isTraits)) {
    const runs = await runsOf(document);
    if (runs === undefined) return undefined;
    files.push(...runs);
  }
  if (files.length === 0) return askForFiles();
  // A file that is read twice would be nothing but copies.
  return [...new Map(files.map((uri) => [uri.toString(), uri])).values()];
}

/** By the tab, since extensions are not shown the text of very large files. */
function shownFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : vscode.window.activeTextEditor?.document.uri;
}

function isDataset({ path }: vscode.Uri): boolean {
  return /\.(?:jsonl|ndjson|txt)$/i.test(path);
}

function isTraits(uri: vscode.Uri): boolean {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open === undefined ? /\.traits\.(?:md|markdown)$|\/TRAITS\.md$/.test(uri.path) : vscode.languages.match(TRAITS_SELECTOR, open) > 0;
}

async function askForFiles(): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Find Patterns: Which Samples'),
    openLabel: vscode.l10n.t('Find Patterns'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Samples')]: ['jsonl', 'ndjson', 'txt'], [vscode.l10n.t('All files')]: ['*'] },
  });
}

interface RunItem extends vscode.QuickPickItem {
  /** Absent for other files. */
  readonly uri?: vscode.Uri;
}

async function runsOf(document: vscode.Uri): Promise<readonly vscode.Uri[] | undefined> {
  const items = document.scheme === 'file' ? await runItems(document) : [];
  const choose = vscode.l10n.t('Choose Files…');
  if (items.length === 0) {
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('There are no samples of this document yet. Preview a trait or generate some first, or look at files of your own.'), choose);
    return choice === choose ? askForFiles() : undefined;
  }
  const others: RunItem = { label: choose, alwaysShow: true };
  const picked = await vscode.window.showQuickPick<RunItem>([...items, { label: '', kind: vscode.QuickPickItemKind.Separator }, others], {
    title: vscode.l10n.t('Find Patterns: Which Runs'),
    canPickMany: true,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Of each run, the samples that were kept'),
  });
  if (picked === undefined || picked.length === 0) return undefined;
  const runs = picked.flatMap(({ uri }) => (uri === undefined ? [] : [uri]));
  const more = picked.includes(others) ? await askForFiles() : [];
  return more === undefined ? undefined : [...runs, ...more];
}

/** The newest first. A run with nothing that was kept, or that cannot be read, is not there to be chosen. */
async function runItems(document: vscode.Uri): Promise<readonly RunItem[]> {
  const items: RunItem[] = [];
  for (const path of (await journalsOf(document.fsPath)).toReversed()) {
    try {
      const { header, samples } = await readRun(path);
      const kept = samples.filter(({ status }) => status === 'kept').length;
      if (kept === 0) continue;
      items.push({
        label: new Date(header.startedAt).toLocaleString(vscode.env.language),
        description: header.rehearsed ? vscode.l10n.t('{0}, {1} kept, rehearsed', header.pipeline, kept) : vscode.l10n.t('{0}, {1} kept', header.pipeline, kept),
        detail: [...new Set(Object.values(header.models))].join(', '),
        picked: true,
        uri: vscode.Uri.file(path),
      });
    } catch (error) {
      if (!(error instanceof JournalProblem)) throw error;
    }
  }
  return items;
}
