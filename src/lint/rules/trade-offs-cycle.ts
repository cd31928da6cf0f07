/** trade-offs/cycle: three or more traits of which each prevails over the next, and the last over the first. */
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Claim, claimsTogether, LIMITS_OPTION, LIMITS_SAID, placeOf, severityOf } from './precedences.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'trade-offs/cycle',
    summary: 'Traits of which each goes before the next, in a circle',
    severity: 'warning',
    options: LIMITS_OPTION,
  },
  check(document, report, { words }) {
    for (const cycle of cycles(document, words['limits'])) {
      const [first, ...others] = cycle;
      if (first === undefined) continue;
      const names = [...cycle.map(({ winner }) => winner), first.winner].map(({ name }) => `“${name}”`);
      const chain = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 2), '…', ...names.slice(-1)] : names;
      report({
        range: placeOf(first),
        message: `${chain.join(' goes before ')}: expected an order that ends, or one of them to say in which matter it holds.`,
        ...severityOf(cycle),
        related: others.map((other) => ({ range: placeOf(other), message: `Here “${other.winner.name}” goes before “${other.loser.name}”.` })),
      });
    }
  },
};

const MOST_NAMES = 8;

/** A circle takes at least three orders. */
const cycles = claimsTogether((all) => byScope(all).flatMap((group) => (group.length > 2 ? plainestCycles(group) : [])));

/** Orders of different matters can all be true. */
function byScope(all: readonly Claim[]): readonly (readonly Claim[])[] {
  const scopes = new Map<string, Claim[]>();
  for (const claim of all) {
    if (claim.scope === undefined) continue;
    const known = scopes.get(claim.scope);
    if (known === undefined) scopes.set(claim.scope, [claim]);
    else known.push(claim);
  }
  return [...scopes.values()];
}

/** Traits by numbers, in the order in which claims name them; by number, since the graph is made anew while a name is typed. */
interface Graph {
  readonly count: number;
  /** The claims, by winner, and for each trait where those begin in which it is that. */
  readonly claims: readonly Claim[];
  readonly firsts: Int32Array;
  /** The losers of the claims. */
  readonly losers: Int32Array;
}

/** From a trait to one that it goes before, with the first claim that says so, plain ones before others. */
interface Edge {
  readonly winner: number;
  readonly loser: number;
  claim: Claim;
}

/** Those that need no claim that a reader has to weigh; among traits that have none of these, the others. */
function plainestCycles(all: readonly Claim[]): readonly (readonly Claim[])[] {
  const { edges, count } = edgesOf(all);
  const graph = graphOf(edges, count);
  const found = components(graph);
  if (found.length === 0) return [];
  const plain = graphOf(edges.filter(({ claim }) => !claim.hedged), count);
  const shown = new Set<number>();
  const first = components(plain).flatMap((component) => shortestCycle(plain, component, shown));
  const others = found.filter((component) => !component.some((trait) => shown.has(trait)));
  return [...first, ...others.flatMap((component) => shortestCycle(graph, component, shown))];
}

/** Pairs that contradict each other are left out: they have a rule of their own. */
function edgesOf(all: readonly Claim[]): { readonly edges: readonly Edge[]; readonly count: number } {
  const numbers = new Map<Trait, number>();
  const numberOf = (trait: Trait): number => {
    let number = numbers.get(trait);
    if (number === undefined) numbers.set(trait, (number = numbers.size));
    return number;
  };
  const most = all.length * 2;
  const byPair = new Map<number, Edge>();
  for (const claim of all) {
    const [winner, loser] = [numberOf(claim.winner), numberOf(claim.loser)];
    const known = byPair.get(winner * most + loser);
    if (known === undefined) byPair.set(winner * most + loser, { winner, loser, claim });
    else if (known.claim.hedged && !claim.hedged) known.claim = claim;
  }
  const edges = [...byPair.values()].filter(({ winner, loser }) => !byPair.has(loser * most + winner));
  return { edges, count: numbers.size };
}

function graphOf(edges: readonly Edge[], count: number): Graph {
  const firsts = new Int32Array(count + 1);
  for (const { winner } of edges) firsts[winner + 1] = (firsts[winner + 1] ?? 0) + 1;
  for (let trait = 0; trait < count; trait += 1) firsts[trait + 1] = (firsts[trait + 1] ?? 0) + (firsts[trait] ?? 0);
  const next = firsts.slice();
  const losers = new Int32Array(edges.length);
  const claims = Array<Claim>(edges.length);
  for (const { winner, loser, claim } of edges) {
    const at = next[winner] ?? 0;
    next[winner] = at + 1;
    losers[at] = loser;
    claims[at] = claim;
  }
  return { count, claims, firsts, losers };
}

/** Of a component a shortest cycle through the trait that it begins with, breadth first from that back to itself. Its traits are added to `shown`. */
function shortestCycle({ claims, firsts, losers }: Graph, component: readonly number[], shown: Set<number>): readonly (readonly Claim[])[] {
  const [start = 0] = component;
  const within = new Set(component);
  /** By which edge each was reached, and from where. */
  const cameBy = new Map<number, { readonly edge: number; readonly from: number }>();
  const queue = [start];
  for (const trait of queue) {
    for (let edge = firsts[trait] ?? 0; edge < (firsts[trait + 1] ?? 0); edge += 1) {
      const next = losers[edge] ?? 0;
      if (!within.has(next) || cameBy.has(next)) continue;
      cameBy.set(next, { edge, from: trait });
      if (next === start) return [claimsBack(claims, start, cameBy, shown)];
      queue.push(next);
    }
  }
  return [];
}

function claimsBack(claims: readonly Claim[], start: number, cameBy: ReadonlyMap<number, { readonly edge: number; readonly from: number }>, shown: Set<number>): readonly Claim[] {
  const cycle: Claim[] = [];
  for (let step = cameBy.get(start); step !== undefined; step = step.from === start ? undefined : cameBy.get(step.from)) {
    cycle.push(...claims.slice(step.edge, step.edge + 1));
    shown.add(step.from);
  }
  return cycle.toReversed();
}

/**
 * Strongly connected components of three traits or more (Tarjan's algorithm, with a stack of its own so that long
 * chains do not overflow). The trait that a component was entered by comes first.
 */
function components({ count, firsts, losers }: Graph): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  /** In which order each was entered, from 1 on, and the first of those that it leads back to. */
  const order = new Int32Array(count);
  const lowest = new Int32Array(count);
  const next = firsts.slice();
  const isOpen = new Uint8Array(count);
  const open: number[] = [];
  const visits: number[] = [];
  let entered = 0;
  const enter = (trait: number): void => {
    entered += 1;
    order[trait] = entered;
    lowest[trait] = entered;
    isOpen[trait] = 1;
    open.push(trait);
    visits.push(trait);
  };
  const lower = (trait: number, to: number): void => {
    lowest[trait] = Math.min(lowest[trait] ?? 0, to);
  };
  for (let root = 0; root < count; root += 1) {
    if (order[root] === 0) enter(root);
    for (let trait = visits.at(-1); trait !== undefined; trait = visits.at(-1)) {
      const edge = next[trait] ?? 0;
      if (edge < (firsts[trait + 1] ?? 0)) {
        next[trait] = edge + 1;
        const loser = losers[edge] ?? 0;
        if (order[loser] === 0) enter(loser);
        else if (isOpen[loser] === 1) lower(trait, order[loser] ?? 0);
        continue;
      }
      visits.pop();
      const above = visits.at(-1);
      if (above !== undefined) lower(above, lowest[trait] ?? 0);
      if (lowest[trait] !== order[trait]) continue;
      const component = open.splice(open.lastIndexOf(trait));
      for (const member of component) isOpen[member] = 0;
      if (component.length > 2) found.push(component);
    }
  }
  return found;
}

export const page: RulePage = {
  why: `Where one trait goes before a second, that before a third, and the third before the first, the document gives no order:
whichever two meet, the third would have turned it round. Each of the entries looks right in its own trait, and each
chunk shows only one or two of them, so nobody who reads a trait at a time will see it.

That is plain from the text, so this is a *warning*. Only orders that hold everywhere are counted, or all in the same
words: with *in substance* or *where somebody may come to harm* behind a name, two traits can each prevail in their
matter. Where a case is said only in the middle of an explanation, a reader has to weigh it: the finding is
*information* then. Two traits that go before each other are what \`trade-offs/contradiction\` is about. One circle is shown at a time of those that share
traits. There is no fix, since only the author knows which step gives.`,
  options: {
    limits: LIMITS_SAID,
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)**: the truth is said.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Over [Brief](#brief)**: a kind word is worth its length.

## Brief {#brief}

Aster says it once.

### Trade-offs

- **Over [Honest](#honest)**: what nobody asked is left out.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)**: the truth is said.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Over [Brief](#brief)**: a kind word is worth its length.

## Brief {#brief}

Aster says it once.

### Trade-offs

- **Yields to [Honest](#honest)**: what somebody will act on is said, also if it takes longer.
`,
};
