/** Keeps each open traits document parsed, and tells who reads it when it has changed. */
import * as vscode from 'vscode';
import { type Languages, mergedLanguages, readLanguages } from '../document/language.ts';
import { LANGUAGES } from '../document/languages/index.ts';
import { DocumentParser, type TraitsDocument } from '../document/traits-document.ts';
import type { Projects } from './projects.ts';
import { inSlices } from './slices.ts';

export interface ParsedDocument {
  readonly source: vscode.TextDocument;
  /** `source.version` when it was parsed. */
  readonly version: number;
  readonly parsed: TraitsDocument;
}

interface Entry {
  /** It keeps to its languages, and is there once they are known: nothing is read with the wrong words first. */
  readonly parser: Promise<DocumentParser>;
  latest?: ParsedDocument;
  pending?: { readonly version: number; readonly done: Promise<ParsedDocument | undefined> };
}

export class TraitsDocuments implements vscode.Disposable {
  private readonly entries = new Map<vscode.TextDocument, Entry>();
  private readonly parsedEmitter = new vscode.EventEmitter<ParsedDocument>();
  private readonly closedEmitter = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly projects: Pick<Projects, 'languagesFor' | 'onDidChangeLanguages'>;
  private readonly onError: (error: unknown) => void;

  /** A document was opened or changed, and is parsed. */
  readonly onDidParse = this.parsedEmitter.event;
  readonly onDidClose = this.closedEmitter.event;

  /** `projects` have the words of documents; `onError` hears of what should not have happened. */
  constructor(projects: Pick<Projects, 'languagesFor' | 'onDidChangeLanguages'>, onError: (error: unknown) => void) {
    this.projects = projects;
    this.onError = onError;
    this.subscriptions = [
      this.parsedEmitter,
      this.closedEmitter,
      vscode.workspace.onDidOpenTextDocument((document) => this.refresh(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.refresh(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.entries.delete(document)) this.closedEmitter.fire(document);
      }),
      projects.onDidChangeLanguages(() => this.readAnew()),
    ];
  }

  /** Parses what is open already. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.refresh(document);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The document as it is now; undefined when it is not a traits document, or changed again meanwhile. */
  async current(document: vscode.TextDocument): Promise<ParsedDocument | undefined> {
    if (!isTraits(document)) return undefined;
    const entry = this.entry(document);
    if (entry.latest?.version === document.version) return entry.latest;
    if (entry.pending?.version !== document.version) {
      entry.pending = { version: document.version, done: this.parse(document, entry) };
    }
    return entry.pending.done;
  }

  /** The languages of a document, with what its project and the settings add to them. */
  async languagesFor(uri: vscode.Uri): Promise<Languages> {
    const ofProject = await this.projects.languagesFor(uri);
    return mergedLanguages(LANGUAGES, ofProject, readLanguages(vscode.workspace.getConfiguration(undefined, uri).get('traits.languages')));
  }

  private readAnew(): void {
    const open = [...this.entries.keys()];
    this.entries.clear();
    for (const document of open) this.refresh(document);
  }

  private refresh(document: vscode.TextDocument): void {
    if (!isTraits(document)) return;
    this.current(document).then((parsed) => {
      if (parsed !== undefined) this.parsedEmitter.fire(parsed);
    }, this.onError);
  }

  private entry(document: vscode.TextDocument): Entry {
    const known = this.entries.get(document);
    if (known !== undefined) return known;
    const entry = { parser: this.languagesFor(document.uri).then((languages) => new DocumentParser(languages)) };
    this.entries.set(document, entry);
    return entry;
  }

  private async parse(source: vscode.TextDocument, entry: Entry): Promise<ParsedDocument | undefined> {
    const { version } = source;
    const isCurrent = (): boolean => !source.isClosed && source.version === version && this.entries.get(source) === entry;
    const parser = await entry.parser;
    if (!isCurrent()) return undefined;
    const parsed = await inSlices(parser.parseInSteps(source.getText()), isCurrent);
    if (parsed === undefined) return undefined;
    entry.latest = { source, version, parsed };
    return entry.latest;
  }
}

/** Documents that somebody edits. What a diff shows of an older revision, say, is not linted a second time. */
const SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs']);

export const TRAITS_SELECTOR: vscode.DocumentSelector = [...SCHEMES].map((scheme) => ({ language: 'traits', scheme }));

function isTraits(document: vscode.TextDocument): boolean {
  return document.languageId === 'traits' && SCHEMES.has(document.uri.scheme);
}
