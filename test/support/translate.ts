/** What `vscode.l10n.t` does where there is no translation, for tests without VS Code. */
import type { Translate } from '../../src/editor/translate.ts';

export const inEnglish: Translate = (text, ...filled) => text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(filled[Number(index)]));
