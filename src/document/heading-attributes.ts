/** Reads the attributes at the end of a heading: `{#id .class key=value}`, in any order. */
import type { Range } from './range.ts';

export interface HeadingAttributes {
  readonly id?: string;
  /** The id with its `#`. */
  readonly idRange?: Range;
  readonly classes: readonly string[];
  /** Keys and values as written; the ones that mean nothing here are kept all the same. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The braces and what is in them. */
  readonly attributesRange?: Range;
}

const ATTRIBUTE = /[ \t]*(?:#([^\s#{}=]+)|\.([^\s.#{}=]+)|([A-Za-z_][\w:.-]*)=(?:"([^"]*)"|'([^']*)'|([^\s{}"']+)))/y;

/**
 * Splits the source of a heading's content into its text and its attributes. `length` is how much of the source is
 * text; the attributes' range counts from `at`. Braces that hold no attribute, `{{model}}` say, are text.
 */
export function splitHeadingAttributes(source: string, at: number): { attributes: HeadingAttributes; length: number } {
  const none = { attributes: { classes: [], attributes: {} }, length: source.length };
  const length = source.trimEnd().length;
  const open = source.charAt(length - 1) === '}' ? source.lastIndexOf('{', length) : -1;
  if (open === -1 || isEscaped(source, open)) return none;
  const inner = source.slice(open + 1, length - 1).trimEnd();
  let id: Required<Pick<HeadingAttributes, 'id' | 'idRange'>> | undefined;
  const classes: string[] = [];
  const attributes: [string, string][] = [];
  let next = 0;
  do {
    ATTRIBUTE.lastIndex = next;
    const match = ATTRIBUTE.exec(inner);
    if (match === null) return none;
    const [whole, idName, className, key, doubleQuoted, singleQuoted, bare] = match;
    const end = at + open + 1 + next + whole.length;
    // Of several ids the last counts.
    if (idName !== undefined) id = { id: idName, idRange: { start: end - idName.length - 1, end } };
    else if (className !== undefined) classes.push(className);
    else if (key !== undefined) attributes.push([key, doubleQuoted ?? singleQuoted ?? bare ?? '']);
    next += whole.length;
  } while (next < inner.length);
  return {
    attributes: {
      classes,
      attributes: Object.fromEntries(attributes),
      attributesRange: { start: at + open, end: at + length },
      ...id,
    },
    length: source.slice(0, open).trimEnd().length,
  };
}

function isEscaped(source: string, at: number): boolean {
  let backslashes = 0;
  while (source.charAt(at - 1 - backslashes) === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
