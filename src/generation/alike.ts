/** Whether two answers say the same in nearly the same words. */

/** Of the runs of characters that either has, the share that both have, from which on two texts are alike. */
const ALIKE = 0.8;

const RUN = 5;

/** In any script: texts are compared by their runs of five characters. White space and case do not count. */
export function isAlike(a: string, b: string): boolean {
  const [one, other] = [runsOf(a), runsOf(b)];
  const both = [...one].filter((run) => other.has(run)).length;
  return both >= ALIKE * (one.size + other.size - both);
}

function runsOf(text: string): ReadonlySet<string> {
  const characters = Array.from(text.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' '));
  const runs = new Set<string>();
  for (let at = 0; at === 0 || at + RUN <= characters.length; at += 1) runs.add(characters.slice(at, at + RUN).join(''));
  return runs;
}
