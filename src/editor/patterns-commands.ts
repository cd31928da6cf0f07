/** The commands that find patterns, and the reports that a reload brings back. Their code loads when one is asked for. */
import * as vscode from 'vscode';
import type { PatternsReports } from './patterns.ts';
import type { PatternsPanel, PatternsPanelParts } from './patterns-panel.ts';

/** As package.json names it. */
const VIEW = 'traits.patterns';

export interface PatternsCommands extends vscode.Disposable {
  /** The reports that are open. */
  readonly open: readonly PatternsPanel[];
  /** Brings back what a reload took, as VS Code does. */
  restore(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
}

export function registerPatterns(parts: Omit<PatternsPanelParts, 'version' | 'extensionUri' | 'context'> & { readonly context: vscode.ExtensionContext }): PatternsCommands {
  const { extension, extensionUri } = parts.context;
  const { version } = extension.packageJSON as { readonly version: string };
  let loaded: PatternsReports | undefined;
  let loading: Promise<PatternsReports> | undefined;
  const reports = (): Promise<PatternsReports> => {
    loading ??= import('./patterns.ts').then(({ PatternsReports: Reports }) => (loaded = new Reports({ ...parts, version, extensionUri })));
    return loading;
  };
  const restore = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => (await reports()).restore(panel, state);
  const registered = [
    vscode.commands.registerCommand('traits.findPatterns', async (clicked?: unknown, selected?: unknown) => {
      const chosen = Array.isArray(selected) && selected.length > 0 ? (selected as readonly unknown[]) : [clicked];
      return (await reports()).find(chosen.filter((uri) => uri instanceof vscode.Uri));
    }),
    vscode.commands.registerCommand('traits.askModelsForPatterns', async () => (await reports()).askModels()),
    vscode.window.registerWebviewPanelSerializer(VIEW, { deserializeWebviewPanel: restore }),
  ];
  return {
    get open() {
      return loaded?.open ?? [];
    },
    restore,
    dispose() {
      loaded?.dispose();
      vscode.Disposable.from(...registered).dispose();
    },
  };
}
