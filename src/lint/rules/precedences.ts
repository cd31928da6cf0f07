/** What the rules about contradictions and cycles share: which trait a trade-off puts first, and where. */
import { type Kept, keptOn, lazyByDocument } from '../../document/lazy.ts';
import { type Range, shiftRange } from '../../document/range.ts';
import { keptByTradeOffs, settledByTrait, type TradeOff, tradeOffAt } from '../../document/trade-offs.ts';
import type { TradeOffEntry, TraitContent } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { Finding } from '../rule.ts';
import { holds, phraseSearch } from './phrases.ts';

/** An *Over* or *Yields to* that names another trait. */
export interface Claim {
  /** Among `tradeOffs`. */
  readonly index: number;
  readonly winner: Trait;
  readonly loser: Trait;
  /** The trait that says so, and where in it the other is named. */
  readonly from: Trait;
  readonly named: Range;
  /** The words that follow the name up to the first pause, folded: “in substance”. */
  readonly matter: string;
  /**
   * Where the order holds: empty is everywhere, and orders of the same scope bear on each other. Undefined where it
   * holds in a case that comes first in the explanation.
   */
  readonly scope: string | undefined;
  /** Whether the explanation speaks of a case further on: it may limit the order or be about anything, so a reader has to weigh it. */
  readonly hedged: boolean;
}

/** Words with which an entry says in which matter or in what case it holds. */
const LIMITS = (
  'in|on|about|for|within|during|with regard|regarding|concerning|between|among|of how|up to|as' +
  '|if|when|whenever|where|wherever|while|until|unless|once|before|after|except|provided|given|insofar' +
  '|only|mostly|usually|generally|often|sometimes|rarely|here|there|not|but|that'
).split('|');
const limits = phraseSearch(LIMITS);

/** “Even if” widens what it follows. */
const EVEN = /\b(?:even|also)\s{1,8}(?:if|when|where|while|after|in)\b/gi;
/** Words after the name that limit nothing. */
const ALWAYS = /^(?:always|without\s+exception|in\s+(?:all|every|any)\s+cases?|every\s+time|at\s+all\s+times)(?![\p{L}\p{N}])/iu;

/** Several rules ask for the same, mostly with the same words. */
const byWords = lazyByDocument(() => new Map<string, readonly Claim[]>());

/** In the order of the document. */
function claims(document: TraitsDocument, added: readonly string[]): readonly Claim[] {
  return remembered(byWords(document), added.join('\n'), () => {
    const search = limits(added);
    const { traits } = document;
    const all = settledByTrait(document);
    const found: Claim[] = [];
    let index = 0;
    for (let place = 0; place < all.length; place += 1) {
      const from = traits[place];
      for (const settled of all[place] ?? []) {
        const claim = from && readClaim(settled, from, settled.to && traits[settled.to.index], index, search);
        if (claim !== undefined) found.push(claim);
        index += 1;
      }
    }
    return found;
  });
}

/**
 * What `find` makes of the claims, as groups of them; the words that are given are a user's that limit. It is remembered
 * for as long as the trade-offs of the document put the same traits in the same order, since most edits are elsewhere.
 */
export function claimsTogether(find: (all: readonly Claim[], document: TraitsDocument) => readonly (readonly Claim[])[]): (document: TraitsDocument, added?: readonly string[]) => readonly (readonly Claim[])[] {
  const finders = new Map<string, (document: TraitsDocument) => readonly (readonly number[])[]>();
  return (document, added = []) => {
    const search = limits(added);
    const groups = remembered(finders, added.join('\n'), () =>
      keptByTradeOffs(
        (changed) => find(claims(changed, added), changed).map((group) => group.map(({ index }) => index)),
        // Most words that are typed into an explanation change nothing of what it comes to.
        ({ entry, named }, content) => (named === undefined ? '' : spelt(readingOf(content, entry, named, search))),
      ),
    );
    return groups(document).map((group) =>
      group.flatMap((index) => {
        const tradeOff = tradeOffAt(document, index);
        return (tradeOff && readClaim(tradeOff, tradeOff.from, tradeOff.to, index, search)) ?? [];
      }),
    );
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** What an entry says after the names of the traits that it is about. */
type Reading = Pick<Claim, 'matter' | 'scope' | 'hedged'>;

const readings = new WeakMap<RegExp, Kept<TradeOffEntry, Reading>>();

function readClaim({ precedence, entry, named }: Pick<TradeOff, 'precedence' | 'entry' | 'named'>, from: Trait, to: Trait | undefined, index: number, search: RegExp): Claim | undefined {
  if (to === undefined || to === from || precedence === 'with' || named === undefined) return undefined;
  const reading = readingOf(from.content, entry, named, search);
  const [winner, loser] = precedence === 'over' ? [from, to] : [to, from];
  return { index, winner, loser, from, named, matter: reading.matter, scope: reading.scope, hedged: reading.hedged };
}

function readingOf(content: TraitContent, entry: TradeOffEntry, named: Range, search: RegExp): Reading {
  let known = readings.get(search);
  if (known === undefined) readings.set(search, (known = keptOn()));
  let reading = known.get(entry);
  if (reading === undefined) known.set(entry, (reading = readEntry(content, entry, named, search)));
  return reading;
}

/** What decides whether the order bears on others. */
function spelt({ scope, hedged }: Reading): string {
  return `${scope === undefined} ${hedged} ${scope}`;
}

function readEntry({ source }: TraitContent, entry: TradeOffEntry, named: Range, search: RegExp): Reading {
  // Of several traits: what follows the last is said of all.
  const last = entry.besides?.at(-1)?.range.end ?? 0;
  const said = source.slice(Math.max(named.end, last), entry.range.end).replace(/^[\s*_\])]+/, '').replace(ALWAYS, '').trim();
  const written = /^[\p{L}\p{N}][^.,:;!?(—–]*/u.exec(said)?.[0] ?? '';
  const matter = written.toLowerCase().replaceAll(/[\s*_]+/g, ' ').trim();
  const first = /^[\s:—–-]*(\S+(?:\s+\S+)?)/u.exec(said)?.[1] ?? '';
  const scope = matter === '' && holds(search, first) ? undefined : matter;
  const hedged = holds(search, said.slice(written.length).replaceAll(EVEN, ' '));
  return { matter, scope, hedged };
}

/** Where the other trait is named, counted from the document's start. */
export function placeOf({ from, named }: Claim): Range {
  return shiftRange(named, from.range.start);
}

/** How sure it is that the orders which `claims` state do not go together. */
export function severityOf(together: readonly Claim[]): Pick<Finding, 'severity'> {
  return together.some(({ hedged }) => hedged) ? { severity: 'information' } : {};
}

/** The option of these rules. */
export const LIMITS_OPTION = {
  limits: { type: 'words' },
} as const;

/** What their pages say of it. */
export const LIMITS_SAID = 'More words with which a trade-off says in which matter or in what case it holds; one that says so contradicts nothing.';

/** Equal for both directions of one pair of traits of a document. */
export function pairKey(a: Trait, b: Trait, { text }: TraitsDocument): number {
  const [first, second] = a.range.start < b.range.start ? [a, b] : [b, a];
  return first.range.start * text.length + second.range.start;
}
