/** Which sample a command is about: that of the thread or comment it was given in, or one of the trait at the cursor. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import { label } from './labels.ts';
import { isOpen } from './preview-places.ts';
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

/** What keys say that are pressed in the thread that somebody went to. */
const CURRENT = 'current';

/**
 * Undefined where there is none, after saying so, and where nobody chose. `can` are words of a thread's context that the
 * command needs. Where no thread is given it is about the one that is open in the trait at the cursor; where several
 * are, or none, those are asked about that have the words.
 */
export async function pickSample(previews: Previews, documents: TraitsDocuments, given: unknown, can: readonly string[] = []): Promise<Placed | undefined> {
  const current = previews.current !== undefined && isOpen(previews.current.slot) ? previews.current : undefined;
  if (given === CURRENT && current !== undefined) return able(current, can);
  if (given !== undefined && given !== CURRENT) {
    const found = isReference(given)
      ? await previews.reveal(typeof given.uri === 'string' ? vscode.Uri.parse(given.uri, true) : given.uri, given.traitId, given.run, given.id)
      : previews.find(isReply(given) ? given.thread : given);
    if (found === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('This sample is not there any more.'));
    // What was typed is not thrown away because a run has begun meanwhile.
    return found === undefined || isReply(given) ? found : able(found, can);
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
  const open = all.filter(({ slot }) => isOpen(slot));
  const [one] = open;
  if (one !== undefined && open.length === 1) return able(one, can);
  // Of one that has no thread yet it is known once it has.
  const offered = all.filter(({ slot }) => slot.thread === undefined || hasWords(slot, can)).toSorted((a, b) => Number(b.slot === current?.slot) - Number(a.slot === current?.slot));
  const [only] = offered;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('None of the samples of this trait is one that this can be done with.'));
    return undefined;
  }
  const items = offered.map((placed) => ({ placed, label: placed.slot.thread?.label ?? placed.slot.sample.id, detail: label(openingOf(placed), 120) }));
  const chosen = offered.length === 1 ? only : (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which sample of “{0}”?', label(trait.name)), matchOnDetail: true }))?.placed;
  if (chosen === undefined) return undefined;
  const opened = chosen.slot.thread === undefined ? await previews.reveal(uri, trait.id, chosen.slot.run, chosen.slot.sample.id) : chosen;
  return opened === undefined ? undefined : able(opened, can);
}

/** The sample, where it has the words; says so where it has not, or not any more. */
function able(placed: Placed, can: readonly string[]): Placed | undefined {
  if (hasWords(placed.slot, can)) return placed;
  void vscode.window.showInformationMessage(vscode.l10n.t('This cannot be done with this sample as it is now.'));
  return undefined;
}

function hasWords({ thread }: Placed['slot'], words: readonly string[]): boolean {
  const has = new Set(thread?.contextValue?.split(' '));
  return words.every((word) => has.has(word));
}

/** The trait at the cursor; undefined after saying that there is none. */
export async function pickTrait(documents: TraitsDocuments): Promise<{ readonly uri: vscode.Uri; readonly trait: Trait } | undefined> {
  const editor = traitsEditor();
  const document = editor === undefined ? undefined : await documents.current(editor.document);
  const trait = editor === undefined || document === undefined ? undefined : traitAt(document, editor.document.offsetAt(editor.selection.active));
  if (editor !== undefined && trait !== undefined) return { uri: editor.document.uri, trait };
  void vscode.window.showWarningMessage(vscode.l10n.t('Put the cursor in a trait first.'));
  return undefined;
}

/** The cursor may be in a thread, whose editor is not that of the document. */
export function traitsEditor(): vscode.TextEditor | undefined {
  return [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find((shown) => shown?.document.languageId === 'traits');
}

/** The trait that an offset is in. */
export function traitAt({ parsed }: ParsedDocument, at: number): Trait | undefined {
  return parsed.traits.find(({ range }) => range.start <= at && at < range.end);
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
