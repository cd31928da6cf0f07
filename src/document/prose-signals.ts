/**
 * Recognises a part that is said in prose, without a label: most existing documents write that way.
 * A signal is a phrase that a writer uses to give a reason, weigh one thing against another, or name a case apart.
 */
import type { PartKind } from './parts.ts';
import type { Range } from './range.ts';

/** The parts that prose can hold; scenarios and examples are blocks. */
export type ProsePart = Exclude<PartKind, 'scenarios' | 'examples'>;

/** English. Each phrase must hold where it stands in a sentence of its own; doubtful ones are left out. */
const SIGNALS: Readonly<Record<ProsePart, RegExp>> = {
  what: /\b(?:should|must|shall|will|means|may|can|cannot|does not|doesn['’]t|do not|don['’]t|never|always|avoids?|aims? to|tries to|strives? to|is expected to)\b/i,
  how: /\b(?:for (?:example|instance)|e\.g\.|such as|by \w+ing|when (?:a|an|the|users?|somebody|someone|people|asked)|if (?:a|an|the|users?|somebody|someone|asked))\b/i,
  why: /\b(?:because|so that|in order to|the reason|which is why|this is why|that is why|otherwise|as a result|therefore|helps? (?:to |us |users? |people |ensure|build|avoid|prevent)|(?:this|it|that|which|these|they) (?:also )?(?:helps?|allows?|ensures?|enables?|lets|builds?|reduces?|protects?|prevents?|undermines?|erodes?|matters?|makes it|risks?|could (?:lead|cause|harm|undermine|create)|can (?:lead|cause|harm|undermine|create))|to (?:avoid|ensure|prevent|protect|maintain|mitigate|minimi[sz]e|reduce|maximi[sz]e|build|foster|support|enable)|is (?:important|essential|crucial|critical|vital|valuable|harmful|dangerous)|can (?:lead to|harm|cause|undermine|erode)|may (?:lead to|harm|cause|undermine|erode)|given that|due to|in light of|goal is|purpose|motivated by|our (?:aim|goal|mission))\b/i,
  'trade-offs':
    /\b(?:takes? (?:precedence|priority)|at the (?:expense|cost) of|trade-?offs?|outweighs?|weigh(?:s|ing|ed)?|balanc(?:e|es|ing|ed)|overrid(?:e|es|den|ing)|conflicts?|conflicting|tension|gives? way|yields? to|prioriti[sz](?:e|es|ing)|priority|more important than|supersed(?:e|es|ed)|subject to|err(?:s|ing)? (?:\w+ )?on the side of|not (?:come )?at the expense|rather than|still (?:be|follow|adhere|comply|respect)|even (?:if|when|though|at))\b/i,
  exceptions:
    /\b(?:unless|except(?:ions?|ing)?(?:\b|$)|does not apply|do not apply|doesn['’]t apply|need not|not required|not (?:mean|necessary)|aside from|apart from|other than|only (?:if|when|in|after|where)|however|it is (?:fine|acceptable|okay|ok)|it['’]s (?:fine|acceptable|okay|ok)|in (?:rare|some|certain|other|such|these) (?:cases|contexts|situations|circumstances)|may (?:be (?:acceptable|appropriate)|still|override)|by default|can be overridden|without explicit)\b/i,
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
