/** Puts text that somebody else wrote, a model above all, where it would be read as markup, such that none of it is. */
import { escapedLine, visible } from '../document/shown-text.ts';

export { visible };

/**
 * Writes `text` into Markdown such that it is shown letter by letter: no link, image, heading, list or HTML comes of
 * it, and bare addresses are not links. Only what could begin markup is escaped, since screen readers are given the
 * source. Line breaks and indentation stay.
 */
export function plain(text: string): string {
  return visible(text)
    .split('\n')
    .map((line) => {
      const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
      const spaces = '&nbsp;'.repeat([...indent].reduce((sum, space) => sum + (space === '\t' ? 4 : 1), 0));
      return spaces + escapedLine(line.slice(indent.length));
    })
    .join('  \n')
    .replace(/(?: {2}\n){2,}/g, '\n\n');
}

/** VS Code shows as much of a notification. */
const LONGEST = 1000;

/** Text for a notification, which reads `[…](…)` as a link, also to a command, and where `$(…)` may be an icon. */
export function inNotification(text: string): string {
  return visible(text.slice(0, LONGEST)).replaceAll('](', '] (').replaceAll('$(', '$ (');
}
