/** The traits view in the activity bar: the document that somebody writes, trait by trait, with what there is of each. */
import * as vscode from 'vscode';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Evals } from './evals.ts';
import { label } from './labels.ts';
import { type KnownResults, NO_RESULTS, type OverviewNode, overviewOf } from './overview.ts';
import { toRange } from './positions.ts';
import type { RunsUnderWay } from './runs.ts';
import type { DocumentSamples } from './samples.ts';

const VIEW = 'traits.overview';

/** Edits come letter by letter, and the cursor moves with each: the view follows when both have rested, in milliseconds. */
const PAUSE = 250;

export interface TraitsViewParts {
  readonly documents: TraitsDocuments;
  readonly samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'onDidChange'>;
  readonly evals: Pick<Evals, 'figures' | 'onDidChange'>;
  readonly runs: RunsUnderWay;
  readonly onError: (error: unknown) => void;
}

/** What the tests see of it. */
export interface TraitsView extends vscode.Disposable {
  /** What it shows now; nothing where no traits document is open. */
  shown(): readonly OverviewNode[];
  /** As VS Code is given it. */
  item(key: string): vscode.TreeItem;
  readonly view: Pick<vscode.TreeView<string>, 'visible' | 'selection' | 'title'>;
}

/** Lines are given to VS Code by their keys, so that what it holds of them never is of an earlier text. */
export function registerTraitsView({ documents, samples, evals, runs, onError }: TraitsViewParts): TraitsView {
  const changed = new vscode.EventEmitter<undefined>();
  let document: vscode.TextDocument | undefined;
  let roots: readonly OverviewNode[] = [];
  let nodes = new Map<string, { readonly node: OverviewNode; readonly parent: string | undefined }>();
  let signature = '';
  let latest = 0;
  let timer: NodeJS.Timeout | undefined;

  const provider: vscode.TreeDataProvider<string> = {
    onDidChangeTreeData: changed.event,
    getChildren: (key) => (key === undefined ? roots : (nodes.get(key)?.node.children ?? [])).map((node) => node.key),
    getParent: (key) => nodes.get(key)?.parent,
    getTreeItem: (key) => toItem(nodes.get(key)?.node, key),
  };
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  // As the manifest has it.
  const title = view.title ?? '';

  function put(next: readonly OverviewNode[]): void {
    roots = next;
    nodes = new Map();
    const add = (node: OverviewNode, parent: string | undefined): void => {
      nodes.set(node.key, { node, parent });
      for (const child of node.children) add(child, node.key);
    };
    for (const node of next) add(node, undefined);
    // Places change with every edit above them, and are looked up when somebody goes there.
    const written = JSON.stringify(next, (name, value: unknown) => (name === 'place' ? undefined : value));
    if (written === signature) return;
    signature = written;
    changed.fire(undefined);
  }

  /** Reads all anew; what was asked for meanwhile goes before. */
  async function refresh(): Promise<void> {
    latest += 1;
    const mine = latest;
    const source = document;
    const parsed = source === undefined ? undefined : await documents.current(source);
    if (mine !== latest) return;
    // It changed meanwhile, and is asked about again.
    if (source !== undefined && parsed === undefined && !source.isClosed) return;
    // VS Code capitalises titles, which looks odd on the name of a file.
    view.title = parsed === undefined ? title : label(parsed.parsed.title ?? fileName(parsed.source.uri)) || title;
    if (parsed === undefined) return put([]);
    const known = await knownOf(parsed);
    if (mine === latest) put(overviewOf(parsed.parsed, known, runs.current(parsed.source.uri)));
  }

  async function knownOf({ source: { uri } }: ParsedDocument): Promise<KnownResults> {
    try {
      return { samples: await samples.of(uri), ...(await samples.runsOf(uri)), figures: await evals.figures(uri) };
    } catch (error) {
      // The traits are shown all the same.
      onError(error);
      return NO_RESULTS;
    }
  }

  function later(): void {
    if (!view.visible) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh().then(follow).catch(onError);
    }, PAUSE);
  }

  function show(source: vscode.TextDocument | undefined): void {
    if (source === document) return;
    document = source;
    if (view.visible) refresh().then(follow).catch(onError);
  }

  /** Selects the trait at the cursor. The focus stays where it is, and nothing is expanded. */
  async function follow(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!view.visible || document === undefined || editor?.document !== document) return;
    const at = document.offsetAt(editor.selection.active);
    const trait = [...nodes.values()].find(({ node: { context, place } }) => context === 'trait' && place !== undefined && place.range.start <= at && at <= place.range.end)?.node;
    if (trait === undefined) return;
    const [selected = ''] = view.selection;
    // One of its parts was chosen.
    if (selected === trait.key || nodes.get(selected)?.parent === trait.key) return;
    await view.reveal(trait.key, { select: true, focus: false, expand: false });
  }

  async function goTo(key: string): Promise<void> {
    const node = nodes.get(key)?.node;
    if (node?.journal !== undefined && node.place === undefined) await openJournal(node.journal);
    if (node?.place === undefined || document === undefined) return;
    if (node.context === 'samples') {
      await ofTrait(key, 'traits.showSamples');
      return;
    }
    if (node.context === 'figure') {
      await ofTrait(key, 'traits.openEvalReport');
      return;
    }
    const editor = await vscode.window.showTextDocument(document, { preview: false, ...columnOf(document) });
    // Where the document has changed since, it is told anew.
    const { end } = toRange(document, node.place.name);
    const { start } = toRange(document, node.place.range);
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async function ofTrait(key: unknown, command: string): Promise<void> {
    const node = typeof key === 'string' ? nodes.get(key)?.node : undefined;
    if (document === undefined || node?.traitId === undefined) return;
    await vscode.commands.executeCommand(command, document.uri, node.traitId, node.place?.range.start);
  }

  const isTraits = (source: vscode.TextDocument | undefined): source is vscode.TextDocument => source?.languageId === 'traits';
  const firstShown = (): vscode.TextDocument | undefined => vscode.window.visibleTextEditors.map((editor) => editor.document).find((source) => isTraits(source) && hasTab(source.uri));
  let cursor: NodeJS.Timeout | undefined;
  const active = vscode.window.activeTextEditor?.document;
  document = isTraits(active) ? active : firstShown();
  const subscriptions = vscode.Disposable.from(
    view,
    changed,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) refresh().then(follow).catch(onError);
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (isTraits(editor?.document)) show(editor.document);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document !== document || !view.visible) return;
      clearTimeout(cursor);
      cursor = setTimeout(() => void follow().catch(onError), PAUSE);
    }),
    documents.onDidParse(({ source }) => {
      if (source === document) later();
    }),
    // VS Code keeps a document for a while after its last tab is gone.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.length > 0 && document !== undefined && !hasTab(document.uri)) show(firstShown());
    }),
    samples.onDidChange((uri) => {
      if (uri.toString() === document?.uri.toString()) later();
    }),
    evals.onDidChange((uri) => {
      if (uri.toString() === document?.uri.toString()) later();
    }),
    runs.onDidChange(({ uri }) => {
      if (uri.toString() === document?.uri.toString()) later();
    }),
    runs.onDidEnd(later),
    vscode.commands.registerCommand('traits.overview.goTo', goTo),
    vscode.commands.registerCommand('traits.overview.preview', async (key: unknown) => ofTrait(key, 'traits.previewScenarios')),
    vscode.commands.registerCommand('traits.overview.evaluate', async (key: unknown) => ofTrait(key, 'traits.evaluate')),
    vscode.commands.registerCommand('traits.overview.openJournal', async (key: unknown) => {
      const journal = typeof key === 'string' ? nodes.get(key)?.node.journal : undefined;
      if (journal !== undefined) await openJournal(journal);
    }),
    vscode.commands.registerCommand('traits.overview.cancel', (key: unknown) => {
      const id = typeof key === 'string' ? nodes.get(key)?.node.underWay : undefined;
      runs.current().find((run) => run.id === id)?.cancel();
    }),
  );
  if (view.visible) refresh().then(follow).catch(onError);
  return {
    shown: () => roots,
    item: (key) => toItem(nodes.get(key)?.node, key),
    view,
    dispose() {
      clearTimeout(timer);
      clearTimeout(cursor);
      subscriptions.dispose();
    },
  };
}

function toItem(node: OverviewNode | undefined, key: string): vscode.TreeItem {
  if (node === undefined) return new vscode.TreeItem('');
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const { label: text, description, tooltip, icon, context, spoken, open, children, place, journal } = node;
  const item = new vscode.TreeItem(text, children.length === 0 ? None : open === true ? Expanded : Collapsed);
  item.id = key;
  item.contextValue = context;
  // A string is shown as it is; Markdown would make links of what a document says.
  item.tooltip = tooltip ?? [text, description].filter((line) => line !== undefined).join('\n');
  item.accessibilityInformation = { label: spoken };
  if (description !== undefined) item.description = description;
  if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon.id, icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color));
  if (place !== undefined || journal !== undefined) item.command = { title: vscode.l10n.t('Go There'), command: 'traits.overview.goTo', arguments: [key] };
  return item;
}

function hasTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  const uriOf = (input: unknown): vscode.Uri | undefined => (input instanceof vscode.TabInputText ? input.uri : input instanceof vscode.TabInputTextDiff ? input.modified : undefined);
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => uriOf(input)?.toString() === key));
}

async function openJournal(path: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}

/** Where the document is open already: it is not opened a second time. */
function columnOf(document: vscode.TextDocument): { readonly viewColumn?: vscode.ViewColumn } {
  const viewColumn = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  return viewColumn === undefined ? {} : { viewColumn };
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
