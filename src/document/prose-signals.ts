/**
 * Recognises a part that is said in prose, without a label: most existing documents write that way.
 * A signal is a phrase that a writer uses to give a reason, weigh one thing against another, or name a case apart.
 */
import type { Prose } from './markdown.ts';
import type { PartKind } from './parts.ts';
import { phrasesPattern } from './phrase.ts';
import type { Range } from './range.ts';

/** The parts that prose can hold; scenarios and examples are blocks. */
export type ProsePart = Exclude<PartKind, 'scenarios' | 'examples'>;
export const PROSE_PARTS = ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const satisfies readonly ProsePart[];

/** What a part is recognised by; none where a language has no signals for it. */
export type Signals = Readonly<Partial<Record<ProsePart, RegExp>>>;
/** Phrases that are signals. */
export type SignalPhrases = Readonly<Partial<Record<ProsePart, readonly string[]>>>;

/** For a lookbehind, at the start of a sentence. */
const SENTENCE_START = '(?<=^|[.!?]["”’)]? )';
const IMPORTANT = 'important|essential|crucial|critical|vital|valuable';

/** English phrases, as regular expressions between word boundaries. Each must hold by itself; doubtful ones are left out. */
const PHRASES: Readonly<Record<ProsePart, readonly string[]>> = {
  what: [
    'should|must|shall|will|cannot|never|always|is expected to',
    "(?:does|do) not|(?:does|do)n['’]t",
    'avoids?|aims? to|(?:tries|try) to|strives? to',
    // What somebody would see it do.
    '(?:says?|tells?|asks?|states?|answers?|names?|shows?|refuses?|declines?|offers?|checks?|admits?|reports?|marks?|explains?|points? out|keeps?|gives?|corrects?) (?:what|that|when|so|how|why|its|the|a|an|it|to|no|users?|people|them)',
  ],
  how: [
    'for (?:example|instance)|e\\.g\\.|such as',
    'by \\w+ing',
    '(?:when|if) (?:a|an|the|users?|somebody|someone|people|asked)',
  ],
  why: [
    '(?<!(?:solely|just|only|merely|simply) )because|so that|in order to|therefore|as a result|given (?:that|the|its|their|how)|in light of',
    '(?:the reason|(?:which|this|that) is why|motivated by|designed to(?! (?:manipulate|deceive|mislead|exploit|harm|cause))|our (?:aim|goal|mission)|the goal is)',
    '(?<=,) as (?:it|they|this|that|doing so)',
    '(?<!(?:try|tries) )to (?:avoid|ensure|prevent|protect|maintain|mitigate|minimi[sz]e|maximi[sz]e|build|foster|enable)|(?<=,) to (?:support|create|reduce)',
    'helps? (?:to|us|users|people|ensure|build|avoid|prevent)',
    '(?:this|it|that|which|these|they) (?:also )?(?:helps?|allows?|ensures?|enables?|lets|builds?|reduces?|protects?|prevents?|undermines?|erodes?|matters?|makes it|risks?)',
    // Not of what is forbidden: “activities that could harm people”.
    `(?<=${SENTENCE_START}(?:\\p{L}[\\p{L}'’-]* ){1,3}(?<!(?:that|who|which) )|(?<!\\p{L})(?:this|it|doing so|(?<=, )which|(?:an?|any|such|the) \\p{L}+) (?:also )?)(?:can|could|may|might) (?:lead to|cause|harm|undermine|erode|create)`,
    '(?:can|could|may|might) be mis(?:interpreted|understood|used)',
    // “It is important to say so” asks for it and gives no reason.
    `is (?:(?:especially|particularly|also|very) )?(?:${IMPORTANT})(?! to (?!(?:the|its|their|our|users?|people|them|us|those|every|any|some)[a-z]*\\b)[a-z])|is (?:${IMPORTANT}) to [^.!?]{1,160}? (?:since|when|as)`,
    'is (?:harmful|dangerous)|making (?:it|them) more|(?:this|which)(?: \\p{L}+)? (?:also )?guards? against|(?:that|which) makes? (?:\\p{L}+ ){1,4}possible|the (?:biggest|greatest|most (?:common|dangerous|likely)) (?:\\p{L}+ ){0,2}(?:failure|mistake|danger|risk)(?: mode)?(?: of [^.,]{1,40})? is',
  ],
  'trade-offs': [
    'takes? (?:precedence|priority)|priority|more important than|prioriti[sz](?:e|es|ing) [^.]{1,60}? over',
    'at the (?:expense|cost) of|trade-?offs?|outweighs?|weigh(?:s|ing|ed)?|balanc(?:e|es|ing|ed)|err(?:s|ing)? (?:\\w+ )?on the side of',
    'overrid(?:e|es|den|ing)|conflicts?(?! of interest)|conflicting|tension|gives? way|yields? to|supersed(?:e|es|ed)',
    'competing (?:considerations|goals|interests|demands|values|needs)|under (?:any|no) circumstances?',
    'even (?:if|when|where) (?:it|this|that|doing so) (?:leads? to|means|takes|requires|costs)',
    'still (?:be|follow|adhere|comply|respect)',
    'while (?:still |also )?(?:striving|being|remaining|respecting|avoiding|maintaining|preserving|acknowledging)|without (?:sacrificing|compromising)',
  ],
  exceptions: [
    "unless|except|excepting|(?<!(?:no|without) )exceptions?|(?:does not|do not|doesn['’]t|don['’]t) apply|need not|not (?:required|necessary)",
    'aside from|apart from|other than|only (?:if|when|in|after|where)|however,? (?:if|when|in|there|(?:on|for|with) [^.,]{1,60} when|(?:it|they|the \\p{L}+) (?:may|can|might))',
    "(?:it is|it['’]s) (?:fine|acceptable|okay|ok)|may (?:be (?:acceptable|appropriate)|still|override)|without explicit|(?:can|may|might) be (?:delegated|overridden|relaxed|lifted|waived|adjusted|set aside)",
    'in (?:rare|some|certain) (?:cases|contexts|situations|circumstances)|in other (?:cases|situations|circumstances)|in (?:unclear|ambiguous|borderline|edge|doubtful) cases|in (?:cases|contexts|situations|circumstances) (?:where|in which)',
    'depends? (?:in part|partly|largely) on|is different (?:if|when)|in the absence of',
    '(?:as|so) long as|(?:is|are) (?:allowed|permitted) (?:when|if|in|for)',
  ],
};

function english(kind: ProsePart): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${PHRASES[kind].join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

export const ENGLISH_SIGNALS: Signals = Object.fromEntries(PROSE_PARTS.map((kind) => [kind, english(kind)]));

/** Many documents have the same phrases. */
const compiled = new Map<string, RegExp>();

/** The signals of `base`, and `phrases`. */
export function signalsOf(base: Signals, ...phrases: readonly SignalPhrases[]): Signals {
  const signals: Partial<Record<ProsePart, RegExp>> = {};
  for (const kind of PROSE_PARTS) {
    const pattern = phrasesPattern(phrases.flatMap((added) => added[kind] ?? []));
    const own = base[kind];
    if (pattern === undefined) {
      if (own !== undefined) signals[kind] = own;
      continue;
    }
    const source = own === undefined ? pattern : `${own.source}|${pattern}`;
    let signal = compiled.get(source);
    if (signal === undefined) {
      // While somebody types a phrase in the front matter, each state of it is one.
      if (compiled.size >= 100) compiled.clear();
      compiled.set(source, (signal = new RegExp(source, 'iu')));
    }
    signals[kind] = signal;
  }
  return signals;
}

/** The full stops of “z. B.” and “p. ej.” end no sentence either. Chinese and Japanese write no space after theirs. */
const SENTENCE_END = /(?:[!?]|(?<!\b(?:vs|e\.g|i\.e|cf|esp|approx|Mr|Mrs|Ms|Dr|bzw|ggf|z\. ?B|d\. ?h|p\. ?ej|p\. ?ex))\.(?! ?(?:B|h|ej|ex)\.))["'”’)\]]*(?:\s+|$)|[。！？]["”’」』）]*\s*|\n[ \t]*\n/gi;

/** Where each sentence of `text` ends but the last, ascending: after the white space that follows it. */
export function sentenceEnds(text: string): readonly number[] {
  return Array.from(text.matchAll(SENTENCE_END), ({ index, 0: end }) => index + end.length);
}

/** The sentence around `at` in `text`; white space around it is left out. */
export function sentenceAround(text: string, at: number): Range {
  let start = 0;
  let end = text.trimEnd().length;
  for (const match of text.matchAll(SENTENCE_END)) {
    if (match.index >= at) {
      end = match.index + match[0].trimEnd().length;
      break;
    }
    start = match.index + match[0].length;
  }
  return { start, end: Math.max(start, end) };
}

/** A run of text in which signals can be looked for: what is not prose is as much white space, and offsets hold. */
export interface Searchable {
  readonly range: Range;
  readonly text: string;
}

export function searchable(source: string, { range, notProse }: Prose): Searchable {
  let text = '';
  let from = range.start;
  for (const span of notProse) {
    text += source.slice(from, span.start) + ' '.repeat(span.end - span.start);
    from = span.end;
  }
  // A line may end inside a phrase.
  return { range, text: (text + source.slice(from, range.end)).replace(/[\r\n]/g, ' ') };
}

/** Where a run says a part: the range in `source` of the first sentence with its signal. */
export function findSignal(source: string, { range, text }: Searchable, signal: RegExp): Range | undefined {
  const match = signal.exec(text);
  if (match === null) return undefined;
  const sentence = sentenceAround(source.slice(range.start, range.end), match.index);
  return { start: range.start + sentence.start, end: range.start + sentence.end };
}
