/** Fills the outline and the breadcrumbs: groups, traits and parts. */
import * as vscode from 'vscode';
import { outline, type OutlineItem } from '../language/outline.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { label } from './labels.ts';
import { toRange } from './positions.ts';

/** Breadcrumbs show no more, and each name is sent to the window with every edit. */
const LONGEST = 200;

const KINDS: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  title: vscode.SymbolKind.File,
  group: vscode.SymbolKind.Namespace,
  context: vscode.SymbolKind.String,
  trait: vscode.SymbolKind.Class,
  part: vscode.SymbolKind.Field,
};

export function registerOutline(documents: TraitsDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(TRAITS_SELECTOR, {
    async provideDocumentSymbols(source, token) {
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      return outline(document.parsed).map((item) => symbol(source, item));
    },
  });
}

function symbol(source: vscode.TextDocument, item: OutlineItem): vscode.DocumentSymbol {
  const { name, detail, kind, range, nameRange, children } = item;
  const result = new vscode.DocumentSymbol(label(name, LONGEST) || name, detail, KINDS[kind], toRange(source, range), toRange(source, nameRange));
  result.children = children.map((child) => symbol(source, child));
  return result;
}
