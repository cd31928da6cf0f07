/** Which sample a command is about: that of the thread or comment it was given in, or one of the trait at the cursor. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { TraitsDocuments } from './documents.ts';
import { label } from './labels.ts';
import type { Placed, Previews } from './previews.ts';
import { finalText } from './sample-thread.ts';

/** How others name a sample: from a link, or from another view. */
export interface SampleReference {
  readonly uri: vscode.Uri | string;
  readonly traitId: string;
  readonly run: string;
  readonly id: string;
}

/** What VS Code gives a command of a thread's reply. */
export interface Reply {
  readonly thread: vscode.CommentThread;
  readonly text: string;
}

export function isReply(given: unknown): given is Reply {
  return typeof given === 'object' && given !== null && 'thread' in given && 'text' in given;
}

/**
 * Undefined where there is none, after saying so, and where nobody chose. `can` are words of a thread's context that the
 * command needs; of the samples at the cursor only those that have them are asked about.
 */
export async function pickSample(previews: Previews, documents: TraitsDocuments, given: unknown, can: readonly string[] = []): Promise<Placed | undefined> {
  if (isReference(given)) {
    const found = await previews.reveal(typeof given.uri === 'string' ? vscode.Uri.parse(given.uri, true) : given.uri, given.traitId, given.run, given.id);
    if (found === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('This sample is not there any more.'));
    return found;
  }
  if (given !== undefined) {
    const found = previews.find(isReply(given) ? given.thread : given);
    if (found !== undefined) return found;
  }
  const here = await pickTrait(documents);
  if (here === undefined) return undefined;
  const { uri, trait } = here;
  if (previews.known(uri, trait.id).length === 0) await previews.restore(uri, trait.id);
  const all = previews.known(uri, trait.id);
  if (all.length === 0) {
    sayNoSamples();
    return undefined;
  }
  // Of one that has no thread yet it is known once it has.
  const able = all.filter(({ slot }) => slot.thread === undefined || hasWords(slot, can));
  const sayNone = (): undefined => void vscode.window.showInformationMessage(vscode.l10n.t('None of the samples of this trait is one that this can be done with.'));
  const [only] = able;
  if (only === undefined) return sayNone();
  if (able.length === 1) return only;
  const items = able.map((placed) => ({ placed, label: placed.slot.thread?.label ?? placed.slot.sample.id, detail: label(openingOf(placed), 120) }));
  const chosen = (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which sample of “{0}”?', label(trait.name)), matchOnDetail: true }))?.placed;
  if (chosen === undefined || chosen.slot.thread !== undefined) return chosen;
  const opened = await previews.reveal(uri, trait.id, chosen.slot.run, chosen.slot.sample.id);
  return opened !== undefined && hasWords(opened.slot, can) ? opened : sayNone();
}

function hasWords({ thread }: Placed['slot'], words: readonly string[]): boolean {
  const has = new Set(thread?.contextValue?.split(' '));
  return words.every((word) => has.has(word));
}

/** The trait at the cursor; undefined after saying that there is none. */
export async function pickTrait(documents: TraitsDocuments): Promise<{ readonly uri: vscode.Uri; readonly trait: Trait } | undefined> {
  // The cursor may be in a thread, whose editor is not that of the document.
  const editor = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find((shown) => shown?.document.languageId === 'traits');
  const document = editor === undefined ? undefined : await documents.current(editor.document);
  const at = editor === undefined ? 0 : editor.document.offsetAt(editor.selection.active);
  const trait = document?.parsed.traits.find(({ range }) => range.start <= at && at < range.end);
  if (editor !== undefined && trait !== undefined) return { uri: editor.document.uri, trait };
  void vscode.window.showWarningMessage(vscode.l10n.t('Put the cursor in a trait first.'));
  return undefined;
}

export function sayNoSamples(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('There is no sample of this trait yet: preview some first.'));
}

function openingOf({ slot: { sample } }: Placed): string {
  return sample.prompt ?? sample.scenario ?? finalText(sample) ?? sample.plan?.what ?? '';
}

export function isReference(given: unknown): given is SampleReference {
  return typeof given === 'object' && given !== null && 'uri' in given && 'traitId' in given && 'run' in given && 'id' in given;
}
