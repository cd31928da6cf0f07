/** From which rate on something is listed, and up to which it is ordinary. */

/** Less than this is not listed, whatever it is. */
export const LISTED_FROM = 0.03;

/** What is ordinary doubles before it is listed. */
export function thresholds(ordinary: number): { readonly listedFrom: number; readonly ordinary: number } {
  return { listedFrom: Math.max(LISTED_FROM, 2 * ordinary), ordinary: Math.min(1, 2 * ordinary) };
}

/** A pattern's extension takes its place where it is nearly as frequent. */
export const NEARLY_ALL = 0.8;
