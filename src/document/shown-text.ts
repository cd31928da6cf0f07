/** Puts text that somebody else wrote where it is shown, such that it is read and not obeyed. */

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
 * One line of Markdown in which no markup comes of `line`, and bare addresses are not links. Only what could begin markup
 * is escaped, since screen readers are given the source.
 */
export function escapedLine(line: string): string {
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

/** Text of a document, a model or a file's name on one line of Markdown, which may be a heading or a cell of a table. */
export function inMarkdownLine(text: string): string {
  // Marks at the end of a heading are no part of it.
  return escapedLine(visible(text).replace(/\s+/g, ' ')).replace(/#(?=#*\s*$)/g, '\\#');
}

/** A text on one line. Control characters go, since a terminal would obey them. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD').trim();
}

/** A text on one line of HTML, in an attribute too. */
export function inHtmlLine(text: string): string {
  return htmlEntities(oneLine(text));
}

/** The text with what HTML would take for markup named instead. */
export function htmlEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** Text for between two backticks of Markdown. */
export function inCode(text: string): string {
  return visible(text).replace(/[`\s]+/g, ' ').trim();
}
