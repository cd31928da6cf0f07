/** trade-offs/cycle: three or more traits of which each prevails over the next, and the last over the first. */
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Claim, claims, LIMITS_OPTION } from './precedences.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'trade-offs/cycle',
    summary: 'Traits of which each goes before the next, in a circle',
    severity: 'warning',
    options: LIMITS_OPTION,
  },
  check(document, report, { words }) {
    const graph = graphOf(claims(document, words['limits']));
    for (const cycle of cyclesOf(graph)) {
      const [first, ...others] = cycle;
      if (first === undefined) continue;
      const names = [...cycle.map(({ winner }) => winner), first.winner].map(({ name }) => `“${name}”`);
      const chain = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 2), '…', ...names.slice(-1)] : names;
      report({
        range: first.range,
        message: `${chain.join(' goes before ')}: expected an order that ends, or one of them to say in which matter it holds.`,
        related: others.map(({ winner, loser, range }) => ({ range, message: `Here “${winner.name}” goes before “${loser.name}”.` })),
      });
    }
  },
};

const MOST_NAMES = 8;

/** From a trait to those that it goes before, in document order, with the first claim that says so. */
type Graph = ReadonlyMap<Trait, ReadonlyMap<Trait, Claim>>;

/** Orders that hold in some matter alone are left out, and so are pairs that contradict each other: they have a rule of their own. */
function graphOf(all: readonly Claim[]): Graph {
  const graph = new Map<Trait, Map<Trait, Claim>>();
  const edgesOf = (trait: Trait): Map<Trait, Claim> => {
    let edges = graph.get(trait);
    if (edges === undefined) graph.set(trait, (edges = new Map()));
    return edges;
  };
  for (const claim of all) {
    if (claim.limited) continue;
    const edges = edgesOf(claim.winner);
    edgesOf(claim.loser);
    if (!edges.has(claim.loser)) edges.set(claim.loser, claim);
  }
  for (const [winner, edges] of graph) {
    // Deleting the entry that a Map's iterator stands on is safe.
    for (const loser of edges.keys()) {
      if (graph.get(loser)?.delete(winner) === true) edges.delete(loser);
    }
  }
  return graph;
}

/** One cycle of each strongly connected component: a shortest one through the trait of it that was named first. */
function cyclesOf(graph: Graph): readonly (readonly Claim[])[] {
  return components(graph).flatMap((component) => {
    const [first] = component;
    if (component.size < 3 || first === undefined) return [];
    const cycle = shortestCycle(graph, first, component);
    return cycle === undefined ? [] : [cycle];
  });
}

/** Breadth first, from a trait back to itself. */
function shortestCycle(graph: Graph, start: Trait, within: ReadonlySet<Trait>): readonly Claim[] | undefined {
  const cameBy = new Map<Trait, Claim>();
  const queue = [start];
  for (const trait of queue) {
    for (const [next, claim] of graph.get(trait) ?? []) {
      if (next === start) {
        const cycle = [claim];
        for (let at = trait; at !== start; ) {
          const step = cameBy.get(at);
          if (step === undefined) return undefined;
          cycle.unshift(step);
          at = step.winner;
        }
        return cycle;
      }
      if (!within.has(next) || cameBy.has(next)) continue;
      cameBy.set(next, claim);
      queue.push(next);
    }
  }
  return undefined;
}

interface Visit {
  readonly trait: Trait;
  readonly left: Iterator<Trait>;
}

/** Strongly connected components (Tarjan's algorithm, with a stack of its own so that long chains do not overflow). */
function components(graph: Graph): readonly ReadonlySet<Trait>[] {
  const found: ReadonlySet<Trait>[] = [];
  const index = new Map<Trait, number>();
  const lowest = new Map<Trait, number>();
  const open: Trait[] = [];
  const isOpen = new Set<Trait>();
  const visits: Visit[] = [];
  const enter = (trait: Trait): void => {
    lowest.set(trait, index.size);
    index.set(trait, index.size);
    open.push(trait);
    isOpen.add(trait);
    visits.push({ trait, left: (graph.get(trait) ?? new Map<Trait, Claim>()).keys() });
  };
  const lower = (trait: Trait, to: number | undefined): void => {
    lowest.set(trait, Math.min(lowest.get(trait) ?? Infinity, to ?? Infinity));
  };
  for (const root of graph.keys()) {
    if (!index.has(root)) enter(root);
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const { trait, left } = visit;
      const next = left.next();
      if (next.done !== true) {
        if (!index.has(next.value)) enter(next.value);
        else if (isOpen.has(next.value)) lower(trait, index.get(next.value));
        continue;
      }
      visits.pop();
      const above = visits.at(-1);
      if (above !== undefined) lower(above.trait, lowest.get(trait));
      if (lowest.get(trait) !== index.get(trait)) continue;
      const component = open.splice(open.lastIndexOf(trait));
      for (const member of component) isOpen.delete(member);
      // The trait that a component was entered by comes first.
      found.push(new Set(component));
    }
  }
  return found;
}

export const page: RulePage = {
  why: `Where one trait goes before a second, that before a third, and the third before the first, the document gives no order:
whichever two meet, the third would have turned it round. Each of the entries looks right in its own trait, and each
chunk shows only one or two of them, so nobody who reads a trait at a time will see it.

That is plain from the text, so this is a *warning*. Only orders that hold everywhere are counted: with *in substance*
or *where somebody may come to harm* behind a name, two traits can each prevail in their matter. Two traits that go
before each other are what \`trade-offs/contradiction\` is about. One circle is shown at a time of those that share
traits. There is no fix, since only the author knows which step gives.`,
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
