/** Folders beside documents, watched for what other programs write there, once for each document. */
import * as vscode from 'vscode';
import type { FolderChange } from '../engine/watch-folder.node.ts';

export class FolderWatches implements vscode.Disposable {
  private readonly onError: (error: unknown) => void;
  /** By document: one folder may be that of two. */
  private readonly watched = new Map<string, Promise<{ close(): void } | undefined>>();

  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  /** Watches the folder at `path` for `document`, where that is not done so far; `top` is a folder above it that is there. Resolves once changes are told, and never rejects. */
  async watch(document: string, path: string, top: string, onChange: (change: FolderChange) => void): Promise<void> {
    const known =
      this.watched.get(document) ??
      this.begin(path, top, onChange).catch((error: unknown) => {
        this.onError(error);
        return undefined;
      });
    this.watched.set(document, known);
    await known;
  }

  private async begin(path: string, top: string, onChange: (change: FolderChange) => void): Promise<{ close(): void }> {
    const { VSCODE_MISSES_FOLDERS, watchFolder } = await import('../engine/watch-folder.node.ts');
    if (VSCODE_MISSES_FOLDERS) return watchFolder(path, top, { onChange, onError: this.onError });
    // In a pattern some characters stand for others; one of them stands for any.
    const folder = path.slice(top.length + 1).replaceAll('\\', '/').replaceAll(/[*?[\]{},]/g, '?');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(top), `{${folder},${folder}/*}`));
    const tell = (renamed: boolean) => (uri: vscode.Uri): void => onChange({ renamed, ...(uri.fsPath === path ? {} : { name: uri.path.slice(uri.path.lastIndexOf('/') + 1) }) });
    watcher.onDidCreate(tell(true));
    watcher.onDidDelete(tell(true));
    watcher.onDidChange(tell(false));
    return { close: () => watcher.dispose() };
  }

  dispose(): void {
    for (const known of this.watched.values()) known.then((watch) => watch?.close(), this.onError);
    this.watched.clear();
  }
}
