/** The samples that earlier runs made of each trait: counted at once, and read when somebody wants to see them. */
import * as vscode from 'vscode';
import { lastSamples } from '../generation/last-samples.ts';
import type { DocumentGap } from '../prompts/judgement.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { MadeSample } from './sample-thread.ts';
import type { DocumentSamples, ListedSample } from './samples.ts';

/** What is counted of a sample. */
export interface EarlierSample {
  readonly pipeline: string;
  readonly status: string;
  readonly isStale: boolean;
  /** What its critique found that the document leaves open. */
  readonly gap?: DocumentGap;
}

export class EarlierSamples implements vscode.Disposable {
  private readonly documents: Pick<TraitsDocuments, 'current'>;
  private readonly samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read' | 'onDidChange'>;
  private readonly onError: (error: unknown) => void;
  private readonly known = new Map<string, ReadonlyMap<string, readonly ListedSample[]>>();
  /** What is being read, and whether it has changed meanwhile. */
  private readonly reading = new Map<string, boolean>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  /** There may be others than before. */
  readonly onDidChange = this.changed.event;

  constructor(documents: Pick<TraitsDocuments, 'current'>, samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read' | 'onDidChange'>, onError: (error: unknown) => void) {
    this.documents = documents;
    this.samples = samples;
    this.onError = onError;
    this.subscription = samples.onDidChange((uri) => {
      if (this.known.has(uri.toString())) this.update(uri);
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Those of a trait as far as they are known: at first none, since nobody waits for journals to be read. */
  of(uri: vscode.Uri, traitId: string): readonly EarlierSample[] {
    const known = this.known.get(uri.toString());
    if (known === undefined) this.update(uri);
    return (known?.get(traitId) ?? []).map(({ pipeline, status, freshness, gap }) => ({ pipeline, status, isStale: freshness === 'stale', ...(gap === undefined ? {} : { gap }) }));
  }

  /** Those of a trait, with all that led to them. One whose journal is gone meanwhile is not among them. */
  async read(uri: vscode.Uri, traitId: string): Promise<{ readonly document: ParsedDocument | undefined; readonly samples: readonly MadeSample[] }> {
    const rows = (await this.list(uri)).get(traitId) ?? [];
    const read = await Promise.all(
      rows.map(async (row) => {
        try {
          return { run: row.run, sample: await this.samples.read(row) };
        } catch (error) {
          this.onError(error);
          return undefined;
        }
      }),
    );
    const document = await this.documents.current(await vscode.workspace.openTextDocument(uri));
    return { document, samples: read.filter((one) => one !== undefined) };
  }

  private update(uri: vscode.Uri): void {
    const key = uri.toString();
    if (this.reading.has(key)) {
      this.reading.set(key, true);
      return;
    }
    this.reading.set(key, false);
    this.list(uri)
      .then((listed) => {
        this.known.set(key, listed);
        this.changed.fire();
      }, this.onError)
      .finally(() => {
        const hasChanged = this.reading.get(key) === true;
        this.reading.delete(key);
        if (hasChanged) this.update(uri);
      });
  }

  private async list(uri: vscode.Uri): Promise<ReadonlyMap<string, readonly ListedSample[]>> {
    const rows = await this.samples.of(uri);
    const { runs } = await this.samples.runsOf(uri);
    return lastSamples(rows, runs);
  }
}
