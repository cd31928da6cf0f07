/** Writes text that somebody else wrote, a model above all, into Markdown such that none of it is markup. */

/** Characters that change how text around them is laid out, or that cannot be seen at all. */
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/**
 * Shows `text` letter by letter: no link, image, heading or HTML comes of it, bare addresses are not links, and
 * characters that hide or turn text are named instead of obeyed. Line breaks and indentation stay.
 */
export function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => {
      const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
      const spaces = '&nbsp;'.repeat([...indent].reduce((sum, space) => sum + (space === '\t' ? 4 : 1), 0));
      return spaces + line.slice(indent.length).replace(HIDDEN, name).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
    })
    .join('  \n')
    .replace(/(?: {2}\n){2,}/g, '\n\n');
}

function name(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  // Joiners are part of words in many scripts and of emoji.
  return character === '\u200C' || character === '\u200D' ? character : `[U+${code}]`;
}
