/** trade-offs/cycle: three or more traits of which each prevails over the next, and the last over the first. */
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Claim, claimsTogether, LIMITS_OPTION, placeOf, severityOf } from './precedences.ts';

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

const cycles = claimsTogether((all) => byScope(all).flatMap(plainestCycles));

/** From a trait to those that it goes before, in document order, with the first claim that says so, plain ones before others. */
type Graph = ReadonlyMap<Trait, ReadonlyMap<Trait, Claim>>;

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

/** Those that need no claim that a reader has to weigh; among traits that have none of these, the others. */
function plainestCycles(all: readonly Claim[]): readonly (readonly Claim[])[] {
  const graph = graphOf(all);
  if (components(graph).length === 0) return [];
  const plain = cyclesOf(new Map([...graph].map(([winner, edges]) => [winner, new Map([...edges].filter(([, { hedged }]) => !hedged))])));
  const shown = new Set(plain.flatMap((cycle) => cycle.map(({ winner }) => winner)));
  return [...plain, ...cyclesOf(graph, shown)];
}

/** Pairs that contradict each other are left out: they have a rule of their own. */
function graphOf(all: readonly Claim[]): Graph {
  const graph = new Map<Trait, Map<Trait, Claim>>();
  const edgesOf = (trait: Trait): Map<Trait, Claim> => {
    let edges = graph.get(trait);
    if (edges === undefined) graph.set(trait, (edges = new Map()));
    return edges;
  };
  for (const claim of all) {
    const edges = edgesOf(claim.winner);
    edgesOf(claim.loser);
    const known = edges.get(claim.loser);
    if (known === undefined || (known.hedged && !claim.hedged)) edges.set(claim.loser, claim);
  }
  for (const [winner, edges] of graph) {
    // Deleting the entry that a Map's iterator stands on is safe.
    for (const loser of edges.keys()) {
      if (graph.get(loser)?.delete(winner) === true) edges.delete(loser);
    }
  }
  return graph;
}

/** One cycle of each strongly connected component without a trait of `except`: a shortest one through the trait of it that was named first. */
function cyclesOf(graph: Graph, except: ReadonlySet<Trait> = new Set()): readonly (readonly Claim[])[] {
  return components(graph).flatMap((component) => {
    const [first] = component;
    if (first === undefined || [...except].some((trait) => component.has(trait))) return [];
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

/** Strongly connected components of three traits or more (Tarjan's algorithm, with a stack of its own so that long chains do not overflow). */
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
      if (component.length > 2) found.push(new Set(component));
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
