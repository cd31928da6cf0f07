/** From the core's offsets to VS Code's positions. */
import * as vscode from 'vscode';
import type { Range } from '../document/range.ts';

export function toRange(document: vscode.TextDocument, range: Range): vscode.Range {
  return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
}
