/** What the rules about contradictions and cycles share: which trait a trade-off puts first, and whether always. */
import { lazyByDocument } from '../../document/lazy.ts';
import type { Range } from '../../document/range.ts';
import { tradeOffs, type TradeOff } from '../../document/trade-offs.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import { holds, phraseSearch } from './phrases.ts';

/** An *Over* or *Yields to* that names another trait. */
export interface Claim {
  readonly winner: Trait;
  readonly loser: Trait;
  readonly tradeOff: TradeOff;
  /** Where the other trait is named, counted from the document's start. */
  readonly range: Range;
  /** The words that follow the name up to the first pause, folded: “in substance”. */
  readonly matter: string;
  /** Whether it says in which matter or in what case: then another may say the opposite of a different case. */
  readonly limited: boolean;
  /** Whether that is said right away: beside the name, or first thing in the explanation. Further on it may be about anything. */
  readonly limitedAtOnce: boolean;
}

/** Words with which an entry says in which matter or in what case it holds. */
const LIMITS = [
  'in', 'on', 'about', 'for', 'within', 'during', 'with regard', 'regarding', 'concerning', 'between', 'among', 'of how', 'up to', 'as',
  'if', 'when', 'whenever', 'where', 'wherever', 'while', 'until', 'unless', 'once', 'before', 'after', 'except', 'provided', 'given', 'insofar',
  'only', 'mostly', 'usually', 'generally', 'often', 'sometimes', 'rarely', 'here', 'there', 'not', 'but', 'that',
];
const limits = phraseSearch(LIMITS);

/** “Even if” widens what it follows. */
const EVEN = /\b(?:even|also)\s{1,8}(?:if|when|where|while|after|in)\b/gi;
/** Words after the name that limit nothing. */
const ALWAYS = /^(?:always|without\s+exception|in\s+(?:all|every|any)\s+cases?|every\s+time|at\s+all\s+times)(?![\p{L}\p{N}])/iu;

/** Several rules ask for the same, mostly with the same words. */
const byWords = lazyByDocument(() => new Map<string, readonly Claim[]>());

/** In the order of the document. `added` are a user's words that limit. */
export function claims(document: TraitsDocument, added: readonly string[] = []): readonly Claim[] {
  const known = byWords(document);
  const key = added.join('\n');
  const found = known.get(key) ?? readClaims(document, limits(added));
  known.set(key, found);
  return found;
}

function readClaims(document: TraitsDocument, search: RegExp): readonly Claim[] {
  return tradeOffs(document).flatMap((tradeOff): Claim | readonly Claim[] => {
    const { from, to, precedence, entry, named } = tradeOff;
    if (to === undefined || to === from || precedence === 'with' || named === undefined) return [];
    const [winner, loser] = precedence === 'over' ? [from, to] : [to, from];
    const said = from.content.source.slice(named.end, entry.range.end).replace(/^[\s*_\])]+/, '').replace(ALWAYS, '').trim();
    const matter = /^[\p{L}\p{N}][^.,:;!?(—–]*/u.exec(said)?.[0].toLowerCase().replaceAll(/[\s*_]+/g, ' ').trim() ?? '';
    const limited = matter !== '' || holds(search, said.replaceAll(EVEN, ' '));
    const first = /^[\s:—–-]*(\S+(?:\s+\S+)?)/u.exec(said)?.[1] ?? '';
    const limitedAtOnce = matter !== '' || holds(search, first);
    const { start } = from.range;
    return { winner, loser, tradeOff, range: { start: start + named.start, end: start + named.end }, matter, limited, limitedAtOnce };
  });
}

/** What the option of these rules is called and says. */
export const LIMITS_OPTION = {
  limits: {
    type: 'words',
    description: 'More words with which a trade-off says in which matter or in what case it holds; one that says so contradicts nothing.',
  },
} as const;

/** Equal for both directions of one pair of traits. */
export function pairKey(a: Trait, b: Trait): string {
  const [first, second] = a.range.start < b.range.start ? [a, b] : [b, a];
  return `${first.range.start} ${second.range.start}`;
}
