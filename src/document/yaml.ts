/** Reads YAML that people write into a document: never throws, and has a range for whatever is wrong in it. */
import { isMap, isScalar, parseDocument, type ParsedNode } from 'yaml';

/** Offsets into the YAML. */
export type YamlRange = readonly [start: number, end: number];

export interface YamlProblem {
  readonly range: YamlRange;
  readonly message: string;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: YamlRange;
  readonly value: ParsedNode | null;
  /** Of the value, or of the key where there is no value. */
  readonly range: YamlRange;
}

/** What the text holds, and why some of it cannot be read; aliases are left as they are, so none can explode. */
export function readYaml(source: string): { root: ParsedNode | null; problems: readonly YamlProblem[] } {
  try {
    // YAML 1.2 counts a lone carriage return as a line break; the parser does not. Its own check for unique keys compares each with each.
    const parsed = parseDocument(source.replace(/\r(?!\n)/g, '\n'), { prettyErrors: false, uniqueKeys: false, schema: 'core', resolveKnownTags: false, merge: false });
    const problems = parsed.errors.map(({ pos, message }) => ({ range: pos, message: message.split('\n', 1)[0] ?? message }));
    return { root: parsed.contents, problems };
  } catch {
    return { root: null, problems: [{ range: [0, source.length], message: 'it is nested too deeply' }] };
  }
}

export function isNothing(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** A plain value as it was written; undefined for what is no plain value, and for nothing. */
export function plainText(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? JSON.stringify(node.value));
}

/** The entries of a mapping whose keys are plain; undefined when `node` is no mapping. Of equal keys the first counts. */
export function mapEntries(node: ParsedNode | null, problems: YamlProblem[]): readonly YamlEntry[] | undefined {
  if (!isMap(node)) return undefined;
  const entries = new Map<string, YamlEntry>();
  for (const { key: keyNode, value } of node.items) {
    const key = plainText(keyNode);
    if (key === undefined) continue;
    const keyRange = rangeOf(keyNode);
    if (entries.has(key)) problems.push({ range: keyRange, message: `The key \`${key}\` stands here a second time.` });
    else entries.set(key, { key, keyRange, value, range: value === null || isNothing(value) ? keyRange : rangeOf(value) });
  }
  return [...entries.values()];
}

export function rangeOf(node: ParsedNode): YamlRange {
  const [start, end] = node.range;
  return [start, end];
}
