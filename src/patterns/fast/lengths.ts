/** Lengths: samples that are nearly all as long as each other. */
import type { Draw, Pattern, PatternGroup } from '../pattern.ts';

/** How far from the middle one a length still is the same. */
const NEAR = 0.1;

/** Below this all lengths are near each other. */
const SHORTEST = 20;

export function lengths({ readings }: Draw): PatternGroup {
  const counts = readings.map(({ words }) => words.texts.length).toSorted((a, b) => a - b);
  const median = counts[Math.floor(counts.length / 2)] ?? 0;
  if (median < SHORTEST) return { patterns: [], match: () => undefined };
  const low = Math.ceil(median * (1 - NEAR));
  const high = Math.floor(median * (1 + NEAR));
  const pattern: Pattern = {
    id: 'length/alike',
    kind: 'length',
    description: `Is ${low} to ${high} words long`,
    // Where the lengths' logarithms spread by 0.25, which is little, a third of them are so near the middle.
    listedFrom: 0.35,
    ordinary: 0.4,
  };
  return {
    patterns: [pattern],
    match({ words }, onMatch) {
      const count = words.texts.length;
      if (count >= low && count <= high) onMatch(0, []);
    },
  };
}
