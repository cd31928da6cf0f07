/** The editor's words for what a run came to and what it cost. */
import * as vscode from 'vscode';
import type { Progress } from '../engine/progress.ts';
import { dollars } from '../models/dollars.ts';
import { countOf } from './sample-thread.ts';

/** Like `2 kept, 1 dropped`, in an order of their own. A status that is not ours is shown by its name. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const order = ['kept', 'dropped', 'unparsed', 'failed', 'cancelled'];
  const rank = (status: string): number => (order.indexOf(status) + order.length + 1) % (order.length + 1);
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([one], [other]) => rank(one) - rank(other))
    .map(([status, count]) => countOf(status, count))
    .join(', ');
}

/** What was spent so far; in tokens where a price is not known. */
export function spentText({ usd, tokens: { inputTokens, outputTokens } }: Pick<Progress, 'usd' | 'tokens'>): string {
  if (usd !== undefined) return usd === 0 ? vscode.l10n.t('no cost') : dollars(usd);
  return vscode.l10n.t('{0} tokens at a price that is not known', (inputTokens + outputTokens).toLocaleString('en'));
}

/** What calls cost, and how many of them have no known price, which is not nothing. */
export function usdText({ usd, unpriced }: { readonly usd: number; readonly unpriced: number }): string {
  if (unpriced === 0) return usd === 0 ? vscode.l10n.t('no cost') : dollars(usd);
  if (usd === 0) return vscode.l10n.t('cost not known');
  return unpriced === 1 ? vscode.l10n.t('{0} and a call of unknown price', dollars(usd)) : vscode.l10n.t('{0} and {1} calls of unknown price', dollars(usd), unpriced);
}
