/** Makes, opens and closes the comment threads of samples. */
import * as vscode from 'vscode';
import { isOpen, type Preview, threadRange } from './preview-places.ts';
import type { ThreadSlot } from './sample-thread.ts';

export class PreviewThreads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('traits.previews', vscode.l10n.t('Traits previews'));

  constructor() {
    this.controller.options = { prompt: vscode.l10n.t('Say what is wrong with it, and have it written anew'), placeHolder: vscode.l10n.t('What is wrong with this answer? It is written anew with what you say.') };
  }

  dispose(): void {
    this.controller.dispose();
  }

  /** Makes the thread of a sample, where it has none. Only the first of a trait opens by itself. */
  make(preview: Preview, slot: ThreadSlot): void {
    if (slot.thread !== undefined) return;
    // A thread that begins with no comment has its reply open for ever.
    slot.thread = this.controller.createCommentThread(preview.uri, threadRange(preview, slot), [NO_COMMENT]);
    slot.thread.canReply = false;
    const isFirst = [...preview.slots.values()].every((other) => other === slot || other.thread === undefined);
    setOpen(slot, isFirst);
    slot.isPassing = isFirst;
  }

  /** A thread cannot change its document: all of a preview are made anew, open or closed as they were. */
  makeAnew(preview: Preview): void {
    for (const slot of preview.slots.values()) {
      if (slot.thread === undefined) continue;
      const [wasOpen, { isPassing }] = [isOpen(slot), slot];
      slot.thread.dispose();
      delete slot.thread;
      slot.steps = [];
      this.make(preview, slot);
      setOpen(slot, wasOpen);
      slot.isPassing = isPassing;
    }
  }
}

/** As somebody wants it: going from one sample to the next leaves it alone. */
export function setOpen(slot: ThreadSlot, opens: boolean): void {
  const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
  if (slot.thread !== undefined) slot.thread.collapsibleState = opens ? Expanded : Collapsed;
  slot.isPassing = false;
}

/** Stands in a thread until it says what there is, in the same moment. */
const NO_COMMENT: vscode.Comment = { author: { name: '' }, body: '', mode: vscode.CommentMode.Preview };
