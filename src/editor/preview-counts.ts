/** What is said of the samples of a trait together: how many there are, what became of them, and what they find open in the document. */
import * as vscode from 'vscode';
import type { DocumentGap } from '../prompts/judgement.ts';
import type { EarlierSample } from './earlier-samples.ts';
import type { Preview } from './preview-places.ts';
import { countedStatus, countOf, isStale, type ThreadPlace } from './sample-thread.ts';

/** `more` is how many there are in all, where not all have a thread. */
export interface PreviewSummary {
  readonly text: string;
  readonly more: number;
}

/** Of the samples that have a place in the editor, and of `unshown` of earlier runs; undefined where there is none. */
export function summaryOf(place: Pick<ThreadPlace, 'document' | 'trait'>, preview: Preview | undefined, unshown: readonly EarlierSample[]): PreviewSummary | undefined {
  const slots = [...(preview?.slots.values() ?? [])];
  const placed = slots.map(({ run, sample }) => ({ status: countedStatus(sample.status, preview?.view?.of(run, sample.id, sample.chunkHash)?.verdict), isStale: isStale(place, sample) }));
  const counted = [...placed, ...unshown];
  if (counted.length === 0) return undefined;
  return { text: countText(counted), more: slots.every(({ thread }) => thread !== undefined) ? 0 : slots.length };
}

/** What critiques of samples of today's text found that a trait leaves open; each once. */
export function gapsOf(place: Pick<ThreadPlace, 'document' | 'trait'>, preview: Preview | undefined, unshown: readonly EarlierSample[]): readonly DocumentGap[] {
  const placed = [...(preview?.slots.values() ?? [])].flatMap(({ sample }) => (isStale(place, sample) ? [] : (sample.critique?.document_gap ?? [])));
  const earlier = unshown.flatMap((sample) => (sample.isStale ? [] : (sample.gap ?? [])));
  return [...new Map([...placed, ...earlier].map((gap) => [JSON.stringify([gap.part, gap.missing]), gap])).values()];
}

const STATUSES: readonly string[] = ['kept', 'accepted', 'rejected', 'dropped', 'unparsed', 'failed'];

/** “3 samples, 1 stale”, what is under way, or else what became of them. */
function countText(samples: readonly { readonly status: string; readonly isStale: boolean }[]): string {
  const all = samples.length === 1 ? vscode.l10n.t('1 sample') : vscode.l10n.t('{0} samples', samples.length);
  const running = samples.filter(({ status }) => status === 'running').length;
  const stale = samples.filter((sample) => sample.isStale).length;
  if (running > 0) return `$(loading~spin) ${vscode.l10n.t('{0}, {1} under way', all, running)}`;
  if (stale > 0) return vscode.l10n.t('{0}, {1} stale', all, stale);
  // What is kept first, whichever sample that is; what nobody knows last.
  const counts = new Map<string, number>(STATUSES.map((status) => [status, 0]));
  for (const { status } of samples) counts.set(status, (counts.get(status) ?? 0) + 1);
  return `${all}: ${[...counts].flatMap(([status, count]) => (count === 0 ? [] : [countOf(status, count)])).join(', ')}`;
}
