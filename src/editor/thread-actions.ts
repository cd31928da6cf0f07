/** What a person does with a sample: accept, reject, regenerate, compare, pin, reply, copy, and mend the document for it. */
import * as vscode from 'vscode';
import type { Annotation } from '../engine/annotations.ts';
import type { Annotations } from './annotations.ts';
import type { CopyFormat } from './copy-sample.ts';
import type { TraitsDocuments } from './documents.ts';
import { insertGap, pinScenario } from './mend-document.ts';
import { isReference, isReply, pickSample } from './pick-sample.ts';
import { inNotification } from './plain-markdown.ts';
import type { PreviewRuns } from './preview-run.ts';
import type { Placed, Previews } from './previews.ts';
import type { SampleDocuments } from './sample-document.ts';

export interface ThreadActionParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly annotations: Pick<Annotations, 'of' | 'add'>;
  readonly views: SampleDocuments;
  /** Loads with the first run. */
  readonly runs: () => Promise<Pick<PreviewRuns, 'again' | 'revise'>>;
  readonly log: vscode.LogOutputChannel;
}

/** One of the commands: what it needs of a sample, and what it does. */
interface Action {
  /** Words of a thread's context. */
  readonly can?: readonly string[];
  readonly run: (placed: Placed, given: unknown) => Promise<unknown>;
}

export function registerThreadActions({ documents, previews, annotations, views, runs, log }: ThreadActionParts): vscode.Disposable {
  const now = (): string => new Date().toISOString();
  const about = ({ slot: { run, sample } }: Placed): Pick<Annotation, 'at' | 'run' | 'sample' | 'chunkHash'> => ({ at: now(), run, sample: sample.id, chunkHash: sample.chunkHash });

  const decide = (type: 'accepted' | 'rejected' | 'withdrawn') => async (placed: Placed): Promise<void> => {
    await annotations.add(placed.preview.uri, { type, ...about(placed) });
    // Nothing moves, so it says which sample it was.
    const { nameOf } = await import('./next-sample.ts');
    const name = nameOf(placed);
    const message = { accepted: vscode.l10n.t('Accepted: {0}', name), rejected: vscode.l10n.t('Rejected: {0}', name), withdrawn: vscode.l10n.t('Decision withdrawn: {0}', name) }[type];
    vscode.window.setStatusBarMessage(message, 5000);
  };

  async function note(placed: Placed, given: unknown): Promise<void> {
    // Of what was read, also where a run takes its place while somebody types.
    const read = about(placed);
    const text = await said(given, vscode.l10n.t('A note on this sample'), vscode.l10n.t('It is kept beside the sample, and nothing is sent.'));
    if (text !== undefined) await annotations.add(placed.preview.uri, { type: 'comment', ...read, at: now(), text });
  }

  /** What is said is kept first: it is of use whatever becomes of the rewrite. */
  async function reply(placed: Placed, given: unknown): Promise<void> {
    // Of what was read, also once the thread shows the rewrite.
    const read = about(placed);
    const text = await said(given, vscode.l10n.t('What is wrong with this answer?'), vscode.l10n.t('It is written anew by the critic, from the critique and from what you say.'));
    if (text === undefined) return;
    const { preview } = placed;
    await annotations.add(preview.uri, { type: 'comment', ...read, at: now(), text });
    const result = await (await runs()).revise(placed, text);
    const [anew] = result?.samples ?? [];
    if (anew?.status === 'kept' && anew.response !== undefined) await annotations.add(preview.uri, { type: 'rewritten', ...read, at: now(), response: anew.response });
  }

  async function copy({ preview, slot: { run, sample } }: Placed, given: unknown): Promise<void> {
    const rewritten = (await annotations.of(preview.uri)).of(run, sample.id, sample.chunkHash)?.rewritten;
    const items: readonly (vscode.QuickPickItem & { readonly format: CopyFormat })[] = [
      { format: 'line', label: vscode.l10n.t('Line of JSON'), description: vscode.l10n.t('as trainers read it') },
      { format: 'markdown', label: vscode.l10n.t('Markdown') },
      { format: 'plain', label: vscode.l10n.t('Plain text') },
    ];
    const named = items.find(({ format }) => format === given);
    const format = named?.format ?? (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Copy Sample As') }))?.format;
    if (format === undefined) return;
    const { copyOf } = await import('./copy-sample.ts');
    const text = copyOf(sample, format, rewritten);
    if (text === undefined) void vscode.window.showWarningMessage(vscode.l10n.t('There is nothing to copy yet: this sample has no answer.'));
    else await vscode.env.clipboard.writeText(text);
  }

  const actions: Readonly<Record<string, Action>> = {
    accept: { can: ['finished'], run: decide('accepted') },
    reject: { can: ['finished'], run: decide('rejected') },
    withdraw: { can: ['finished'], run: decide('withdrawn') },
    regenerate: { can: ['finished'], run: async (placed) => (await runs()).again(placed) },
    compare: { can: ['rewritten'], run: (placed) => views.compare(placed) },
    openText: { can: ['text'], run: (placed) => views.showText(placed) },
    pin: { can: ['pinnable'], run: async (placed) => ((await pinScenario(placed, documents)) ? annotations.add(placed.preview.uri, { type: 'pinned', ...about(placed) }) : undefined) },
    mend: { can: ['gap'], run: (placed) => insertGap(placed, documents) },
    showSent: { run: (placed) => views.showSent(placed) },
    copy: { run: copy },
    reply: { can: ['revisable', 'finished'], run: reply },
    note: { run: note },
  };

  /** Rejections of a command are shown without a word of what was tried. */
  const guarded = async ({ can, run }: Action, given: readonly unknown[]): Promise<unknown> => {
    try {
      const placed = await pickSample(previews, documents, given[0], can);
      return placed === undefined ? undefined : await run(placed, isReply(given[0]) ? given[0] : given[1]);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(inNotification(error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };

  /** All that can be done with a sample, for those that have no button. */
  async function more(given: unknown): Promise<void> {
    const placed = await pickSample(previews, documents, given);
    if (placed === undefined) return;
    const has = new Set(placed.slot.thread?.contextValue?.split(' '));
    const items = MORE().filter(({ action, unless = [] }) => (actions[action]?.can ?? []).every((word) => has.has(word)) && !unless.some((word) => has.has(word)));
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('This Sample'), placeHolder: placed.slot.thread?.label ?? '' });
    const action = chosen === undefined ? undefined : actions[chosen.action];
    if (chosen !== undefined && action !== undefined) await guarded(action, [placed.slot.thread]);
  }

  /** Goes to a sample's thread; one that a later run took the place of has none, and opens beside. */
  async function open(given: unknown): Promise<void> {
    if (!isReference(given)) return;
    const uri = typeof given.uri === 'string' ? vscode.Uri.parse(given.uri, true) : given.uri;
    const placed = await previews.reveal(uri, given.traitId, given.run, given.id);
    await (placed === undefined ? views.showEarlier(uri, given) : (await import('./next-sample.ts')).goTo(previews, placed));
  }

  const goOn = (step: 1 | -1) => async (): Promise<void> => {
    const { goOn: go } = await import('./next-sample.ts');
    await go(previews, documents, step);
  };

  return vscode.Disposable.from(
    ...Object.entries(actions).map(([name, action]) => vscode.commands.registerCommand(`traits.sample.${name}`, (...given: unknown[]) => guarded(action, given))),
    vscode.commands.registerCommand('traits.sample.more', more),
    vscode.commands.registerCommand('traits.sample.open', open),
    vscode.commands.registerCommand('traits.sample.next', goOn(1)),
    vscode.commands.registerCommand('traits.sample.previous', goOn(-1)),
    // VS Code 1.104 closes another thread, or none, where nobody was in one of its comments.
    vscode.commands.registerCommand('traits.sample.close', () => previews.leave()),
  );
}

/** `unless` are words of a thread's context with which there is nothing to do. */
function MORE(): readonly (vscode.QuickPickItem & { readonly action: string; readonly unless?: readonly string[] })[] {
  return [
    { action: 'accept', unless: ['accepted'], label: vscode.l10n.t('Accept') },
    { action: 'reject', unless: ['rejected'], label: vscode.l10n.t('Reject') },
    { action: 'withdraw', unless: ['undecided'], label: vscode.l10n.t('Withdraw Decision') },
    { action: 'reply', label: vscode.l10n.t('Reply and Rewrite…') },
    { action: 'note', label: vscode.l10n.t('Add Note…') },
    { action: 'regenerate', unless: ['gone'], label: vscode.l10n.t('Regenerate') },
    { action: 'compare', label: vscode.l10n.t('Compare Draft and Rewrite') },
    { action: 'openText', label: vscode.l10n.t('Open Text') },
    { action: 'mend', label: vscode.l10n.t('Insert What the Document Leaves Open') },
    { action: 'pin', label: vscode.l10n.t('Pin Scenario') },
    { action: 'showSent', label: vscode.l10n.t('Show What Was Sent') },
    { action: 'copy', label: vscode.l10n.t('Copy As…') },
  ];
}

/** What was typed into the thread, or is asked for. Undefined where there is nothing. */
async function said(given: unknown, title: string, prompt: string): Promise<string | undefined> {
  const text = isReply(given) ? given.text : typeof given === 'string' ? given : await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}
