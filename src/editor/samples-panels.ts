/** The command that shows samples, and the panels that a reload brings back; their code loads when one is there. */
import * as vscode from 'vscode';
import type { SamplesPanels } from './samples-panel.ts';
import type { SessionParts } from './samples-session.ts';

export function registerSamplesPanels(extensionUri: vscode.Uri, parts: SessionParts): vscode.Disposable {
  let loading: Promise<SamplesPanels> | undefined;
  let isDisposed = false;
  const panels = (): Promise<SamplesPanels> => {
    loading ??= import('./samples-panel.ts').then(({ SamplesPanels: Panels }) => new Panels(extensionUri, parts));
    return loading;
  };
  return vscode.Disposable.from(
    // Of a document and a trait where they are given, as from a lens; else of what the editor shows.
    vscode.commands.registerCommand('traits.showSamples', async (uri?: unknown, traitId?: unknown) => {
      const opened = await panels();
      if (!isDisposed) opened.show(uri instanceof vscode.Uri ? uri : undefined, typeof traitId === 'string' ? traitId : undefined);
    }),
    vscode.window.registerWebviewPanelSerializer('traits.samples', {
      deserializeWebviewPanel: async (panel, state) => (await panels()).restore(panel, state),
    }),
    {
      dispose() {
        isDisposed = true;
        void loading?.then((opened) => opened.dispose());
      },
    },
  );
}
