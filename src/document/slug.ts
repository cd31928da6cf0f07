/** Makes of a heading's text what GitHub makes of it in an anchor, before equal ones are told apart. */

/** Letters, marks, digits and underscores are kept, in lower case, and spaces become hyphens; empty where nothing is left. */
export function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc} -]/gu, '').replaceAll(' ', '-');
}
