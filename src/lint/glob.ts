/** Matches paths with the globs of a project's file, which anybody may have written: never in more steps than their lengths allow. */

/** So many globs may come of the braces of one. */
const MOST_ALTERNATIVES = 100;

/**
 * Whether a path, with forward slashes, is one that the glob means: `*` and `?` for what stands between two slashes,
 * `**` for any folders, `[a-z]`, `[!a-z]` and `{md,markdown}`. A glob without a slash means names at any depth; none
 * means what lies outside of the folder. Undefined where its braces make more than a hundred globs. Never throws.
 */
export function globMatcher(glob: string): ((path: string) => boolean) | undefined {
  const globs = withoutBraces(glob);
  if (globs === undefined) return undefined;
  const patterns = globs.map((one) => (one.includes('/') ? '' : '**/') + one).map((one) => one.split('/').filter((step) => step !== '' && step !== '.').map(stepOf));
  return (path) => {
    const steps = path.split('/');
    return !steps.includes('..') && patterns.some((pattern) => fits(pattern, steps));
  };
}

/** The globs that the braces stand for, inner ones first; braces without a comma are plain characters. */
function withoutBraces(glob: string): readonly string[] | undefined {
  const done: string[] = [];
  const left = [glob];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const braces = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (braces === null) {
      done.push(next);
      continue;
    }
    const [whole, inside = ''] = braces;
    for (const alternative of inside.split(',')) left.push(next.slice(0, braces.index) + alternative + next.slice(braces.index + whole.length));
    if (done.length + left.length > MOST_ALTERNATIVES) return undefined;
  }
  return done;
}

/** What matches any number of things; anything else matches one. */
const ANY = Symbol('any number');
type Pattern<T> = readonly (typeof ANY | ((thing: T) => boolean))[];

/** What stands between two slashes of a glob. */
function stepOf(step: string): typeof ANY | ((name: string) => boolean) {
  if (step === '**') return ANY;
  const pattern = Array.from(step.matchAll(/\*+|\[[!^][^][^\]]*\]|\[[^!^][^\]]*\]|[^]/gu), ([piece]) => (piece.startsWith('*') ? ANY : characterOf(piece)));
  return (name) => fits(pattern, [...name]);
}

function characterOf(piece: string): (character: string) => boolean {
  if (piece === '?') return () => true;
  if (piece.length < 3 || !piece.startsWith('[')) return (character) => character === piece;
  const isNot = /^.[!^]/.test(piece);
  const ranges = Array.from(piece.slice(isNot ? 2 : 1, -1).matchAll(/([^])-([^])|[^]/gu), ([one, from = one, to = one]) => [codeOf(from), codeOf(to)] as const);
  return (character) => ranges.some(([from, to]) => from <= codeOf(character) && codeOf(character) <= to) !== isNot;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/**
 * Whether all of `things` match. What `ANY` takes is settled by what comes up to the next one: only the last one ever
 * has to take more.
 */
function fits<T>(pattern: Pattern<T>, things: readonly T[]): boolean {
  let at = 0;
  let last: { readonly at: number; taken: number } | undefined;
  for (let index = 0; index < things.length; ) {
    const expected = pattern[at];
    if (expected === ANY) {
      last = { at, taken: index };
      at += 1;
    } else if (expected?.(things[index] as T) === true) {
      at += 1;
      index += 1;
    } else if (last !== undefined) {
      last.taken += 1;
      [at, index] = [last.at + 1, last.taken];
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === ANY);
}
