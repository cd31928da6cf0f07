/** Read-only documents of one sample: its draft and its rewrite to compare, a text to read, and what was sent for it. */
import * as vscode from 'vscode';
import type { Sample } from '../generation/sample.ts';
import { columnBeside } from './beside.ts';
import { visible } from './plain-markdown.ts';
import type { Placed, Previews } from './previews.ts';
import { finalText } from './sample-thread.ts';
import type { DocumentSamples } from './samples.ts';

const SCHEME = 'traits-sample';

/** A language of its own: Markdown would make links of what a model wrote. */
const LANGUAGE = 'traits-sample';

type SampleView = 'draft' | 'final' | 'text' | 'sent';

/** Which sample, and what of it. */
interface Shown {
  readonly document: string;
  readonly run: string;
  readonly pipeline: string;
  readonly traitId: string;
  readonly id: string;
  readonly view: SampleView;
}

export class SampleDocuments implements vscode.Disposable {
  private readonly previews: Previews;
  private readonly samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read'>;
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable;
  /** By view, the sample that it was made of last. */
  private readonly shown = new Map<string, Sample>();

  constructor(previews: Previews, samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read'>) {
    this.previews = previews;
    this.samples = samples;
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, { onDidChange: this.changed.event, provideTextDocumentContent: (uri) => this.contentOf(uri) }),
      // A text that is being written is read as it comes. It may be long, so the others are left alone.
      previews.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) {
          const shown = uri.scheme === SCHEME ? shownIn(uri) : undefined;
          const now = shown?.view === 'text' ? this.inThread(shown) : undefined;
          if (now !== undefined && now !== this.shown.get(uri.toString())) this.changed.fire(uri);
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The native diff editor, over the draft and what stands in its place. */
  async compare(placed: Placed): Promise<void> {
    const [before, after] = [await this.open(placed, 'draft'), await this.open(placed, 'final')];
    await vscode.commands.executeCommand('vscode.diff', before, after, vscode.l10n.t('Draft and rewrite: {0}', nameOf(placed)), { preview: true });
  }

  /** The text beside its traits document; the focus stays where it is. */
  async showText(placed: Placed): Promise<vscode.Uri> {
    return this.show(placed, 'text', { viewColumn: columnBeside(), preserveFocus: true, preview: true });
  }

  /** All that was sent for it, from the journal. */
  async showSent(placed: Placed): Promise<vscode.Uri> {
    return this.show(placed, 'sent', { viewColumn: columnBeside(), preview: true });
  }

  /** A sample of any run, as its journal has it. */
  async showEarlier(document: vscode.Uri, { run, id }: { readonly run: string; readonly id: string }): Promise<void> {
    const row = (await this.samples.of(document)).find((one) => one.run === run && one.id === id);
    if (row === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This sample is not there any more.'));
      return;
    }
    const uri = await this.openUri(document, run, await this.samples.read(row), 'text');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: columnBeside(), preview: true });
  }

  private async show(placed: Placed, view: SampleView, options: vscode.TextDocumentShowOptions): Promise<vscode.Uri> {
    const uri = await this.open(placed, view);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), options);
    return uri;
  }

  /** VS Code keeps what it has of a document: what may be another by now is asked for again. */
  private open({ preview, slot: { run, sample } }: Placed, view: SampleView): Promise<vscode.Uri> {
    return this.openUri(preview.uri, run, sample, view);
  }

  private async openUri(document: vscode.Uri, run: string, sample: Sample, view: SampleView): Promise<vscode.Uri> {
    const { id, traitId, pipeline } = sample;
    const shown: Shown = { document: document.toString(), run, pipeline, traitId, id, view };
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${titleOf(sample, view)}.txt`, query: JSON.stringify(shown) });
    if (vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString())) this.changed.fire(uri);
    const opened = await vscode.workspace.openTextDocument(uri);
    if (opened.languageId !== LANGUAGE) await vscode.languages.setTextDocumentLanguage(opened, LANGUAGE);
    return uri;
  }

  private async contentOf(uri: vscode.Uri): Promise<string> {
    const shown = shownIn(uri);
    const sample = shown === undefined ? undefined : await this.read(shown);
    if (shown === undefined || sample === undefined) return vscode.l10n.t('This sample is not there any more: its run was deleted, or cleared before it was finished.');
    this.shown.set(uri.toString(), sample);
    switch (shown.view) {
      case 'draft':
        return visible(sample.draft ?? '');
      case 'final':
        return visible(finalText(sample) ?? '');
      case 'text':
        return this.text(sample, shown);
      case 'sent':
        return this.sent(sample, shown);
    }
  }

  /** Where it is shown it may be under way; else it is in its journal. */
  private async read(shown: Shown): Promise<Sample | undefined> {
    const placed = this.inThread(shown);
    if (placed !== undefined) return placed;
    const { document, run, id } = shown;
    const uri = vscode.Uri.parse(document, true);
    const row = (await this.samples.of(uri)).find((one) => one.run === run && one.id === id);
    return row === undefined ? undefined : this.samples.read(row);
  }

  private inThread({ document, run, pipeline, traitId, id }: Shown): Sample | undefined {
    const known = this.previews.known(vscode.Uri.parse(document, true), traitId);
    return known.find(({ slot }) => slot.run === run && slot.sample.id === id && slot.sample.pipeline === pipeline)?.slot.sample;
  }

  private text(sample: Sample, { document, run }: Shown): string {
    const { documentType, plan, status, reason, quotes, draft, critique } = sample;
    const of = vscode.Uri.parse(document, true).path.split('/').at(-1) ?? '';
    const rests = quotes.filter(({ found }) => found !== undefined).map(({ text }) => `  “${text.replace(/\s+/g, ' ')}”`);
    const written = finalText(sample) ?? draft;
    const head = [
      titleOf(sample, 'text'),
      '',
      vscode.l10n.t('Made for the trait {0} of {1}, run {2}: {3}.', sample.traitId, of, run, status === 'running' ? vscode.l10n.t('under way') : status) + (reason === undefined ? '' : ` ${reason}`),
      ...(documentType === undefined ? [] : [vscode.l10n.t('Type of text: {0}', documentType)]),
    ];
    const about = [
      ...(plan === undefined ? [] : [vscode.l10n.t('What: {0}', plan.what), vscode.l10n.t('How: {0}', plan.how), vscode.l10n.t('Why: {0}', plan.why)]),
      ...(rests.length === 0 ? [] : ['', vscode.l10n.t('Rests on'), ...rests]),
    ];
    const judged = critique === undefined ? [] : ['', vscode.l10n.t('Critique of the first version'), ...Object.entries(critique.axes).map(([axis, { verdict, sentence }]) => `  ${axis}: ${verdict}. ${sentence}`)];
    // What a thread may show the beginning of alone.
    const others = sample.pipeline === 'document' ? [] : [[vscode.l10n.t('Default response'), sample.defaultResponse] as const, [vscode.l10n.t('Draft'), draft === written ? undefined : draft] as const].flatMap(([title, text]) => (text === undefined ? [] : ['', title, '', text]));
    const rule = ['', '─'.repeat(24), ''];
    const message = sample.prompt === undefined || sample.pipeline === 'document' ? [] : [sample.prompt, ...rule];
    // The text first: it is what somebody came to read.
    return visible([...head, ...rule, ...message, written ?? vscode.l10n.t('It is being written.'), ...rule, ...about, ...judged, ...others, ''].join('\n'));
  }

  private async sent(sample: Sample, { document, run }: Shown): Promise<string> {
    const { callsFor, sentText } = await import('../generation/sent.node.ts');
    const { runs } = await this.samples.runsOf(vscode.Uri.parse(document, true));
    const wanted = new Set([...(sample.remarks ?? []).map((remark) => remark.run), run]);
    const calls = await callsFor(runs.filter((one) => wanted.has(one.run)).map(({ path }) => path), sample);
    const words = { system: vscode.l10n.t('system prompt'), message: vscode.l10n.t('message'), answer: vscode.l10n.t('answer'), cached: vscode.l10n.t('from the cache, nothing was sent') };
    if (calls.length > 0) return visible(`${sentText(calls, words)}\n`);
    return vscode.l10n.t('No call was made for this sample in {0}: its answers are those of a run that was gone on with, or nothing came as far as a call.', run);
  }
}

function shownIn(uri: vscode.Uri): Shown | undefined {
  try {
    return JSON.parse(uri.query) as Shown;
  } catch {
    return undefined;
  }
}

/** What a tab says. A path has no slashes in its name. */
function titleOf(sample: Sample, view: SampleView): string {
  const name = `${sample.kind} ${sample.ordinal + 1}, ${sample.traitId}`.replaceAll('/', '∕');
  switch (view) {
    case 'draft':
      return vscode.l10n.t('Draft, {0}', name);
    case 'final':
      return vscode.l10n.t('Rewrite, {0}', name);
    case 'text':
      return sample.pipeline === 'document' ? vscode.l10n.t('Document, {0}', name) : vscode.l10n.t('Sample, {0}', name);
    case 'sent':
      return vscode.l10n.t('What was sent, {0}', name);
  }
}

function nameOf({ slot: { sample } }: Placed): string {
  return `${sample.kind} ${sample.ordinal + 1}, ${sample.traitId}`;
}
