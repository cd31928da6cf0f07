/** Reads JSON that people write by hand, and says where what is wrong with it stands. */
import { isSeq, type ParsedNode } from 'yaml';
import type * as z from 'zod';
import type { Range } from '../document/range.ts';
import { mapEntries, rangeOf, readYaml } from '../document/yaml.ts';

/** The keys and indexes that lead to a value. */
export type JsonPath = readonly PropertyKey[];

export interface JsonProblem {
  /** Empty where it is the text as a whole. */
  readonly path: JsonPath;
  /** A sentence. */
  readonly message: string;
}

/** The value of a text, or all that is wrong with its shape. Never throws. */
export function readShape<T>(text: string, shape: z.ZodType<T>): { readonly value: T } | { readonly problems: readonly JsonProblem[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [{ path: [], message: `not valid JSON: ${error instanceof Error ? error.message : String(error)}` }] };
  }
  const { success, data, error } = shape.safeParse(json);
  if (success) return { value: data };
  return {
    problems: error.issues.map((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      // What is wrong with a key is said inside.
      const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      return { path: [...issue.path, ...unknown], message: `at ${issue.path.join('.') || 'the top'}: ${message}.` };
    }),
  };
}

/** Where the value at `path` stands in a text of JSON, with its key; as much of the way as can be gone. Never throws. */
export function rangeOfPath(text: string, path: JsonPath): Range {
  // Every text of JSON is one of YAML, whose reader knows where things stand.
  let { root: node }: { root: ParsedNode | null } = readYaml(text);
  let range: Range | undefined;
  for (const step of path) {
    if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      node = (item ?? null) as ParsedNode | null;
      if (node === null) break;
      const [start, end] = rangeOf(node);
      range = { start, end };
    } else {
      const entry = mapEntries(node, [])?.find(({ key }) => key === step);
      if (entry === undefined) break;
      range = { start: entry.keyRange[0], end: entry.range[1] };
      node = entry.value;
    }
  }
  return range ?? { start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 };
}
