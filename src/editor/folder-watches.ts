/** Folders beside documents, watched for what other programs write there, once for each document. */
import type * as vscode from 'vscode';
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
    const { onError } = this;
    const known =
      this.watched.get(document) ??
      import('../engine/watch-folder.node.ts').then(({ watchFolder }) => watchFolder(path, top, { onChange, onError })).catch((error: unknown) => {
        onError(error);
        return undefined;
      });
    this.watched.set(document, known);
    await known;
  }

  dispose(): void {
    for (const known of this.watched.values()) known.then((watch) => watch?.close(), this.onError);
    this.watched.clear();
  }
}
