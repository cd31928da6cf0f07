/** What the traits view says of a document: its groups and traits with their parts and samples, its runs, and what they have cost. */
import * as vscode from 'vscode';
import { PART_TITLES } from '../document/parts.ts';
import { PROSE_PARTS, type ProsePart } from '../document/prose-signals.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { RunRow, UnreadRun } from '../generation/sample-index.node.ts';
import { type OutlineItem, outline } from '../language/outline.ts';
import { countsText } from './cost-words.ts';
import { evalTitle } from './eval-words.ts';
import type { LatestFigure } from './evals.ts';
import { label } from './labels.ts';
import { costNode, runsNode } from './overview-runs.ts';
import type { RunUnderWay } from './runs.ts';
import type { ListedSample } from './samples.ts';
import { isWritten } from './written-parts.ts';

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
  readonly context: 'group' | 'trait' | 'part' | 'samples' | 'noSamples' | 'figure' | 'runs' | 'run' | 'underWay' | 'cost' | 'nothing';
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

/** What is known of the samples and the evals beside a document. */
export interface KnownResults {
  /** The oldest run first. */
  readonly samples: readonly ListedSample[];
  readonly runs: readonly RunRow[];
  readonly unread: readonly UnreadRun[];
  /** By trait id. */
  readonly figures: ReadonlyMap<string, readonly LatestFigure[]>;
}

export const NO_RESULTS: KnownResults = { samples: [], runs: [], unread: [], figures: new Map() };

export function overviewOf(document: TraitsDocument, known: KnownResults, underWay: readonly RunUnderWay[]): readonly OverviewNode[] {
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
      if (trait !== undefined) return [traitNode(trait, item, unique(`trait ${trait.id}`), samples.get(trait.id), known.figures.get(trait.id) ?? [])];
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

function traitNode(trait: Trait, { range, nameRange }: OutlineItem, key: string, samples: TraitSamples | undefined, figures: readonly LatestFigure[]): OverviewNode {
  const { content } = trait;
  const place = { range, name: nameRange };
  const said = PROSE_PARTS.filter((part) => isWritten(content, part)).length;
  const complete = said === PROSE_PARTS.length;
  const title = label(trait.name) || vscode.l10n.t('(unnamed)');
  const parts = vscode.l10n.t('{0} of {1} parts', said, PROSE_PARTS.length);
  const facts = [
    ...(samples === undefined ? [] : [samples.total === 1 ? vscode.l10n.t('1 sample') : vscode.l10n.t('{0} samples', samples.total)]),
    ...(samples === undefined || samples.stale === 0 ? [] : [vscode.l10n.t('{0} stale', samples.stale)]),
    ...figures.filter((one) => one.eval === 'knowledge').map(({ figure }) => vscode.l10n.t('recall {0}', figureText(figure))),
  ];
  const children = [...PROSE_PARTS.map((part) => partNode(trait, part, `${key} ${part}`, place)), samplesNode(trait, `${key} samples`, place, samples), ...figures.map((one) => figureNode(trait, `${key} ${one.eval}`, place, one))];
  const missing = PROSE_PARTS.filter((part) => !isWritten(content, part)).map((part) => PART_TITLES[part]);
  return {
    key,
    label: title,
    // The name is the first thing to be read, and the view is narrow: that all is there, the icon says.
    ...(complete && facts.length === 0 ? {} : { description: [...(complete ? [] : [`${said}/${PROSE_PARTS.length}`]), ...facts].join(' · ') }),
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
    const isThere = isWritten(content, part);
    const description = isThere ? vscode.l10n.t('labelled') : vscode.l10n.t('yet to be written');
    return { ...base, description, icon: isThere ? { id: 'check' } : { id: 'circle-slash', color: 'disabledForeground' }, spoken: `${title}, ${description}`, place: { range: shiftRange(labelled.range, range.start), name: shiftRange(labelled.label, range.start) } };
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

function figureNode({ id }: Trait, key: string, place: NonNullable<OverviewNode['place']>, { eval: name, figure, rehearsed }: LatestFigure): OverviewNode {
  const title = evalTitle(name);
  const description = [figureText(figure), ...(rehearsed ? [vscode.l10n.t('rehearsed')] : [])].join(' · ');
  const tooltip = vscode.l10n.t('{0}: {1}. Another draw of as many would lie between {2} and {3}, 19 times of 20.', title, description, percent(figure.low), percent(figure.high));
  return { key, label: title, description, tooltip, icon: { id: 'beaker' }, context: 'figure', spoken: `${title}, ${description}`, children: [], place, traitId: id };
}

/** Like `40% (4 of 10)`: a share says little without its count. */
function figureText({ k, n, rate }: LatestFigure['figure']): string {
  return vscode.l10n.t('{0} ({1} of {2})', percent(rate), k, n);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
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
