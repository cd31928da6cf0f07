/** What a document's words mean, by the language that it is written in: names of parts, signals, words for the rules. */
import { type NamesOfParts, PART_KINDS, type PartNames, partNames } from './parts.ts';
import { phrasesPattern } from './phrase.ts';
import { ENGLISH_SIGNALS, PROSE_PARTS, type SignalPhrases, type Signals, signalsOf } from './prose-signals.ts';

/** How a trade-off begins: this trait prevails, the other one does, or it depends. */
export const LEAD_INS = ['over', 'yields-to', 'with'] as const;
export type LeadInPhrases = Readonly<Partial<Record<(typeof LEAD_INS)[number], readonly string[]>>>;

/** By rule id and the name of an option: words that are added to the rule's own. */
export type RuleWords = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * A language, as plain data. The names and the lead-ins add to the English ones, which are part of the format; the
 * signals take the place of the English ones, which are words of other meanings elsewhere. How phrases are written is
 * told where `phrasesPattern` is.
 */
export interface Language {
  /** Other names of the parts; the first of each is the usual one. */
  readonly names?: NamesOfParts;
  /** Phrases with which a sentence says a part. */
  readonly signals?: SignalPhrases;
  /** Phrases with which an entry of the trade-offs begins, before the name of the other trait. */
  readonly leadIns?: LeadInPhrases;
  readonly rules?: RuleWords;
}

/** By primary language subtag of BCP 47 (`de`, `zh`), in lower case. */
export type Languages = Readonly<Record<string, Language>>;

/** All that reading a document takes from its language, from a user's additions to it, and from its front matter. */
export interface Vocabulary {
  /** The primary subtag, in lower case: `en` where a document says nothing. */
  readonly language: string;
  readonly names: PartNames;
  readonly signals: Signals;
  /** Its groups are the emphasis before it, *over* and *yields to*; undefined where the English ones are all. */
  readonly leadIn: RegExp | undefined;
  readonly rules: RuleWords;
}

/** What the front matter says of words. */
export interface OwnWords {
  /** A language tag: `de`, `zh-Hans`. */
  readonly language?: string;
  readonly sections: NamesOfParts;
  readonly signals: SignalPhrases;
}

/** What a document's language, if it is among `languages`, and its own words come to. English needs not be among them. */
export function vocabularyOf(own: OwnWords, languages: Languages): Vocabulary {
  const language = own.language?.split('-', 1)[0]?.toLowerCase() ?? 'en';
  const { names = {}, signals = {}, leadIns = {}, rules = {} } = (Object.hasOwn(languages, language) ? languages[language] : undefined) ?? {};
  return {
    language,
    names: partNames(names, own.sections),
    signals: signalsOf(language === 'en' ? ENGLISH_SIGNALS : {}, signals, own.signals),
    leadIn: leadInOf(leadIns),
    rules,
  };
}

/** Matches nothing. */
const NEVER = '(?!)';

function leadInOf(leadIns: LeadInPhrases): RegExp | undefined {
  const patterns = LEAD_INS.map((kind) => {
    // With its article a lead-in is longer: “vor der” goes before “vor”.
    const phrases = (leadIns[kind] ?? []).toSorted((a, b) => b.length - a.length);
    return phrasesPattern(phrases);
  });
  if (patterns.every((pattern) => pattern === undefined)) return undefined;
  // The groups are those of the English expression.
  const [over = NEVER, yieldsTo = NEVER, depends = NEVER] = patterns;
  return new RegExp(`^([*_]*)[ \\t]*(?:(${over})|(${yieldsTo})|(?:${depends}))`, 'iu');
}

function mergedRules(sets: readonly RuleWords[]): RuleWords {
  return merged(sets, mergedLists);
}

function mergedLists(sets: readonly Readonly<Record<string, readonly string[]>>[]): Readonly<Record<string, readonly string[]>> {
  return merged(sets, (lists) => lists.flat());
}

/** One set of what stands under each key of several, in their order. */
function merged<T>(sets: readonly Readonly<Record<string, T>>[], merge: (all: readonly T[]) => T): Readonly<Record<string, T>> {
  // Keys are anybody's: in a plain object `__proto__` would be something already.
  const byKey = new Map<string, T[]>();
  for (const [key, value] of sets.flatMap((set) => Object.entries(set))) byKey.set(key, [...(byKey.get(key) ?? []), value]);
  return Object.fromEntries([...byKey].map(([key, all]) => [key, merge(all)]));
}

/** What several add to the languages, as if one had: words of later ones come after those of earlier ones. */
export function mergedLanguages(...sets: readonly Languages[]): Languages {
  return merged(sets, (all) => ({
    names: mergedLists(all.map(({ names = {} }) => names)),
    signals: mergedLists(all.map(({ signals = {} }) => signals)),
    leadIns: mergedLists(all.map(({ leadIns = {} }) => leadIns)),
    rules: mergedRules(all.map(({ rules = {} }) => rules)),
  }));
}

/**
 * What a setting adds to the languages: `{"it": {"names": {…}, "signals": {…}, "leadIns": {…}, "rules": {…}}}`. Whatever
 * has another shape is left out; never throws.
 */
export function readLanguages(setting: unknown): Languages {
  return Object.fromEntries(
    entriesOf(setting).map(([tag, language]): [string, Language] => {
      const said = Object.fromEntries(entriesOf(language));
      const rules = entriesOf(said['rules']).map(([id, options]) => [id, wordsOf(options)] as const);
      return [
        tag.toLowerCase(),
        {
          names: wordsOf(said['names'], PART_KINDS),
          signals: wordsOf(said['signals'], PROSE_PARTS),
          leadIns: wordsOf(said['leadIns'], LEAD_INS),
          rules: Object.fromEntries(rules),
        },
      ];
    }),
  );
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Lists of words by their keys; where `keys` are given, by those. */
function wordsOf(value: unknown, keys?: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    entriesOf(value).flatMap(([key, words]) => {
      if (keys?.includes(key) === false || !Array.isArray(words)) return [];
      return [[key, words.filter((word): word is string => typeof word === 'string' && word.trim() !== '')] as const];
    }),
  );
}
