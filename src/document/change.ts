/** Finds what of a text has changed, as one stretch. */

/** One stretch of a text was replaced: all before `start` and all after the end is as it was. Offsets in UTF-16 units. */
export interface Change {
  readonly start: number;
  /** Where the stretch ends now. */
  readonly end: number;
  /** Where it ended in the text before. */
  readonly endBefore: number;
}

/** The smallest stretch in which two texts differ; empty at the end of both when they are equal. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = longest(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const tail = longest(
    shorter - start,
    (from, to) => before.slice(before.length - to, before.length - from) === after.slice(after.length - to, after.length - from),
  );
  return { start, end: after.length - tail, endBefore: before.length - tail };
}

/** The greatest length up to `limit` that is the same; by halves, since whole stretches compare many times faster than characters. */
function longest(limit: number, same: (from: number, to: number) => boolean): number {
  let known = 0;
  let beyond = limit + 1;
  while (known + 1 < beyond) {
    // An edit leaves nearly all as it was: the first look is at the whole.
    const next = known === 0 && beyond === limit + 1 ? limit : (known + beyond) >> 1;
    if (same(known, next)) known = next;
    else beyond = next;
  }
  return known;
}
