/** Which rows of a long list are to be in the page, and how far to scroll to see one. Pure. */

/** Rows beyond each edge that are there before they are seen. */
const MARGIN = 6;

/** Which of `count` rows are to be in the page, from the first to before the last. */
export function inSight(top: number, height: number, rowHeight: number, count: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - MARGIN));
  return { from, to: Math.max(from, Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN)) };
}

/** How far to scroll so that a row is in sight: nowhere, where it is. */
export function scrolledTo(index: number, top: number, height: number, rowHeight: number): number {
  const [start, end] = [index * rowHeight, (index + 1) * rowHeight];
  if (start < top) return start;
  return end > top + height ? end - height : top;
}
