/** Which of the patterns that were found say the same as another one of them. */
import type { MatchSet } from '../match-set.ts';
import { type Finding, PATTERN_KINDS } from '../pattern.ts';

/** Patterns of which the samples are nearly the same are one finding. */
const SAME = 0.8;

export interface Listed {
  readonly finding: Finding;
  readonly matches: MatchSet;
}

/** Leaves out what is in nearly the same samples as something that says more, and names it there. */
export function withoutEchoes(all: readonly Listed[]): readonly Finding[] {
  const kept: { readonly finding: Finding; readonly matches: MatchSet; readonly echoes: string[] }[] = [];
  const weight = ({ finding: { kind, description } }: Listed): number => PATTERN_KINDS.indexOf(kind) * 10_000 - Math.min(9999, description.length);
  for (const { finding, matches } of all.toSorted((a, b) => weight(a) - weight(b))) {
    const same = finding.kind === 'duplicate' || finding.kind === 'length' ? undefined : kept.find((other) => other.matches.likeness(matches) >= SAME);
    if (same === undefined) kept.push({ finding, matches, echoes: [] });
    else same.echoes.push(finding.id);
  }
  return kept
    .filter((one) => !kept.some((other) => isMinorExtension(one, other)))
    .map(({ finding, echoes }): Finding => ({ ...finding, sameAs: echoes }))
    .toSorted((a, b) => b.overall.k - a.overall.k || (a.id < b.id ? -1 : 1));
}

/** How many words more than another pattern one may have and still be that pattern with what happens to follow. */
const FEW_WORDS = 2;

/** Whether a pattern is another and a word or two, in fewer than half of its samples: whatever is frequent has frequent neighbours. */
function isMinorExtension({ finding: longer }: Listed, { finding: shorter }: Listed): boolean {
  if (longer.words === undefined || shorter.words === undefined || 2 * longer.overall.k >= shorter.overall.k) return false;
  const more = longer.words.length - shorter.words.length;
  return more > 0 && more <= FEW_WORDS && ` ${longer.words.join(' ')} `.includes(` ${shorter.words.join(' ')} `);
}
