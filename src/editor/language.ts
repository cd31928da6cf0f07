/** Gives VS Code what it asks about the language: completion, hover, navigation, rename, folding, colours and format. */
import * as vscode from 'vscode';
import { lineStarts, positionAt } from '../document/range.ts';
import { parseTraitsDocument, type TraitsDocument } from '../document/traits-document.ts';
import { complete, type Completion } from '../language/completion.ts';
import { definition } from '../language/definition.ts';
import { documentLinks } from '../language/document-links.ts';
import type { Edit } from '../language/edit.ts';
import { type Fold, folds } from '../language/folding.ts';
import { format } from '../language/format.ts';
import type { RuleNote } from '../language/guide.ts';
import { hover } from '../language/hover.ts';
import { continueList } from '../language/list-continuation.ts';
import { refactorings } from '../language/refactor.ts';
import { references } from '../language/references.ts';
import { rename, renameTarget } from '../language/rename.ts';
import { selectionRanges } from '../language/selection.ts';
import { SEMANTIC_TOKEN_TYPES, semanticTokens } from '../language/semantic-tokens.ts';
import { workspaceSymbols } from '../language/workspace-symbols.ts';
import { RULES } from '../lint/rules.ts';
import type { TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';

const LANGUAGE = 'traits';

/** Searching the workspace reads at most so many documents. */
const MOST_SEARCHED = 200;

const RULE_NOTES: readonly RuleNote[] = RULES.map(({ meta: { id, summary, severity, options } }) => ({ id, summary, severity, options: Object.keys(options ?? {}) }));

type Asked<T> = (document: TraitsDocument, offsetAt: (position: vscode.Position) => number) => T;

export function registerLanguage(documents: TraitsDocuments): vscode.Disposable {
  /** Asks the document as it is now; undefined where it changed meanwhile or nobody waits for the answer any more. */
  const ask = async <T>(source: vscode.TextDocument, token: vscode.CancellationToken, question: Asked<T>): Promise<T | undefined> => {
    const document = await documents.current(source);
    if (document === undefined || token.isCancellationRequested) return undefined;
    return question(document.parsed, (position) => source.offsetAt(position));
  };
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(
      LANGUAGE,
      {
        provideCompletionItems: (source, position, token, { triggerCharacter }) =>
          ask(source, token, (document, offsetAt) => {
            const found = complete(document, offsetAt(position), RULE_NOTES).filter(({ kind }) => triggerCharacter !== ' ' || AFTER_SPACE.has(kind));
            // A number sign may go on to be the heading of another trait: what is typed next is asked about anew.
            const mayChange = found.some(({ filter }) => filter?.startsWith('#') === true);
            return new vscode.CompletionList(found.map((completion, index) => completionItem(source, completion, index)), mayChange);
          }),
      },
      '#',
      '[',
      '{',
      ' ',
    ),
    languages.registerHoverProvider(LANGUAGE, {
      provideHover: (source, position, token) =>
        ask(source, token, (document, offsetAt) => {
          const found = hover(document, offsetAt(position), RULE_NOTES);
          return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(source, found.range));
        }),
    }),
    languages.registerDefinitionProvider(LANGUAGE, {
      provideDefinition: (source, position, token) =>
        ask(source, token, (document, offsetAt): vscode.DefinitionLink[] | undefined => {
          const found = definition(document, offsetAt(position));
          if (found === undefined) return undefined;
          const { origin, target, targetWhole } = found;
          return [
            { originSelectionRange: toRange(source, origin), targetUri: source.uri, targetRange: toRange(source, targetWhole), targetSelectionRange: toRange(source, target) },
          ];
        }),
    }),
    languages.registerReferenceProvider(LANGUAGE, {
      provideReferences: (source, position, { includeDeclaration }, token) =>
        ask(source, token, (document, offsetAt) =>
          references(document, offsetAt(position), includeDeclaration).map((range) => new vscode.Location(source.uri, toRange(source, range))),
        ),
    }),
    languages.registerRenameProvider(LANGUAGE, {
      prepareRename: (source, position, token) =>
        ask(source, token, (document, offsetAt) => {
          const target = renameTarget(document, offsetAt(position));
          if ('refusal' in target) throw new Error(target.refusal);
          return { range: toRange(source, target.range), placeholder: target.placeholder };
        }),
      provideRenameEdits: (source, position, name, token) =>
        ask(source, token, (document, offsetAt) => {
          const result = rename(document, offsetAt(position), name);
          if ('refusal' in result) throw new Error(result.refusal);
          return workspaceEdit(source, result.edits);
        }),
    }),
    languages.registerFoldingRangeProvider(LANGUAGE, {
      provideFoldingRanges: (source, _context, token) => ask(source, token, (document) => folds(document).map((fold) => foldingRange(source, fold))),
    }),
    languages.registerSelectionRangeProvider(LANGUAGE, {
      provideSelectionRanges: (source, positions, token) =>
        ask(source, token, (document, offsetAt) =>
          positions.map((position) => {
            const steps = selectionRanges(document, offsetAt(position)).map((range) => toRange(source, range));
            return steps.reduceRight<vscode.SelectionRange | undefined>((parent, range) => new vscode.SelectionRange(range, parent), undefined) ?? new vscode.SelectionRange(new vscode.Range(position, position));
          }),
        ),
    }),
    languages.registerDocumentLinkProvider(LANGUAGE, {
      provideDocumentLinks: (source, token) =>
        ask(source, token, (document) =>
          documentLinks(document).flatMap(({ range, target }) => {
            const uri = 'url' in target ? linkedUri(source.uri, target.url) : placeUri(source, target.place.start);
            return uri === undefined ? [] : [new vscode.DocumentLink(toRange(source, range), uri)];
          }),
        ),
    }),
    languages.registerDocumentSemanticTokensProvider(
      LANGUAGE,
      {
        provideDocumentSemanticTokens: (source, token) =>
          ask(source, token, (document) => {
            const tokens = new vscode.SemanticTokensBuilder();
            for (const { range, type } of semanticTokens(document)) {
              const { line, character } = source.positionAt(range.start);
              tokens.push(line, character, range.end - range.start, SEMANTIC_TOKEN_TYPES.indexOf(type));
            }
            return tokens.build();
          }),
      },
      new vscode.SemanticTokensLegend([...SEMANTIC_TOKEN_TYPES]),
    ),
    languages.registerDocumentFormattingEditProvider(LANGUAGE, {
      provideDocumentFormattingEdits: (source, _options, token) => ask(source, token, (document) => textEdits(source, format(document))),
    }),
    languages.registerDocumentRangeFormattingEditProvider(LANGUAGE, {
      provideDocumentRangeFormattingEdits: (source, range, _options, token) =>
        ask(source, token, (document) => textEdits(source, format(document)).filter((edit) => range.contains(edit.range))),
    }),
    languages.registerOnTypeFormattingEditProvider(
      LANGUAGE,
      {
        provideOnTypeFormattingEdits: (source, position, _character, _options, token) =>
          ask(source, token, (document, offsetAt) => {
            const edit = continueList(document, offsetAt(position));
            return edit === undefined ? [] : textEdits(source, [edit]);
          }),
      },
      '\n',
    ),
    languages.registerCodeActionsProvider(
      LANGUAGE,
      {
        provideCodeActions: (source, selection, { only }, token) => {
          if (only !== undefined && !only.contains(vscode.CodeActionKind.RefactorExtract) && !only.contains(vscode.CodeActionKind.RefactorRewrite)) return undefined;
          return ask(source, token, (document, offsetAt) =>
            refactorings(document, { start: offsetAt(selection.start), end: offsetAt(selection.end) }).map(({ title, kind, edits }) => {
              const action = new vscode.CodeAction(title, kind === 'extract' ? vscode.CodeActionKind.RefactorExtract : vscode.CodeActionKind.RefactorRewrite);
              action.edit = workspaceEdit(source, edits);
              return action;
            }),
          );
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.RefactorExtract, vscode.CodeActionKind.RefactorRewrite] },
    ),
    languages.registerWorkspaceSymbolProvider(new WorkspaceSymbols(documents)),
  );
}

/** A space is typed all the time: only what can stand nowhere else is shown after one. */
const AFTER_SPACE: ReadonlySet<Completion['kind']> = new Set(['trait', 'value', 'trade-off']);

const COMPLETION_KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  part: vscode.CompletionItemKind.Field,
  trait: vscode.CompletionItemKind.Class,
  anchor: vscode.CompletionItemKind.Reference,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  placeholder: vscode.CompletionItemKind.Variable,
  rule: vscode.CompletionItemKind.Constant,
  'trade-off': vscode.CompletionItemKind.Keyword,
};

function completionItem(source: vscode.TextDocument, { kind, label, detail, documentation, range, snippet, filter }: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, COMPLETION_KINDS[kind]);
  item.range = toRange(source, range);
  item.insertText = new vscode.SnippetString(snippet);
  item.sortText = String(index).padStart(5, '0');
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = documentation;
  if (filter !== undefined) item.filterText = filter;
  return item;
}

const FOLDING_KINDS: Readonly<Partial<Record<Fold['kind'], vscode.FoldingRangeKind>>> = {
  comment: vscode.FoldingRangeKind.Comment,
  region: vscode.FoldingRangeKind.Region,
};

function foldingRange(source: vscode.TextDocument, { range, kind }: Fold): vscode.FoldingRange {
  const { start, end } = toRange(source, range);
  return new vscode.FoldingRange(start.line, end.line, FOLDING_KINDS[kind]);
}

function textEdits(source: vscode.TextDocument, edits: readonly Edit[]): vscode.TextEdit[] {
  return edits.map(({ range, newText }) => vscode.TextEdit.replace(toRange(source, range), newText));
}

function workspaceEdit(source: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(source.uri, textEdits(source, edits));
  return edit;
}

function placeUri(source: vscode.TextDocument, offset: number): vscode.Uri {
  const { line, character } = source.positionAt(offset);
  return source.uri.with({ fragment: `L${line + 1},${character + 1}` });
}

/** A page on the web, or a file beside the document. Every other scheme is left alone: a document must not run a command. */
function linkedUri(source: vscode.Uri, url: string): vscode.Uri | undefined {
  try {
    if (/^(?:https?|mailto):/i.test(url)) return vscode.Uri.parse(url, true);
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url) || source.scheme === 'untitled') return undefined;
    const [path = '', fragment = ''] = url.split('#', 2);
    const file = decodeURIComponent(path.split('?', 1)[0] ?? '');
    if (file.includes('\\') || file === '') return undefined;
    return vscode.Uri.joinPath(source, '..', file).with({ fragment });
  } catch {
    return undefined;
  }
}

/** The traits of open documents, and of those in the workspace, which are read anew only when they have changed. */
class WorkspaceSymbols implements vscode.WorkspaceSymbolProvider {
  private readonly documents: TraitsDocuments;
  private readonly read = new Map<string, { readonly changed: number; readonly document: TraitsDocument }>();

  constructor(documents: TraitsDocuments) {
    this.documents = documents;
  }

  async provideWorkspaceSymbols(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]> {
    const found: vscode.SymbolInformation[] = [];
    const open = new Set<string>();
    for (const source of vscode.workspace.textDocuments.filter(({ languageId }) => languageId === LANGUAGE)) {
      const document = await this.documents.current(source);
      open.add(source.uri.toString());
      if (document !== undefined) found.push(...symbols(document.parsed, source.uri, query, (offset) => source.positionAt(offset)));
    }
    for (const uri of await vscode.workspace.findFiles('**/{*.traits.md,*.traits.markdown,TRAITS.md}', undefined, MOST_SEARCHED, token)) {
      if (token.isCancellationRequested) return [];
      if (open.has(uri.toString())) continue;
      const document = await this.readFile(uri);
      if (document === undefined) continue;
      const starts = lineStarts(document.text);
      found.push(...symbols(document, uri, query, (offset) => toPosition(starts, offset)));
    }
    return found;
  }

  private async readFile(uri: vscode.Uri): Promise<TraitsDocument | undefined> {
    try {
      const { mtime } = await vscode.workspace.fs.stat(uri);
      const known = this.read.get(uri.toString());
      if (known?.changed === mtime) return known.document;
      const document = parseTraitsDocument(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), await this.documents.languagesFor(uri));
      this.read.set(uri.toString(), { changed: mtime, document });
      return document;
    } catch {
      // It was moved or removed since it was listed.
      return undefined;
    }
  }
}

function toPosition(starts: readonly number[], offset: number): vscode.Position {
  const { line, character } = positionAt(starts, offset);
  return new vscode.Position(line, character);
}

function symbols(document: TraitsDocument, uri: vscode.Uri, query: string, positionOf: (offset: number) => vscode.Position): readonly vscode.SymbolInformation[] {
  return workspaceSymbols(document, query).map(
    ({ name, container, range }) => new vscode.SymbolInformation(name, vscode.SymbolKind.Class, container, new vscode.Location(uri, new vscode.Range(positionOf(range.start), positionOf(range.end)))),
  );
}
