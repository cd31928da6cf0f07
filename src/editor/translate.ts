/** How code that is tested without VS Code says things in the person's language: it is handed `vscode.l10n.t`. */

/** The text as it is in that language, with `{0}` and so on filled in. */
export type Translate = (text: string, ...filled: (string | number)[]) => string;
