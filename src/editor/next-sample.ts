/** Goes from sample to sample by keyboard: opens the next thread of the trait at the cursor, and puts the focus into it. */
import * as vscode from 'vscode';
import type { TraitsDocuments } from './documents.ts';
import { labelInStatus } from './labels.ts';
import { traitAt, traitsEditor } from './pick-sample.ts';
import { editorOf, isOpen, type Placed, toTop } from './preview-places.ts';
import type { Previews } from './previews.ts';

/** VS Code hears of a thread that is opened or closed a tenth of a second later; what is given after that comes after it. */
const THREADS_ARE_TOLD_MS = 110;

/** How often it is tried to put the focus into a thread that is not drawn yet. */
const TRIES = 20;

/** So many threads may be opened in its place. */
const STRAYED = 3;

/** How often its beginning is brought into view. */
const SETTLING = 4;

/** Goes on by one sample: in the trait at the cursor first, then in the traits after or before it, and around. */
export async function goOn(previews: Previews, documents: TraitsDocuments, step: 1 | -1): Promise<void> {
  const editor = traitsEditor();
  const document = editor === undefined ? undefined : await documents.current(editor.document);
  if (editor === undefined || document === undefined) return;
  const { uri } = document.source;
  const { traits } = document.parsed;
  const at = editor.document.offsetAt(editor.selection.active);
  const trait = traitAt(document, at);
  const here = trait === undefined ? -1 : traits.indexOf(trait);
  if (trait !== undefined) {
    const samples = await previews.samples(uri, trait.id);
    const from = samples.findIndex(({ slot }) => slot === previews.current?.slot);
    const next = from < 0 ? (step > 0 ? samples.at(0) : samples.at(-1)) : samples[from + step];
    if (next !== undefined) return goTo(previews, next);
  }
  const before = traits.filter(({ range }) => range.end <= at).length;
  const start = here >= 0 ? here + step : step > 0 ? before : before - 1;
  const having = await previews.traitsWithSamples(uri);
  for (let count = 0; count < traits.length; count += 1) {
    const other = traits[modulo(start + step * count, traits.length)];
    const samples = other === undefined || !having.has(other.id) ? [] : await previews.samples(uri, other.id);
    const next = samples.at(step > 0 ? 0 : -1);
    if (next !== undefined) return goTo(previews, next);
  }
  const preview = vscode.l10n.t('Preview Scenarios');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('No trait of this document has a sample yet: preview one first.'), preview);
  if (choice === preview) await vscode.commands.executeCommand('traits.previewScenarios');
}

/** Opens a sample's thread, brings its beginning into view, and puts the focus into it. */
export async function goTo(previews: Previews, placed: Placed): Promise<void> {
  const { preview, slot } = placed;
  previews.visit(placed);
  say(placed);
  const shown = editorOf(preview.uri);
  const editor = shown !== undefined && shown === vscode.window.activeTextEditor ? shown : await vscode.window.showTextDocument(preview.uri, shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn });
  const { version } = editor.document;
  // Who goes on at once goes on from here.
  setCursor(editor, placed, 0);
  toTop(preview);
  let strayed = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, THREADS_ARE_TOLD_MS));
    // Who types meanwhile is left alone.
    if (previews.current?.slot !== slot || slot.thread === undefined || editor.document.version !== version) return;
    // The next comment after the character before its own is this one.
    setCursor(editor, placed, -1);
    await vscode.commands.executeCommand('editor.action.nextCommentThreadAction');
    const { active } = editor.selection;
    if (active.isEqual(positionOf(editor, placed, 0))) break;
    // Where it has not drawn this one yet it goes to another, in another column even: it is not led from one to the next.
    const front = vscode.window.activeTextEditor;
    if (front !== editor && front?.document === editor.document) return;
    if (!active.isEqual(positionOf(editor, placed, -1))) strayed += 1;
    if (strayed === STRAYED) return;
  }
  // With others open above it, VS Code has scrolled to where it begins.
  if ([...preview.slots.values()].find(isOpen) !== slot) return;
  // It scrolls to the first comment in its own time, and so past the beginning.
  for (let times = 0; times < SETTLING && previews.current?.slot === slot; times += 1) {
    toTop(preview);
    await new Promise((resolve) => setTimeout(resolve, THREADS_ARE_TOLD_MS));
  }
}

/** Like `Sample 2 of 3, “Honest”`. */
export function nameOf({ preview, slot }: Placed): string {
  const slots = [...preview.slots.values()];
  return vscode.l10n.t('Sample {0} of {1}, “{2}”', slots.indexOf(slot) + 1, slots.length, labelInStatus(preview.trait?.name ?? preview.anchor.traitId));
}

function say(placed: Placed): void {
  const { label } = placed.slot.thread ?? {};
  vscode.window.setStatusBarMessage(label === undefined ? nameOf(placed) : `${nameOf(placed)}: ${labelInStatus(label)}`, 5000);
}

function positionOf(editor: vscode.TextEditor, { preview, slot }: Placed, before: number): vscode.Position {
  const { line, character } = slot.thread?.range?.start ?? new vscode.Position(preview.line, 1);
  return editor.document.validatePosition(new vscode.Position(line, Math.max(0, character + before)));
}

function setCursor(editor: vscode.TextEditor, placed: Placed, before: number): void {
  const at = positionOf(editor, placed, before);
  editor.selection = new vscode.Selection(at, at);
}

function modulo(index: number, count: number): number {
  return ((index % count) + count) % count;
}
