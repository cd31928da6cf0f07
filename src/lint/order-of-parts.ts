/** In which order the parts of a trait stand, and in which they do in a document that has an order of its own. */
import { keptOn, lazyByDocument } from '../document/lazy.ts';
import { PART_KINDS, type PartKind } from '../document/parts.ts';
import type { Part, TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { isDefining, partGroups } from './rules/part-text.ts';

/** Scenarios and examples may stand anywhere. */
export const USUAL_ORDER: readonly PartKind[] = PART_KINDS.filter(isDefining);

const known = keptOn<TraitContent, readonly (readonly Part[])[]>();

/** For each group of a trait's parts those that have an order. */
export function sequencesOf(content: TraitContent): readonly (readonly Part[])[] {
  let sequences = known.get(content);
  if (sequences === undefined) {
    sequences = partGroups(content).map((group) => {
      // A lead-in below a heading stands in that part, wherever that is.
      const headed = group.some(({ form }) => form === 'heading');
      return group.filter(({ form, kind }) => isDefining(kind) && (!headed || form === 'heading'));
    });
    known.set(content, sequences);
  }
  return sequences;
}

/** The index of the first part that belongs before the one before it; -1 where there is none. Only the first part of each kind counts. */
export function firstOutOfOrder(parts: readonly Part[], order: readonly PartKind[]): number {
  const seen = new Set<PartKind>();
  return parts.findIndex((part, index) => {
    const before = parts[index - 1];
    const isNew = !seen.has(part.kind);
    seen.add(part.kind);
    return isNew && before !== undefined && order.indexOf(part.kind) < order.indexOf(before.kind);
  });
}

export function isInOrder(parts: readonly Part[], order: readonly PartKind[]): boolean {
  return firstOutOfOrder(parts, order) === -1;
}

/** Fewer sequences of parts than this agree on nothing. */
const FEWEST = 2;

/**
 * The order that traits with another than the usual agree on, where it is that of at least half of the traits or goes
 * with that of all; undefined elsewhere.
 */
export function ownOrder(document: TraitsDocument): readonly PartKind[] | undefined {
  return ownOrders(document).order;
}

const ownOrders = lazyByDocument(({ traits }: TraitsDocument): { readonly order?: readonly PartKind[] } => {
  const all = traits.flatMap(({ content }) => sequencesOf(content)).filter((parts) => parts.length > 1);
  const odd = all.filter((parts) => !isInOrder(parts, USUAL_ORDER));
  if (odd.length < FEWEST) return {};
  const before = new Map<PartKind, Set<PartKind>>(USUAL_ORDER.map((kind) => [kind, new Set()]));
  for (const parts of odd) {
    const kinds = [...new Set(parts.map(({ kind }) => kind))];
    for (const [index, kind] of kinds.entries()) for (const earlier of kinds.slice(0, index)) before.get(kind)?.add(earlier);
  }
  const order: PartKind[] = [];
  while (order.length < USUAL_ORDER.length) {
    const next = USUAL_ORDER.find((kind) => !order.includes(kind) && [...(before.get(kind) ?? [])].every((earlier) => order.includes(earlier)));
    // Some stand in one order here and in the other there.
    if (next === undefined) return {};
    order.push(next);
  }
  return odd.length * 2 >= all.length || all.every((parts) => isInOrder(parts, order)) ? { order } : {};
});
