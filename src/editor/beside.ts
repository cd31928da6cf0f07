/** Where something is shown beside what is in front: in a column that is there, before one more is opened. */
import * as vscode from 'vscode';

/**
 * The column to the right of the active one, which VS Code opens where there is none; or, from the last of several, the
 * one before it. How wide they are VS Code tells nobody.
 */
export function columnBeside(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const columns = all.map(({ viewColumn }) => viewColumn).toSorted((a, b) => a - b);
  const [before] = columns.filter((column) => column < activeTabGroup.viewColumn).slice(-1);
  return columns.at(-1) === activeTabGroup.viewColumn && before !== undefined ? before : vscode.ViewColumn.Beside;
}

/** Where a document has a tab already, in front or not; else beside what is in front, so that it does not open over it. */
export function columnShowing(document: vscode.Uri): vscode.ViewColumn {
  const key = document.toString();
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key));
  return group?.viewColumn ?? columnBeside();
}
