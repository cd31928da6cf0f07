/** *Show Samples*: one panel for each document, beside it, that comes back after a reload. */
import * as vscode from 'vscode';
import type { FromView, ToView } from '../view/samples/messages.ts';
import { TRAITS_SELECTOR } from './documents.ts';
import { samplesWords } from './samples-panel-words.ts';
import { fromViewShape, SamplesSession, type SessionParts } from './samples-session.ts';
import { openWebPanel, type WebPanel } from './web-panel.ts';

/** As package.json and VS Code name the panel. */
export const SAMPLES_VIEW = 'traits.samples';

interface Open {
  readonly web: WebPanel<ToView>;
  /** Shows the samples of a trait, at once or when the view is there again. */
  readonly showTrait: (traitId: string) => void;
}

export class SamplesPanels implements vscode.Disposable {
  private readonly extensionUri: vscode.Uri;
  private readonly parts: SessionParts;
  private readonly open = new Map<string, Open>();

  constructor(extensionUri: vscode.Uri, parts: SessionParts) {
    this.extensionUri = extensionUri;
    this.parts = parts;
  }

  dispose(): void {
    for (const { web } of this.open.values()) web.panel.dispose();
  }

  /** Shows the samples of a document, or of the one in the editor; of one trait where it is given. */
  show(document: vscode.Uri | undefined, traitId?: string): void {
    const uri = document ?? traitsInEditor();
    if (uri === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first: the samples of its runs are shown.'));
      return;
    }
    const known = this.open.get(uri.toString());
    if (known !== undefined) known.web.panel.reveal(undefined, false);
    const { showTrait } = known ?? this.over(uri);
    if (traitId !== undefined) showTrait(traitId);
  }

  /** Takes over a panel that was open before a reload. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = typeof state === 'object' && state !== null && 'uri' in state && typeof state.uri === 'string' ? state.uri : undefined;
    // Without its document there is nothing to show.
    if (kept === undefined || !URL.canParse(kept) || this.open.has(kept)) panel.dispose();
    else this.over(vscode.Uri.parse(kept, true), panel);
  }

  private over(uri: vscode.Uri, panel?: vscode.WebviewPanel): Open {
    const key = uri.toString();
    let isThere = false;
    let wanted: string | undefined;
    const session = new SamplesSession(uri, this.parts, (message) => web.post(message));
    const web = openWebPanel<ToView, FromView>({
      viewType: SAMPLES_VIEW,
      view: 'samples',
      title: vscode.l10n.t('Samples: {0}', uri.path.slice(uri.path.lastIndexOf('/') + 1)),
      extensionUri: this.extensionUri,
      ...(panel === undefined ? {} : { panel }),
      words: samplesWords(),
      shape: fromViewShape,
      onReady: () => {
        isThere = true;
        if (wanted !== undefined) web.post({ type: 'showTrait', traitId: wanted });
        wanted = undefined;
        void session.begin();
      },
      onMessage: (message) => void session.take(message),
    });
    const open: Open = {
      web,
      showTrait(traitId) {
        if (isThere) web.post({ type: 'showTrait', traitId });
        else wanted = traitId;
      },
    };
    this.open.set(key, open);
    // A view that nobody sees is taken down, and hears nothing until it is there again.
    web.panel.onDidChangeViewState(() => {
      if (!web.panel.visible) isThere = false;
      // Somebody looks again: what no watcher told is told now.
      else if (isThere) void session.refresh();
    });
    web.panel.onDidDispose(() => {
      session.dispose();
      if (this.open.get(key) === open) this.open.delete(key);
    });
    return open;
  }
}

function traitsInEditor(): vscode.Uri | undefined {
  const shown = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find((editor) => editor !== undefined && vscode.languages.match(TRAITS_SELECTOR, editor.document) > 0);
  return shown?.document.uri;
}
