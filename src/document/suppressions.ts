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

/** After a dash by itself a writer says why. */
const DASH = /^(?:-+|[—–])$/;

/** `comment` is what stands between `<!--` and `-->`. Undefined when it is a comment of another kind. */
export function readSuppression(comment: string, range: Range): Suppression | undefined {
  const [directive = '', ...words] = comment.trim().split(/[\s,]+/);
  const scope = SCOPES.get(directive);
  if (scope === undefined) return undefined;
  const dash = words.findIndex((word) => DASH.test(word));
  return { range, scope, rules: words.slice(0, dash === -1 ? words.length : dash).filter((rule) => rule !== '') };
}
