/** The samples that earlier runs made of each trait: counted at once, and read when somebody wants to see them. */
import * as vscode from 'vscode';
import { lastSamples } from '../generation/last-samples.ts';
import type { DocumentGap } from '../prompts/judgement.ts';
import type { Annotations } from './annotations.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import { countedStatus, type MadeSample } from './sample-thread.ts';
import type { DocumentSamples, ListedSample } from './samples.ts';

/** What is counted of a sample. */
export interface EarlierSample {
  readonly pipeline: string;
  /** What became of it, where a person's word goes before a model's. */
  readonly status: string;
  readonly isStale: boolean;
  /** What its critique found that the document leaves open. */
  readonly gap?: DocumentGap;
}

export class EarlierSamples implements vscode.Disposable {
  private readonly documents: Pick<TraitsDocuments, 'current'>;
  private readonly samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read' | 'onDidChange'>;
  private readonly annotations: Pick<Annotations, 'of' | 'onDidChange'>;
  private readonly onError: (error: unknown) => void;
  private readonly known = new Map<string, ReadonlyMap<string, readonly EarlierSample[]>>();
  /** What is being read, and whether it has changed meanwhile. */
  private readonly reading = new Map<string, boolean>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  /** There may be others than before. */
  readonly onDidChange = this.changed.event;

  constructor(documents: Pick<TraitsDocuments, 'current'>, samples: Pick<DocumentSamples, 'of' | 'runsOf' | 'read' | 'onDidChange'>, annotations: Pick<Annotations, 'of' | 'onDidChange'>, onError: (error: unknown) => void) {
    this.documents = documents;
    this.samples = samples;
    this.annotations = annotations;
    this.onError = onError;
    const update = (uri: vscode.Uri): void => {
      if (this.known.has(uri.toString())) this.update(uri);
    };
    this.subscription = vscode.Disposable.from(samples.onDidChange(update), annotations.onDidChange(update));
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Those of a trait as far as they are known: at first none, since nobody waits for journals to be read. */
  of(uri: vscode.Uri, traitId: string): readonly EarlierSample[] {
    const known = this.known.get(uri.toString());
    if (known === undefined) this.update(uri);
    return known?.get(traitId) ?? [];
  }

  /** The ids of the traits that there are any of. */
  async traits(uri: vscode.Uri): Promise<Iterable<string>> {
    return (await this.list(uri)).keys();
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
    this.count(uri)
      .then((counted) => {
        this.known.set(key, counted);
        this.changed.fire();
      }, this.onError)
      .finally(() => {
        const hasChanged = this.reading.get(key) === true;
        this.reading.delete(key);
        if (hasChanged) this.update(uri);
      });
  }

  private async count(uri: vscode.Uri): Promise<ReadonlyMap<string, readonly EarlierSample[]>> {
    const listed = await this.list(uri);
    if (listed.size === 0) return new Map();
    // Whoever reads it says what is wrong with it; the samples are there all the same.
    const view = await this.annotations.of(uri).catch(() => undefined);
    const counted = ({ pipeline, status, freshness, gap, run, id, chunkHash }: ListedSample): EarlierSample => ({
      pipeline,
      status: countedStatus(status, view?.of(run, id, chunkHash)?.verdict),
      isStale: freshness === 'stale',
      ...(gap === undefined ? {} : { gap }),
    });
    return new Map([...listed].map(([traitId, samples]) => [traitId, samples.map(counted)]));
  }

  private async list(uri: vscode.Uri): Promise<ReadonlyMap<string, readonly ListedSample[]>> {
    const rows = await this.samples.of(uri);
    const { runs } = await this.samples.runsOf(uri);
    return lastSamples(rows, runs);
  }
}
