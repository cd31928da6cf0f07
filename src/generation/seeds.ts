/** Seeds: what samples are to be made from, before any model is asked. */
import { type Chunk, substitute } from '../document/chunk.ts';
import { WHY_CHANNELS } from '../document/scenario-block.ts';
import type { Trait } from '../document/traits-document.ts';
import type { ScenarioKind } from '../models/model.ts';
import type { WhyChannel } from '../prompts/document-plan.ts';
import type { Draw } from '../prompts/draw.ts';
import type { Plan } from '../prompts/plan.ts';
import type { Material } from './pipeline.ts';

export interface Seed {
  readonly kind: ScenarioKind;
  /** Counts the seeds of this trait and kind, from 0. */
  readonly ordinal: number;
  /** Counts all seeds of this trait, from 0. */
  readonly index: number;
  /** The document's own exception or trade-off that a plan is to be made from. */
  readonly entry?: string;
  /** What was drawn for the plan to begin from. */
  readonly draw?: Draw;
  /** From a scenario that is pinned in the document. */
  readonly plan?: Plan;
  /** Of a text: how its reason is to be seen. */
  readonly whyChannel?: WhyChannel;
  readonly documentType?: string;
  /** A pinned message; a text has none. */
  readonly prompt?: string;
  /** What is there of the sample already, where earlier steps are not taken again. */
  readonly made?: Partial<Material>;
}

/** The id of the sample that a seed becomes; unique in a run. */
export function sampleId(traitId: string, { kind, ordinal }: Pick<Seed, 'kind' | 'ordinal'>): string {
  return `${traitId}/${kind}/${ordinal}`;
}

/** No run has more samples of a trait; an ordinal beyond it was not written by one. */
const MOST_ORDINALS = 1_000_000;

/**
 * The seeds that become samples with these ids: those among `first`, and of each kind what would come after them, since
 * a run also makes up for samples that came to nothing.
 */
export function seedsOnly(trait: Trait, first: readonly Seed[], only: readonly string[]): readonly Seed[] {
  const ids = new Set(only);
  const isAsked = (seed: Seed): boolean => ids.has(sampleId(trait.id, seed));
  const further = KINDS.flatMap((kind): readonly Seed[] => {
    const known = first.filter((seed) => seed.kind === kind).length;
    const prefix = sampleId(trait.id, { kind, ordinal: 0 }).slice(0, -1);
    const count = only.reduce((most, id) => {
      const next = id.startsWith(prefix) ? Number(id.slice(prefix.length)) + 1 : 0;
      return next <= MOST_ORDINALS ? Math.max(most, next) : most;
    }, 0);
    return count <= known ? [] : seedsOf(trait, count, { exhibit: 0, exception: 0, 'trade-off': 0, [kind]: 1 }).slice(known).filter(isAsked);
  });
  return [...first.filter(isAsked), ...further.map((seed, at) => ({ ...seed, index: first.length + at }))];
}

/** In the order in which they take turns. */
export const KINDS: readonly ScenarioKind[] = ['exhibit', 'exception', 'trade-off'];

/** How many parts of each kind there are to be; 0 for none. */
export type KindShares = Readonly<Record<ScenarioKind, number>>;

/** As many of each. Data of which every example shows the trait teaches a model to show it always. */
export const EVEN_KINDS: KindShares = { exhibit: 1, exception: 1, 'trade-off': 1 };

/**
 * The seeds of `count` samples of a trait. The kinds take turns by their shares, so that the first few are in proportion
 * as well; exceptions and trade-offs as long as the document has something to make them from. Where it has nothing and
 * nothing else is wanted, there are fewer than `count`. Of each kind the pinned scenarios come first, then the
 * document's entries, round and round.
 */
export function seedsOf(trait: Trait, count: number, shares: KindShares = EVEN_KINDS): readonly Seed[] {
  const { exceptions, tradeOffs, scenarios } = trait.content;
  const entries: Readonly<Record<ScenarioKind, readonly { readonly text: string }[]>> = { exhibit: [], exception: exceptions, 'trade-off': tradeOffs };
  const pinned = scenarios.flatMap(({ values: { kind = 'exhibit', what, how, why, 'why-channel': channel, prompt } }) => {
    if (what === undefined || how === undefined || why === undefined) return [];
    const whyChannel = WHY_CHANNELS.find((known) => known === channel);
    return [{ kind, plan: { what, how, why }, ...(whyChannel === undefined ? {} : { whyChannel }), ...(prompt === undefined ? {} : { prompt }) }];
  });
  const seedOf = (kind: ScenarioKind, ordinal: number, index: number): Seed | undefined => {
    const ofKind = pinned.filter((scenario) => scenario.kind === kind);
    const pin = ofKind[ordinal];
    if (pin !== undefined) return { ...pin, kind, ordinal, index };
    if (kind === 'exhibit') return { kind, ordinal, index };
    const entry = entries[kind][(ordinal - ofKind.length) % entries[kind].length]?.text;
    return entry === undefined ? undefined : { kind, ordinal, index, entry };
  };
  const seeds: Seed[] = [];
  const made = { exhibit: 0, exception: 0, 'trade-off': 0 };
  // Sainte-Laguë: whichever kind is furthest behind its share comes next.
  const behind = (kind: ScenarioKind): number => (made[kind] + 0.5) / shares[kind];
  let left = KINDS.filter((kind) => shares[kind] > 0);
  while (seeds.length < count) {
    const [kind] = left.toSorted((a, b) => behind(a) - behind(b));
    if (kind === undefined) break;
    const seed = seedOf(kind, made[kind], seeds.length);
    if (seed === undefined) {
      left = left.filter((other) => other !== kind);
      continue;
    }
    seeds.push(seed);
    made[kind] += 1;
  }
  return seeds;
}

/** The document's placeholders may stand in its entries and its pinned plans. A pinned prompt is a user's words: its braces stay. */
export function withVariables(seed: Seed, { variables }: Chunk): Seed {
  const fill = (text: string): string => substitute(text, variables).text;
  const { entry, plan } = seed;
  return {
    ...seed,
    ...(entry === undefined ? {} : { entry: fill(entry) }),
    ...(plan === undefined ? {} : { plan: { what: fill(plan.what), how: fill(plan.how), why: fill(plan.why) } }),
  };
}
