/** Puts text that somebody else wrote, a model above all, where it would be read as markup, such that none of it is. */

/** Characters that cannot be seen or that turn the text around them: controls, formatting characters, blank fillers. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\u115F\u1160\u2028\u2029\u3164\uFFA0]/gu;

/** The text with hidden characters named instead of obeyed. Joiners stay: they are part of words in many scripts, and of emoji. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code === 0x200c || code === 0x200d ? character : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

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
      return spaces + escapeLine(line.slice(indent.length));
    })
    .join('  \n')
    .replace(/(?: {2}\n){2,}/g, '\n\n');
}

function escapeLine(line: string): string {
  return line
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]~|]/g, (mark) => `\\${mark}`)
    .replace(/^([#>+=-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    // Addresses become links without any markup around them.
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/(www|mailto|xmpp)([.:])/gi, (_match, scheme: string, mark: string) => `${scheme}&#${mark.charCodeAt(0)};`)
    .replace(/@/g, '&#64;');
}

/** Text for a notification, which reads `[…](…)` as a link, also to a command. */
export function inNotification(text: string): string {
  return visible(text).replaceAll('](', '] (');
}
