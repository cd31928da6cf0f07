/** Reads the comments that silence rules: `<!-- traits-disable-next-line rule… -->` and its relatives. */
import type { Range } from './range.ts';

export interface Suppression {
  readonly range: Range;
  readonly scope: 'next-line' | 'from-here' | 'until-here' | 'file';
  /** Rule ids; empty means every rule. */
  readonly rules: readonly string[];
}

const SCOPES: ReadonlyMap<string, Suppression['scope']> = new Map([
  ['traits-disable-next-line', 'next-line'],
  ['traits-disable', 'from-here'],
  ['traits-enable', 'until-here'],
  ['traits-disable-file', 'file'],
]);

/** `comment` is what stands between `<!--` and `-->`. Undefined when it is a comment of another kind. */
export function readSuppression(comment: string, range: Range): Suppression | undefined {
  const [directive = '', ...rules] = comment.trim().split(/[\s,]+/);
  const scope = SCOPES.get(directive);
  return scope === undefined ? undefined : { range, scope, rules: rules.filter((rule) => rule !== '') };
}
