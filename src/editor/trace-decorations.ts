/** Shows in a traits document which lines samples rest on, and which sentences none does: a decoration that somebody switches on. */
import * as vscode from 'vscode';
import { type CitedSentence, type Citation, coverageOf, type Provenance, readProvenance } from '../generation/provenance.ts';
import type { KnownRuns } from '../generation/run-files.node.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { TRAITS_SELECTOR, type ParsedDocument, type TraitsDocuments } from './documents.ts';
import { plain } from './plain-markdown.ts';
import { toRange } from './positions.ts';
import type { DocumentSamples } from './samples.ts';
import { inSlices } from './slices.ts';

/** In the workspace's state: whether it is on. */
const STATE = 'traits.tracing';

/** Edits come letter by letter: decorations move with the text, and are made anew when it has rested, in milliseconds. */
const PAUSE = 400;

/** Of many samples, the hover of a line names so many. */
const MOST_NAMED = 8;

/** A line that samples rest on. */
interface CoveredLine {
  readonly line: number;
  /** Kept samples that quote some of it, each once. */
  readonly citations: readonly Citation[];
  /** False on the lines before the last one of a sentence: it is counted once. */
  readonly isCounted: boolean;
}

interface Traced {
  readonly covered: readonly CoveredLine[];
  readonly untouched: readonly vscode.Range[];
}

export interface TracingParts {
  readonly documents: TraitsDocuments;
  readonly samples: Pick<DocumentSamples, 'onDidChange' | 'of'>;
  readonly state: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  readonly onError: (error: unknown) => void;
}

export class Tracing implements vscode.Disposable {
  private readonly parts: TracingParts;
  private readonly covered: vscode.TextEditorDecorationType;
  private readonly untouched: vscode.TextEditorDecorationType;
  private readonly subscriptions: vscode.Disposable;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly traced = new Map<string, Traced>();
  /** Journals are large, and most of them do not change. */
  private readonly runs = new Map<string, KnownRuns>();
  private isOn: boolean;

  constructor(parts: TracingParts) {
    this.parts = parts;
    const { documents, samples, state, extensionUri } = parts;
    this.isOn = state.get(STATE, false);
    const icon = (theme: string): { gutterIconPath: vscode.Uri } => ({ gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', `covered-${theme}.svg`) });
    this.covered = vscode.window.createTextEditorDecorationType({ gutterIconSize: 'contain', light: icon('light'), dark: icon('dark'), rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen });
    this.untouched = vscode.window.createTextEditorDecorationType({ opacity: '0.65', rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed });
    this.subscriptions = vscode.Disposable.from(
      this.covered,
      this.untouched,
      documents.onDidParse(({ source }) => this.soon(source)),
      documents.onDidClose(({ uri }) => this.forget(uri)),
      samples.onDidChange((uri) => {
        for (const { document } of vscode.window.visibleTextEditors) if (document.uri.toString() === uri.toString()) this.soon(document);
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) this.soon(document, 0);
      }),
      vscode.commands.registerCommand('traits.toggleTracing', () => this.toggle()),
    );
    this.refresh();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.subscriptions.dispose();
  }

  /** For tests: what the decorations of a document say, by their lines. */
  shown(uri: vscode.Uri): { readonly covered: readonly { readonly line: number; readonly text: string }[]; readonly untouched: readonly vscode.Range[] } | undefined {
    const traced = this.traced.get(uri.toString());
    return traced && { covered: traced.covered.map(({ line, citations, isCounted }) => ({ line, text: isCounted ? countText(citations) : '' })), untouched: traced.untouched };
  }

  private async toggle(): Promise<void> {
    this.isOn = !this.isOn;
    await this.parts.state.update(STATE, this.isOn);
    if (this.isOn) {
      this.refresh();
      return;
    }
    this.traced.clear();
    for (const editor of vscode.window.visibleTextEditors) {
      editor.setDecorations(this.covered, []);
      editor.setDecorations(this.untouched, []);
    }
  }

  private refresh(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.soon(document, 0);
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.traced.delete(key);
    this.runs.delete(key);
  }

  private soon(source: vscode.TextDocument, pause = PAUSE): void {
    if (!this.isOn || source.uri.scheme !== 'file' || vscode.languages.match(TRAITS_SELECTOR, source) === 0) return;
    const key = source.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.trace(source).catch(this.parts.onError);
      }, pause),
    );
  }

  private async trace(source: vscode.TextDocument): Promise<void> {
    const key = source.uri.toString();
    const document = await this.parts.documents.current(source);
    if (document === undefined) return;
    // Whoever is asked once tells when there are others.
    const rows = await this.parts.samples.of(source.uri);
    const replaced = new Set(rows.filter(({ freshness }) => freshness === 'replaced').map(({ run, id }) => `${run} ${id}`));
    const { readAllRuns } = await import('../generation/run-files.node.ts');
    const runs = await readAllRuns(source.uri.fsPath, this.runs.get(key));
    const isCurrent = (): boolean => this.isOn && !source.isClosed && source.version === document.version;
    if (!isCurrent()) return;
    this.runs.set(key, runs);
    const provenance = await inSlices(provenanceSteps(document.parsed, runs, replaced), isCurrent);
    if (provenance === undefined || !isCurrent()) return;
    const traced = tracedIn(document, provenance);
    this.traced.set(key, traced);
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === source) this.show(editor, traced);
  }

  private show(editor: vscode.TextEditor, { covered, untouched }: Traced): void {
    const { document } = editor;
    editor.setDecorations(
      this.covered,
      covered.map(({ line, citations, isCounted }): vscode.DecorationOptions => {
        const { range } = document.lineAt(line);
        const after = { contentText: countText(citations), margin: '0 0 0 2em', color: new vscode.ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic' };
        return { range, hoverMessage: hoverOf(document.uri, citations), ...(isCounted ? { renderOptions: { after } } : {}) };
      }),
    );
    const none = vscode.l10n.t('No kept sample rests on this sentence.');
    editor.setDecorations(this.untouched, untouched.map((range) => ({ range, hoverMessage: none })));
  }
}

/** `replaced` are samples that were made anew since, by run and id. */
function* provenanceSteps(document: TraitsDocument, runs: KnownRuns, replaced: ReadonlySet<string>): Generator<undefined, Provenance, undefined> {
  const reader = readProvenance(document);
  for (const { samples } of runs.values()) {
    for (const sample of samples) {
      if (!replaced.has(`${sample.run} ${sample.id}`)) reader.add(sample);
      yield undefined;
    }
  }
  return reader.result();
}

/** A trait without samples is not faded for that, and nor is what traits share until each of them has some. */
function tracedIn({ source }: ParsedDocument, { traits, shared }: Provenance): Traced {
  const sampled = traits.filter(({ samples }) => samples > 0);
  if (sampled.length === 0) return { covered: [], untouched: [] };
  const ofTraits: readonly (readonly CitedSentence[])[] = sampled.map(({ sentences }) => sentences);
  const mayFade = sampled.length === traits.length ? [...ofTraits, shared] : ofTraits;
  const lines = new Map<number, { readonly citations: Map<string, Citation>; isCounted: boolean }>();
  for (const { range, citations } of [...ofTraits.flat(), ...shared]) {
    if (citations.length === 0) continue;
    const placed = toRange(source, range);
    for (let line = placed.start.line; line <= placed.end.line; line += 1) {
      if (source.lineAt(line).isEmptyOrWhitespace) continue;
      const known = lines.get(line) ?? { citations: new Map(), isCounted: false };
      lines.set(line, known);
      for (const citation of citations) known.citations.set(JSON.stringify([citation.run, citation.sample]), citation);
      if (line === placed.end.line) known.isCounted = true;
    }
  }
  const covered = [...lines].map(([line, { citations, isCounted }]) => ({ line, citations: [...citations.values()], isCounted })).toSorted((a, b) => a.line - b.line);
  return { covered, untouched: mayFade.flatMap((sentences) => coverageOf(sentences).uncited).map(({ range }) => toRange(source, range)) };
}

function countText(citations: readonly Citation[]): string {
  const count = citations.length;
  const stale = citations.filter(({ isStale }) => isStale).length;
  const samples = count === 1 ? vscode.l10n.t('covered by 1 sample') : vscode.l10n.t('covered by {0} samples', count);
  return stale === 0 ? samples : vscode.l10n.t('{0}, {1} stale', samples, stale);
}

/** Its links go to samples, and can do nothing else. */
function hoverOf(uri: vscode.Uri, citations: readonly Citation[]): vscode.MarkdownString {
  const hover = new vscode.MarkdownString(`${plain(vscode.l10n.t('Critiques of these kept samples quote this:'))}\n\n`);
  hover.isTrusted = { enabledCommands: ['traits.sample.open'] };
  // The newest first.
  for (const { run, sample, isStale } of citations.toReversed().slice(0, MOST_NAMED)) {
    const given = encodeURIComponent(JSON.stringify([{ uri: uri.toString(), traitId: sample.split('/').slice(0, -2).join('/'), run, id: sample }])).replaceAll(/[()]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
    hover.appendMarkdown(`- [${plain(sample)}](command:traits.sample.open?${given}) · ${plain(run)}${isStale ? ` · ${plain(vscode.l10n.t('stale'))}` : ''}\n`);
  }
  if (citations.length > MOST_NAMED) hover.appendMarkdown(`\n${plain(vscode.l10n.t('and {0} more', citations.length - MOST_NAMED))}`);
  return hover;
}
