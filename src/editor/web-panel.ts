/** A webview panel over a bundled view: nothing from elsewhere is loaded, and what the view says is checked before it counts. */
import * as vscode from 'vscode';
import type * as z from 'zod';
import type { Begin } from '../view/messages.ts';
import { columnBeside } from './beside.ts';

export interface WebPanelOptions<FromView> {
  /** As package.json and a serializer name it. */
  readonly viewType: string;
  /** The view's name in `dist/views/`. */
  readonly view: string;
  readonly title: string;
  readonly extensionUri: vscode.Uri;
  /** One that VS Code brings back after a reload; else a new one is opened beside. */
  readonly panel?: vscode.WebviewPanel;
  /** All that the view says, in the person's language. */
  readonly words: unknown;
  /** What the view may say, besides that it is there. Anything else is left unheard. */
  readonly shape: z.ZodType<FromView>;
  /** The view is there, for the first time or again: it is to be told all that it shows. */
  readonly onReady: () => void;
  readonly onMessage: (message: FromView) => void;
}

/** One panel. */
export interface WebPanel<ToView> {
  readonly panel: vscode.WebviewPanel;
  /** What is posted before the view is there is lost: `onReady` tells all of it. */
  post(message: ToView): void;
}

/** Opens a panel, or takes over one that was open before a reload. The panel is the caller's to dispose of. */
export function openWebPanel<ToView, FromView>(options: WebPanelOptions<FromView>): WebPanel<ToView> {
  const { viewType, view, title, extensionUri, words, shape, onReady, onMessage } = options;
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'views');
  const panel = options.panel ?? vscode.window.createWebviewPanel(viewType, title, { viewColumn: columnBeside(), preserveFocus: false });
  panel.title = title;
  panel.iconPath = { light: vscode.Uri.joinPath(extensionUri, 'media', 'traits-file-light.svg'), dark: vscode.Uri.joinPath(extensionUri, 'media', 'traits-file-dark.svg') };
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const post = (message: unknown): void => void webview.postMessage(message);
  const subscription = webview.onDidReceiveMessage((message: unknown) => {
    if (isReady(message)) {
      const begin: Begin<unknown> = { type: 'begin', words };
      post(begin);
      onReady();
      return;
    }
    const read = shape.safeParse(message);
    if (read.success) onMessage(read.data);
  });
  panel.onDidDispose(() => subscription.dispose());
  webview.html = page(webview, folder, view);
  return { panel, post };
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}

function page(webview: vscode.Webview, folder: vscode.Uri, view: string): string {
  const nonce = crypto.randomUUID();
  const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  // No connection, image, font, frame or form, and no style or script but the view's own.
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${at(`${view}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${at(`${view}.js`)}"></script>
</body>
</html>`;
}
