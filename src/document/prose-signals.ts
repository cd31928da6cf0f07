/**
 * Recognises a part that is said in prose, without a label: most existing documents write that way.
 * A signal is a phrase that a writer uses to give a reason, weigh one thing against another, or name a case apart.
 */
import type { PartKind } from './parts.ts';
import type { Range } from './range.ts';

/** The parts that prose can hold; scenarios and examples are blocks. */
export type ProsePart = Exclude<PartKind, 'scenarios' | 'examples'>;

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
    '(?:the reason|(?:which|this|that) is why|motivated by|designed to|our (?:aim|goal|mission)|the goal is)',
    '(?<=,) as (?:it|they|this|that|doing so)',
    '(?<!(?:try|tries) )to (?:avoid|ensure|prevent|protect|maintain|mitigate|minimi[sz]e|reduce|maximi[sz]e|build|foster|support|enable|create)',
    'helps? (?:to|us|users|people|ensure|build|avoid|prevent)',
    '(?:this|it|that|which|these|they) (?:also )?(?:helps?|allows?|ensures?|enables?|lets|builds?|reduces?|protects?|prevents?|undermines?|erodes?|matters?|makes it|risks?)',
    '(?:can|could|may|might) (?:lead to|cause|harm|undermine|erode|create|be mis(?:interpreted|understood|used))',
    'is (?:important|essential|crucial|critical|vital|valuable|harmful|dangerous)|making (?:it|them) more',
  ],
  'trade-offs': [
    'takes? (?:precedence|priority)|priority|more important than|prioriti[sz](?:e|es|ing) [^.]{1,60}? over',
    'at the (?:expense|cost) of|trade-?offs?|outweighs?|weigh(?:s|ing|ed)?|balanc(?:e|es|ing|ed)|err(?:s|ing)? (?:\\w+ )?on the side of',
    'overrid(?:e|es|den|ing)|conflicts?|conflicting|tension|gives? way|yields? to|supersed(?:e|es|ed)',
    'still (?:be|follow|adhere|comply|respect)',
    'while (?:still |also )?(?:striving|being|remaining|respecting|avoiding|maintaining|preserving|acknowledging)|without (?:sacrificing|compromising)',
  ],
  exceptions: [
    "unless|except|excepting|(?<!(?:no|without) )exceptions?|(?:does not|do not|doesn['’]t|don['’]t) apply|need not|not required|not (?:mean|necessary)",
    'aside from|apart from|other than|only (?:if|when|in|after|where)|however,? (?:if|when|in|there)',
    "(?:it is|it['’]s) (?:fine|acceptable|okay|ok)|may (?:be (?:acceptable|appropriate)|still|override)|can be overridden|without explicit",
    'in (?:rare|some|certain|other|these) (?:cases|contexts|situations|circumstances)|in (?:cases|contexts|situations|circumstances) (?:where|in which)',
    'depends? (?:in part |partly |largely )?on|is different (?:if|when)|in the absence of',
  ],
};

function signal(kind: ProsePart): RegExp {
  return new RegExp(PHRASES[kind].map((phrases) => `(?<![\\p{L}\\p{N}])(?:${phrases})(?![\\p{L}\\p{N}])`).join('|'), 'iu');
}

const SIGNALS: Readonly<Record<ProsePart, RegExp>> = {
  what: signal('what'),
  how: signal('how'),
  why: signal('why'),
  'trade-offs': signal('trade-offs'),
  exceptions: signal('exceptions'),
};

/** The sentence around `at` in `text`; white space around it is left out. */
export function sentenceAround(text: string, at: number): Range {
  let start = 0;
  for (const match of text.slice(0, at).matchAll(/[.!?]["'”’)\]]*\s+|\n[ \t]*\n/g)) start = match.index + match[0].length;
  const ending = /[.!?]["'”’)\]]*(?=\s|$)|\n[ \t]*\n/.exec(text.slice(at));
  const end = ending === null ? text.trimEnd().length : at + ending.index + ending[0].trimEnd().length;
  return { start, end: Math.max(start, end) };
}

/**
 * Where `source` says the part `kind` between `range.start` and `range.end`: the range of the first sentence with a
 * signal. Text inside `code` spans does not count.
 */
export function findSignal(source: string, range: Range, code: readonly Range[], kind: ProsePart): Range | undefined {
  const text = withoutCode(source, range, code);
  const match = SIGNALS[kind].exec(text);
  if (match === null) return undefined;
  const sentence = sentenceAround(text, match.index);
  return { start: range.start + sentence.start, end: range.start + sentence.end };
}

/** Code spans become as much white space, so that offsets hold. */
function withoutCode(source: string, range: Range, code: readonly Range[]): string {
  let text = '';
  let from = range.start;
  for (const span of code) {
    text += source.slice(from, span.start) + ' '.repeat(span.end - span.start);
    from = span.end;
  }
  return text + source.slice(from, range.end);
}
