/** Fits text that somebody else wrote into places of one line: labels of trees, titles of notifications, names in a log. */
import { inNotification, visible } from './plain-markdown.ts';

/** A label of a tree, of a quick pick or of a button is read at a glance. */
const LABEL = 80;

/** One line of at most `most` characters, with hidden characters named; empty where nothing can be seen. */
export function label(text: string, most = LABEL): string {
  // Cut before it is gone through: a line may be a megabyte long. Hidden characters are named with eight characters at most.
  const line = visible(text.trimStart().slice(0, most * 2)).replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > most || text.trim().length > most * 2 ? `${characters.slice(0, most - 1).join('').trimEnd()}…` : line;
}

/** As a label, where `[…](…)` would be a link and `$(…)` an icon: notifications, the status bar, the language status. */
export function labelInStatus(text: string, most = LABEL): string {
  return inNotification(label(text, most));
}
