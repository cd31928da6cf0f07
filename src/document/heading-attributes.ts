/** Reads the attributes at the end of a heading: `{#id .class key=value}`, in any order. */
import type { Range } from './range.ts';

export interface HeadingAttributes {
  readonly id?: string;
  readonly classes: readonly string[];
  /** Keys and values as written; the ones that mean nothing here are kept all the same. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The braces and what is in them. */
  readonly attributesRange?: Range;
}

const ATTRIBUTE = /#([^\s#{}=]+)|\.([^\s.{}=]+)|([A-Za-z_][\w:.-]*)=(?:"([^"]*)"|'([^']*)'|([^\s{}"']+))/g;
const ATTRIBUTE_LIST = new RegExp(`[ \\t]*\\{[ \\t]*((?:(?:${ATTRIBUTE.source})[ \\t]*)+)\\}[ \\t]*$`);

/**
 * Splits the source of a heading's content into its text and its attributes. `length` is how much of the source is
 * text; the attributes' range counts from `at`. Braces that hold no attribute, `{{model}}` say, are text.
 */
export function splitHeadingAttributes(source: string, at: number): { attributes: HeadingAttributes; length: number } {
  const match = source.includes('{') ? ATTRIBUTE_LIST.exec(source) : null;
  if (match === null) return { attributes: { classes: [], attributes: {} }, length: source.length };
  let id: string | undefined;
  const classes: string[] = [];
  const attributes: Record<string, string> = {};
  for (const [, idName, className, key, doubleQuoted, singleQuoted, bare] of (match[1] ?? '').matchAll(ATTRIBUTE)) {
    if (idName !== undefined) id = idName;
    else if (className !== undefined) classes.push(className);
    else if (key !== undefined) attributes[key] = doubleQuoted ?? singleQuoted ?? bare ?? '';
  }
  const open = match.index + match[0].indexOf('{');
  return {
    attributes: {
      classes,
      attributes,
      attributesRange: { start: at + open, end: at + source.trimEnd().length },
      ...(id === undefined ? {} : { id }),
    },
    length: match.index,
  };
}
