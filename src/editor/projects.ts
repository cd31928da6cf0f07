/** Reads the project file of each workspace folder, and settles which rules hold for a document, and which words. */
import * as vscode from 'vscode';
import type { Languages } from '../document/language.ts';
import { lineStarts, positionAt, type Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { Baseline } from '../lint/baseline.ts';
import { type LintSettings, type LintSource, PROJECT_FILE, settledRules } from '../lint/configuration.ts';
import type { JsonProblem } from '../lint/json-shape.ts';
import type { Diagnostic } from '../lint/lint.ts';
import type { Project } from '../lint/project-file.ts';
import { RULES } from '../lint/rules.ts';
import { traitIds } from '../lint/trait-of.ts';

/** What holds for a document, but for what it says itself. */
export interface RulesOutside {
  /** Later ones go before earlier ones. */
  readonly sources: readonly LintSource[];
  /** What the sources come to. */
  readonly settings: LintSettings;
  /** The findings that are not shown, and the name of the file that has them. */
  readonly baseline?: { readonly name: string; readonly entries: Baseline['findings'] };
  /** What the document is called in its project. */
  readonly path: string;
}

interface Loaded {
  readonly project?: Project;
  /** By the file that was linted. */
  readonly baseline?: ReadonlyMap<string, Baseline['findings']>;
}

interface Folder {
  loaded: Promise<Loaded>;
  /** What was loaded last of it, as JSON. */
  languages?: string;
  /** Of the project file and of its baseline, by their paths. */
  readonly watchers: Map<string, vscode.Disposable>;
}

export class Projects implements vscode.Disposable {
  private readonly folders = new Map<string, Folder>();
  private readonly problems = vscode.languages.createDiagnosticCollection('traits-project');
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly languagesChanged = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private readonly onError: (error: unknown) => void;

  /** Other rules may hold now than did before. */
  readonly onDidChange = this.changed.event;
  /** Documents may have other words than before. Where the rules have changed too, this comes first. */
  readonly onDidChangeLanguages = this.languagesChanged.event;

  /** `onError` hears of what should not have happened. */
  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
    this.subscription = vscode.Disposable.from(
      this.problems,
      this.changed,
      this.languagesChanged,
      vscode.workspace.onDidChangeConfiguration((event) => {
        const areLanguages = event.affectsConfiguration('traits.languages');
        if (areLanguages) this.languagesChanged.fire();
        if (areLanguages || event.affectsConfiguration('traits.lint')) this.changed.fire();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        for (const { uri } of removed) this.forget(uri);
        this.languagesChanged.fire();
        this.changed.fire();
      }),
    );
  }

  dispose(): void {
    for (const { watchers } of this.folders.values()) vscode.Disposable.from(...watchers.values()).dispose();
    this.folders.clear();
    this.subscription.dispose();
  }

  /** What holds for a document now. A project file that cannot be read sets nothing; its problems are shown in it. */
  async rulesFor(document: vscode.TextDocument): Promise<RulesOutside> {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    const path = vscode.workspace.asRelativePath(document.uri, false);
    const { project, baseline } = folder === undefined ? {} : await this.folder(folder).loaded;
    const set = vscode.workspace.getConfiguration('traits', document).inspect<LintSettings>('lint.rules');
    const sources = [
      { name: 'user settings', rules: set?.globalValue ?? {} },
      ...(project?.sourcesFor(path) ?? []),
      // They lie in the workspace as the project file does; a rule that is disabled from the lightbulb is off.
      { name: 'workspace settings', rules: set?.workspaceValue ?? {} },
      // Where the workspace is a single folder, the two are the same.
      ...(vscode.workspace.workspaceFile === undefined ? [] : [{ name: 'folder settings', rules: set?.workspaceFolderValue ?? {} }]),
    ];
    const silenced = project?.baseline !== undefined && baseline !== undefined ? { baseline: { name: project.baseline, entries: baseline.get(path) ?? [] } } : {};
    return { sources, settings: settledRules(RULES, sources), path, ...silenced };
  }

  /** What the project of a document adds to the languages now. */
  async languagesFor(uri: vscode.Uri): Promise<Languages> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const { project } = folder === undefined ? {} : await this.folder(folder).loaded;
    return project?.languages ?? {};
  }

  private folder(of: vscode.WorkspaceFolder): Folder {
    const key = of.uri.toString();
    const known = this.folders.get(key);
    if (known !== undefined) return known;
    const folder: Folder = { loaded: Promise.resolve({}), watchers: new Map() };
    this.folders.set(key, folder);
    this.watch(of, folder, [PROJECT_FILE]);
    this.load(of, folder);
    return folder;
  }

  private forget(uri: vscode.Uri): void {
    const folder = this.folders.get(uri.toString());
    if (folder === undefined) return;
    vscode.Disposable.from(...folder.watchers.values()).dispose();
    this.folders.delete(uri.toString());
    this.problems.delete(vscode.Uri.joinPath(uri, PROJECT_FILE));
  }

  /** Watches these files, and no others any longer. */
  private watch(of: vscode.WorkspaceFolder, folder: Folder, paths: readonly string[]): void {
    for (const [path, watcher] of folder.watchers) {
      if (paths.includes(path)) continue;
      watcher.dispose();
      folder.watchers.delete(path);
    }
    const reload = (): void => {
      this.load(of, folder);
      folder.loaded.then(() => this.changed.fire(), this.onError);
    };
    for (const path of paths) {
      if (folder.watchers.has(path)) continue;
      // What else could be a pattern stands for any character: to read once too often does no harm.
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(of, path.replaceAll(/[*?[\]{}]/g, '?')));
      folder.watchers.set(path, vscode.Disposable.from(watcher, watcher.onDidChange(reload), watcher.onDidCreate(reload), watcher.onDidDelete(reload)));
    }
  }

  private load(of: vscode.WorkspaceFolder, folder: Folder): void {
    const loading = read(of.uri)
      .catch((error: unknown): Read => {
        this.onError(error);
        return { problems: [] };
      })
      .then(({ problems, ...loaded }): Loaded | Promise<Loaded> => {
        if (this.folders.get(of.uri.toString()) !== folder) return loaded;
        // Who has waited for this is given what there is now.
        if (folder.loaded !== loading) return folder.loaded;
        this.problems.set(vscode.Uri.joinPath(of.uri, PROJECT_FILE), problems);
        const baseline = loaded.project?.baseline;
        this.watch(of, folder, baseline === undefined ? [PROJECT_FILE] : [PROJECT_FILE, baseline]);
        const languages = JSON.stringify(loaded.project?.languages ?? {});
        const isOther = folder.languages !== undefined && folder.languages !== languages;
        folder.languages = languages;
        if (isOther) this.languagesChanged.fire();
        return loaded;
      });
    folder.loaded = loading;
  }
}

/** Findings less those of the baseline, told apart as on the command line. */
export async function withoutBaseline(document: TraitsDocument, findings: readonly Diagnostic[], { baseline, path }: RulesOutside): Promise<readonly Diagnostic[]> {
  if (baseline === undefined || baseline.entries.length === 0) return findings;
  const { newSince } = await import('../lint/project.ts');
  const isNew = newSince(baseline.entries);
  const traitIdAt = traitIds(document);
  return findings.filter(({ ruleId, message, range }) => isNew({ file: path, ruleId, message, traitId: traitIdAt(range.start) }));
}

interface Read extends Loaded {
  readonly problems: readonly vscode.Diagnostic[];
}

async function read(folder: vscode.Uri): Promise<Read> {
  const file = await textOf(vscode.Uri.joinPath(folder, PROJECT_FILE));
  if (file === undefined) return { problems: [] };
  if ('problem' in file) return { problems: [diagnostic('', { start: 0, end: 0 }, asSentence(file.problem))] };
  const { text } = file;
  // Loaded only where there is such a file: most folders have none.
  const { readProject, readBaseline, rangeOfPath } = await import('../lint/project.ts');
  const { project, problems } = readProject(text, PROJECT_FILE);
  const found = problems.map(({ path, message }) => diagnostic(text, rangeOfPath(text, path), asSentence(message)));
  if (project?.baseline === undefined) return { problems: found, ...(project === undefined ? {} : { project }) };

  const asNamed = ({ message }: Pick<JsonProblem, 'message'>): vscode.Diagnostic => diagnostic(text, rangeOfPath(text, ['baseline']), `${project.baseline}: ${message}`);
  const problem = await problemOnTheWay(folder, project.baseline);
  const old = problem === undefined ? await textOf(vscode.Uri.joinPath(folder, project.baseline)) : { problem };
  if (old === undefined || 'problem' in old) return { project, problems: [...found, asNamed({ message: old?.problem ?? 'no such file.' })] };
  const baseline = readBaseline(old.text);
  if ('problems' in baseline) return { project, problems: [...found, ...baseline.problems.slice(0, 1).map(asNamed)] };
  const byFile = new Map<string, Baseline['findings']>();
  for (const entry of baseline.value.findings) {
    const entries = byFile.get(entry.file);
    if (entries === undefined) byFile.set(entry.file, [entry]);
    else entries.push(entry);
  }
  return { project, baseline: byFile, problems: found };
}

/** Why a path from a folder is not to be read: projects are other people's, and a symbolic link may lead anywhere. */
async function problemOnTheWay(folder: vscode.Uri, path: string): Promise<string | undefined> {
  const steps = path.split('/');
  for (const index of steps.keys()) {
    try {
      const { type } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, ...steps.slice(0, index + 1)));
      if ((type & vscode.FileType.SymbolicLink) !== 0) return "a symbolic link leads to it: expected a file in the project's own folder.";
      // A pipe would be waited for, and never end.
      if (type === vscode.FileType.Unknown) return 'expected a regular file.';
    } catch {
      // What is not there is said by whoever reads it.
      return undefined;
    }
  }
  return undefined;
}

/** What a file holds, or why it cannot be read; undefined where there is none. */
async function textOf(uri: vscode.Uri): Promise<{ readonly text: string } | { readonly problem: string } | undefined> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    if (error instanceof TypeError) return { problem: 'not valid UTF-8: save it as UTF-8 first.' };
    return { problem: `could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function diagnostic(text: string, { start, end }: Range, message: string): vscode.Diagnostic {
  const starts = lineStarts(text);
  const [from, to] = [positionAt(starts, start), positionAt(starts, end)];
  const range = new vscode.Range(from.line, from.character, to.line, to.character);
  const found = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  found.source = 'traits';
  return found;
}

/** Elsewhere what is wrong follows the name of its file. */
function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
