/** What the traits view says of a document: its groups and traits with their parts and samples, its runs, and what they have cost. */
import * as vscode from 'vscode';
import { PART_TITLES } from '../document/parts.ts';
import { PROSE_PARTS, type ProsePart } from '../document/prose-signals.ts';
import { type Range, shiftRange } from '../document/range.ts';
import { partState } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { RunRow, UnreadRun } from '../generation/sample-index.node.ts';
import { type OutlineItem, outline } from '../language/outline.ts';
import type { PipelineName } from '../models/model.ts';
import { countsText, usdText } from './cost-words.ts';
import { label } from './labels.ts';
import type { RunUnderWay } from './runs.ts';
import type { ListedSample } from './samples.ts';

/** A line of the view, as plain data. */
export interface OverviewNode {
  /** Unique in the view, and the same from one edit to the next. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  /** In full, where the description is short; plain text. */
  readonly tooltip?: string;
  /** The name of a codicon, and a colour of the theme. */
  readonly icon?: { readonly id: string; readonly color?: string };
  /** What can be done with it, for the menus. */
  readonly context: 'group' | 'trait' | 'part' | 'samples' | 'noSamples' | 'runs' | 'run' | 'underWay' | 'cost' | 'nothing';
  /** Said by a screen reader in place of label and description. */
  readonly spoken: string;
  /** Whether its children are shown at first. */
  readonly open?: boolean;
  readonly children: readonly OverviewNode[];
  /** Where it stands in the document; `name` is what is selected there. */
  readonly place?: { readonly range: Range; readonly name: Range };
  readonly traitId?: string;
  /** The path of the run's journal. */
  readonly journal?: string;
  /** Of a run under way, its id in this window. */
  readonly underWay?: number;
}

/** What is known of the samples beside a document. */
export interface KnownSamples {
  /** The oldest run first. */
  readonly samples: readonly ListedSample[];
  readonly runs: readonly RunRow[];
  readonly unread: readonly UnreadRun[];
}

export const NO_SAMPLES: KnownSamples = { samples: [], runs: [], unread: [] };

/** Older ones are counted, and not listed. */
const MOST_RUNS = 100;

export function overviewOf(document: TraitsDocument, known: KnownSamples, underWay: readonly RunUnderWay[]): readonly OverviewNode[] {
  const samples = samplesByTrait(known.samples);
  const traits = new Map(document.traits.map((trait) => [trait.range.start, trait]));
  const used = new Map<string, number>();
  // Two traits may have one id, and two groups one name.
  const unique = (key: string): string => {
    const before = used.get(key) ?? 0;
    used.set(key, before + 1);
    return before === 0 ? key : `${key} ${before}`;
  };
  const nodesOf = (items: readonly OutlineItem[]): readonly OverviewNode[] =>
    items.flatMap((item) => {
      const trait = item.kind === 'trait' ? traits.get(item.range.start) : undefined;
      if (trait !== undefined) return [traitNode(trait, item, unique(`trait ${trait.id}`), samples.get(trait.id))];
      const within = nodesOf(item.children);
      if (item.kind === 'group' && within.length > 0) return [groupNode(item, unique(`group ${item.name}`), within)];
      return within;
    });
  const inDocument = nodesOf(outline(document));
  const shown = inDocument.length > 0 ? inDocument : [noTraits()];
  return [...shown, runsNode(known, underWay), costNode(known)];
}

function noTraits(): OverviewNode {
  const text = vscode.l10n.t('No traits yet');
  const next = vscode.l10n.t('Write a section that says what a trait means, and why.');
  return { key: 'nothing', label: text, description: next, tooltip: next, icon: { id: 'info' }, context: 'nothing', spoken: `${text}. ${next}`, children: [] };
}

function groupNode({ name, range, nameRange }: OutlineItem, key: string, children: readonly OverviewNode[]): OverviewNode {
  const traits = count(children);
  const title = label(name);
  const description = traits === 1 ? vscode.l10n.t('1 trait') : vscode.l10n.t('{0} traits', traits);
  return { key, label: title, description, icon: { id: 'symbol-namespace' }, context: 'group', spoken: vscode.l10n.t('Group {0}, {1}', title, description), open: true, children, place: { range, name: nameRange } };
}

function count(nodes: readonly OverviewNode[]): number {
  return nodes.reduce((sum, { context, children }) => sum + (context === 'trait' ? 1 : count(children)), 0);
}

function traitNode(trait: Trait, { range, nameRange }: OutlineItem, key: string, samples: TraitSamples | undefined): OverviewNode {
  const { content } = trait;
  const place = { range, name: nameRange };
  const said = PROSE_PARTS.filter((part) => partState(content, part) !== 'absent').length;
  const complete = said === PROSE_PARTS.length;
  const title = label(trait.name) || vscode.l10n.t('(unnamed)');
  const parts = vscode.l10n.t('{0} of {1} parts', said, PROSE_PARTS.length);
  const facts = [
    ...(samples === undefined ? [] : [samples.total === 1 ? vscode.l10n.t('1 sample') : vscode.l10n.t('{0} samples', samples.total)]),
    ...(samples === undefined || samples.stale === 0 ? [] : [vscode.l10n.t('{0} stale', samples.stale)]),
  ];
  const children = [...PROSE_PARTS.map((part) => partNode(trait, part, `${key} ${part}`, place)), samplesNode(trait, `${key} samples`, place, samples)];
  const missing = PROSE_PARTS.filter((part) => partState(content, part) === 'absent').map((part) => PART_TITLES[part]);
  return {
    key,
    label: title,
    // The name is the first thing to be read, and the view is narrow.
    description: [`${said}/${PROSE_PARTS.length}`, ...facts].join(' · '),
    tooltip: [title, missing.length === 0 ? vscode.l10n.t('Every part is there.') : vscode.l10n.t('Not there: {0}', missing.join(', ')), facts.join(', ')].filter((line) => line !== '').join('\n'),
    // Two shapes, since colours alone do not tell everybody.
    icon: complete ? { id: 'pass-filled', color: 'testing.iconPassed' } : { id: 'circle-large-outline', color: 'list.warningForeground' },
    context: 'trait',
    spoken: vscode.l10n.t('Trait {0}, {1}', title, [parts, ...facts].join(', ')),
    open: false,
    children,
    place,
    traitId: trait.id,
  };
}

function partNode({ id, content, range }: Trait, part: ProsePart, key: string, ofTrait: NonNullable<OverviewNode['place']>): OverviewNode {
  const labelled = content.parts.find(({ kind }) => kind === part);
  const sentence = content.inProse[part];
  const title = PART_TITLES[part];
  const base = { key, label: title, context: 'part', children: [], traitId: id } as const;
  if (labelled !== undefined) {
    const description = vscode.l10n.t('labelled');
    return { ...base, description, icon: { id: 'check' }, spoken: `${title}, ${description}`, place: { range: shiftRange(labelled.range, range.start), name: shiftRange(labelled.label, range.start) } };
  }
  if (sentence !== undefined) {
    const description = vscode.l10n.t('in prose: {0}', label(content.source.slice(sentence.start, Math.min(sentence.end, sentence.start + 500)), 60));
    const at = shiftRange(sentence, range.start);
    return { ...base, description, icon: { id: 'quote' }, spoken: `${title}, ${description}`, place: { range: at, name: at } };
  }
  const unknown = content.unheard?.includes(part) === true;
  const description = unknown ? vscode.l10n.t('not labelled') : vscode.l10n.t('not there');
  const tooltip = unknown ? vscode.l10n.t('What says it in prose is not known in this language: label it.') : undefined;
  return { ...base, description, icon: { id: 'circle-slash', color: 'disabledForeground' }, spoken: `${title}, ${description}`, place: ofTrait, ...(tooltip === undefined ? {} : { tooltip }) };
}

function samplesNode({ id }: Trait, key: string, place: NonNullable<OverviewNode['place']>, samples: TraitSamples | undefined): OverviewNode {
  const title = vscode.l10n.t('Samples');
  const stale = samples === undefined || samples.stale === 0 ? [] : [vscode.l10n.t('{0} stale', samples.stale)];
  const description = samples === undefined ? vscode.l10n.t('none yet') : [countsText(samples.counts), ...stale].join(' · ');
  const context = samples === undefined ? 'noSamples' : 'samples';
  return { key, label: title, description, icon: { id: 'comment-discussion' }, context, spoken: `${title}, ${description}`, children: [], place, traitId: id };
}

function runsNode({ samples, runs, unread }: KnownSamples, underWay: readonly RunUnderWay[]): OverviewNode {
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

function costNode({ runs }: KnownSamples): OverviewNode {
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

interface TraitSamples {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  /** Made from what the trait does not say any more. */
  readonly stale: number;
}

/**
 * By trait id. Where several runs of one pipeline have a sample, the newest counts; what was rehearsed counts only where
 * nothing else is there, and what failed or was cancelled is no sample: the same ones that can be made anew when stale.
 */
function samplesByTrait(samples: readonly ListedSample[]): ReadonlyMap<string, TraitSamples> {
  const there = samples.filter(({ status }) => status !== 'failed' && status !== 'cancelled');
  const made = there.filter(({ rehearsed }) => !rehearsed);
  const newest = new Map((made.length > 0 ? made : there).map((sample) => [`${sample.pipeline} ${sample.id}`, sample]));
  const byTrait = new Map<string, { counts: Record<string, number>; total: number; stale: number }>();
  for (const { traitId, freshness, status } of newest.values()) {
    const of = byTrait.get(traitId) ?? { counts: {}, total: 0, stale: 0 };
    byTrait.set(traitId, of);
    of.counts[status] = (of.counts[status] ?? 0) + 1;
    of.total += 1;
    if (freshness === 'stale') of.stale += 1;
  }
  return byTrait;
}
