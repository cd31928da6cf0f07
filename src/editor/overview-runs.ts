/** What the traits view says of the runs over a document: each with what came of it, what is under way, and what they have cost. */
import * as vscode from 'vscode';
import type { RunRow } from '../generation/sample-index.node.ts';
import type { PipelineName } from '../models/model.ts';
import { countsText, usdText } from './cost-words.ts';
import { label } from './labels.ts';
import type { KnownResults, OverviewNode } from './overview.ts';
import type { RunUnderWay } from './runs.ts';
import type { ListedSample } from './samples.ts';

/** Older ones are counted, and not listed. */
const MOST_RUNS = 100;

export function runsNode({ samples, runs, unread }: KnownResults, underWay: readonly RunUnderWay[]): OverviewNode {
  const writing = new Set(underWay.map(({ journal }) => journal?.path));
  const there = runs.filter(({ path }) => !writing.has(path)).toReversed();
  const title = vscode.l10n.t('Runs');
  const total = there.length + underWay.length;
  const description = [
    total === 0 ? vscode.l10n.t('none yet') : String(total),
    ...(underWay.length === 0 ? [] : [vscode.l10n.t('{0} under way', underWay.length)]),
    ...(unread.length === 0 ? [] : [vscode.l10n.t('{0} cannot be read', unread.length)]),
  ].join(' · ');
  const older = there.length - MOST_RUNS;
  const counts = countsByRun(samples);
  const children = [
    ...underWay.map(underWayNode),
    ...there.slice(0, MOST_RUNS).map((run) => runNode(run, counts.get(run.run) ?? {})),
    ...(older > 0 ? [plainNode('older', vscode.l10n.t('{0} older ones', older))] : []),
    ...unread.map(({ path, problem }): OverviewNode => ({ ...plainNode(`unread ${path}`, label(fileName(path))), description: label(problem, 200), tooltip: label(problem, 500), icon: { id: 'warning' }, journal: path, context: 'run' })),
  ];
  return { key: 'runs', label: title, description, icon: { id: 'history' }, context: 'runs', spoken: `${title}, ${description}`, open: underWay.length > 0, children };
}

function plainNode(key: string, text: string): OverviewNode {
  return { key, label: text, context: 'nothing', spoken: text, children: [] };
}

function underWayNode({ id, title, text, journal }: RunUnderWay): OverviewNode {
  const shown = label(title);
  const description = text === '' ? vscode.l10n.t('begins') : label(text, 120);
  return {
    key: `underWay ${id}`,
    label: shown,
    description,
    icon: { id: 'sync~spin' },
    context: 'underWay',
    spoken: vscode.l10n.t('Under way: {0}, {1}', shown, description),
    children: [],
    underWay: id,
    ...(journal === undefined ? {} : { journal: journal.path }),
  };
}

function runNode({ path, header, ended, samples, costs }: RunRow, counts: Readonly<Record<string, number>>): OverviewNode {
  const time = timeText(header.startedAt);
  const how = ended === undefined ? vscode.l10n.t('broke off') : ended === 'cancelled' ? vscode.l10n.t('cancelled') : ended === 'budget' ? vscode.l10n.t('budget used up') : ended === 'failed' ? vscode.l10n.t('failed') : undefined;
  const facts = [
    pipelineText(header.pipeline),
    ...(how === undefined ? [] : [how]),
    samples === 0 ? vscode.l10n.t('no samples') : countsText(counts),
    header.rehearsed ? vscode.l10n.t('rehearsed') : usdText(spent(costs)),
  ];
  const tooltip = [
    time,
    facts.join(', '),
    vscode.l10n.t('Generator: {0}', label(header.models.generator)),
    vscode.l10n.t('Critic: {0}', label(header.models.critic)),
    vscode.l10n.t('Judge: {0}', label(header.models.judge)),
    vscode.l10n.t('Journal: {0}', label(fileName(path))),
  ].join('\n');
  return { key: `run ${path}`, label: time, description: facts.join(' · '), tooltip, icon: { id: how === undefined ? 'pass' : 'debug-stop' }, context: 'run', spoken: vscode.l10n.t('Run of {0}: {1}', time, facts.join(', ')), children: [], journal: path };
}

export function costNode({ runs }: KnownResults): OverviewNode {
  const title = vscode.l10n.t('Cost so far');
  const { usd, unpriced } = spent(runs.flatMap(({ costs }) => costs));
  const description = runs.length === 0 ? vscode.l10n.t('nothing yet') : runs.length === 1 ? vscode.l10n.t('{0} in 1 run', usdText({ usd, unpriced })) : vscode.l10n.t('{0} in {1} runs', usdText({ usd, unpriced }), runs.length);
  const byModel = new Map<string, { usd: number; unpriced: number }>();
  for (const cost of runs.flatMap(({ costs }) => costs)) {
    const of = byModel.get(cost.model) ?? { usd: 0, unpriced: 0 };
    byModel.set(cost.model, { usd: of.usd + cost.usd, unpriced: of.unpriced + unpricedIn(cost) });
  }
  const children = [...byModel].map(([model, cost]): OverviewNode => {
    const name = label(model);
    return { key: `cost ${model}`, label: name, description: usdText(cost), context: 'cost', spoken: `${name}, ${usdText(cost)}`, children: [] };
  });
  const tooltip = vscode.l10n.t('As the journals beside the document tell it. What a provider bills may differ: calls that were given up under way are not in them.');
  return { key: 'cost', label: title, description, tooltip, icon: { id: 'credit-card' }, context: 'cost', spoken: `${title}, ${description}`, children, ...(children.length === 0 ? {} : { open: false }) };
}

function spent(costs: RunRow['costs']): { readonly usd: number; readonly unpriced: number } {
  return costs.reduce((sum, cost) => ({ usd: sum.usd + cost.usd, unpriced: sum.unpriced + unpricedIn(cost) }), { usd: 0, unpriced: 0 });
}

/** A rehearsed call says nothing of its cost, and has none. */
function unpricedIn({ model, unpriced }: RunRow['costs'][number]): number {
  return model.startsWith('rehearsal/') ? 0 : unpriced;
}

function pipelineText(pipeline: PipelineName): string {
  switch (pipeline) {
    case 'chat':
      return vscode.l10n.t('scenarios');
    case 'document':
      return vscode.l10n.t('documents');
    case 'preference':
      return vscode.l10n.t('preference pairs');
  }
}

function timeText(iso: string): string {
  const time = new Date(iso);
  // Any program may have written the journal.
  return Number.isNaN(time.getTime()) ? label(iso) : time.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function countsByRun(samples: readonly ListedSample[]): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const byRun = new Map<string, Record<string, number>>();
  for (const { run, status } of samples) {
    const counts = byRun.get(run) ?? {};
    byRun.set(run, counts);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return byRun;
}
