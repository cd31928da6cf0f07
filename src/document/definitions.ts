/** Finds the definitions of links and footnotes of a whole text, since its segments are parsed each by itself. */
import { type Definitions, normalizeLabel } from './markdown.ts';

const DEFINITION = / {0,3}\[((?:[^[\]\\\r\n]|\\.){1,999})\]:[ \t]*[^ \t\r\n][^\r\n]*/y;

/** In characters: what may stand before the colon, three spaces, brackets, and a label of which each letter is escaped. */
const LONGEST_OPENING = 2010;

/**
 * The definitions of links and footnotes in the whole text. A line in a code block that looks like one is taken for
 * one; all that comes of it is that a bracketed word elsewhere counts as a link.
 */
export function findDefinitions(text: string, from: number): Definitions {
  const definitions = new Map<string, string>();
  for (let colon = text.indexOf(']:', from); colon !== -1; colon = text.indexOf(']:', colon + 2)) {
    const limit = Math.max(from, colon - LONGEST_OPENING);
    let start = colon;
    while (start > limit && !isLineBreak(text[start - 1])) start -= 1;
    // A label is not so long that its line could have begun before.
    if (start > from && !isLineBreak(text[start - 1])) continue;
    DEFINITION.lastIndex = start;
    const [line, label] = DEFINITION.exec(text) ?? [];
    if (line === undefined || label === undefined) continue;
    const normalized = normalizeLabel(label);
    // Of a footnote the name is enough: its text is read where it stands.
    if (!definitions.has(normalized)) definitions.set(normalized, label.startsWith('^') ? `[${label}]: -` : line.trim());
  }
  return definitions;
}

function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
