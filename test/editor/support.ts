/** What the tests inside VS Code share: a document in the workspace, and waiting for what the editor does in its own time. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/editor/extension.ts';
import type { Surfaces } from '../../src/editor/surfaces.ts';

/** Waits until `probe` gives something other than undefined or false; fails with `what` after 20 seconds. */
export async function eventually<T>(what: string, probe: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) assert.fail(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function traitwright(): vscode.Extension<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>('traitwright.traitwright');
  assert.ok(extension, 'the extension is installed');
  return extension;
}

export async function api(): Promise<Surfaces> {
  const { surfaces } = await traitwright().activate();
  return surfaces;
}

export function workspaceUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function openSample(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceUri(name));
  // A preview tab would close its document when the next one opens.
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** Writes a file into the workspace and opens it. */
export async function openText(name: string, content: string | Uint8Array): Promise<vscode.TextDocument> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return openSample(name);
}

/** The rule ids shown for a document, with their diagnostics. */
export function shown(uri: vscode.Uri): readonly { rule: string; diagnostic: vscode.Diagnostic }[] {
  return vscode.languages.getDiagnostics(uri).map((diagnostic) => ({
    rule: String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code),
    diagnostic,
  }));
}

export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value);
}

/** Closes everything and throws away what was not saved. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** What was said in messages and in the status bar, and what is chosen in those that follow. */
export interface Messages {
  readonly all: readonly string[];
  /** What modal messages say below. */
  readonly details: readonly string[];
  /** The buttons of each message; the status bar has none. */
  readonly choices: readonly (readonly string[])[];
  /** What notifications of progress said. */
  readonly progress: readonly string[];
  /** From now on this is chosen wherever it is offered. */
  answer(choice: string): void;
  restore(): void;
}

/** Takes the place of VS Code's messages, which no test could answer, until it is restored. */
export async function messages(): Promise<Messages> {
  const { window } = await api();
  const { setStatusBarMessage, showErrorMessage, showInformationMessage, showWarningMessage, withProgress } = window;
  const all: string[] = [];
  const details: string[] = [];
  const choices: string[][] = [];
  const progress: string[] = [];
  let answer: string | undefined;
  const say = (message: string, ...rest: unknown[]): Promise<string | undefined> => {
    const options = rest.filter((item) => typeof item === 'object' && item !== null) as { detail?: string }[];
    const offered = rest.filter((item) => typeof item === 'string');
    all.push(message);
    choices.push(offered);
    details.push(...options.map(({ detail = '' }) => detail));
    return Promise.resolve(offered.find((choice) => choice === answer));
  };
  const show: typeof withProgress = (options, task) =>
    withProgress(options, (reporter, token) =>
      task(
        {
          report(value) {
            if (value.message !== undefined) progress.push(value.message);
            reporter.report(value);
          },
        },
        token,
      ),
    );
  const tell = (message: string): vscode.Disposable => {
    void say(message);
    return new vscode.Disposable(() => undefined);
  };
  const put = (given: object): void => void Object.assign(window, given);
  put({ setStatusBarMessage: tell, showErrorMessage: say, showInformationMessage: say, showWarningMessage: say, withProgress: show });
  return {
    all,
    details,
    choices,
    progress,
    answer: (choice) => void (answer = choice),
    restore: () => put({ setStatusBarMessage, showErrorMessage, showInformationMessage, showWarningMessage, withProgress }),
  };
}
