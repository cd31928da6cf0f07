/** Reads a pinned scenario: a fenced block of YAML whose info string is `yaml scenario`. */
import type { Problem } from './front-matter.ts';
import type { CodeBlock } from './markdown.ts';
import { lineStarts, positionAt, type Range } from './range.ts';
import { isNothing, mapEntries, plainText, rangeOf, readYaml, type YamlRange } from './yaml.ts';

export const SCENARIO_KEYS = ['kind', 'what', 'how', 'why', 'why-channel', 'prompt'] as const;
export type ScenarioKey = (typeof SCENARIO_KEYS)[number];

/** What `kind` may be; a scenario without one exhibits its trait. */
export const SCENARIO_KINDS = ['exhibit', 'exception', 'trade-off'] as const;
/** What `why-channel` may be: the way in which an answer lets its reason be seen. */
export const WHY_CHANNELS = ['quoted', 'observer', 'consequence'] as const;

/** One `key: value` as written, the key known or not. */
export interface ScenarioEntry {
  readonly key: string;
  readonly keyRange: Range;
  /** The value, trimmed, where it is text; absent for lists, mappings and nothing. */
  readonly text?: string;
  /** Of the value, or of the key where there is no value. */
  readonly valueRange: Range;
}

export interface ScenarioBlock {
  /** The whole block with its fences. */
  readonly range: Range;
  /** The YAML between them. */
  readonly content: Range;
  /** The keys that hold text, trimmed; keys that are there and empty are left out. */
  readonly values: Readonly<Partial<Record<ScenarioKey, string>>>;
  /** All that is written, in order; of equal keys the first. */
  readonly entries: readonly ScenarioEntry[];
  /** Why the YAML could not be read. */
  readonly problems: readonly Problem[];
}

export function isScenarioBlock(block: CodeBlock): boolean {
  return /^ya?ml\s+scenario(?:\s|$)/i.test(block.info);
}

/** Never throws. The block's ranges count in `source`. */
export function readScenarioBlock(block: CodeBlock, source: string): ScenarioBlock {
  const values: Partial<Record<ScenarioKey, string>> = {};
  const { root, problems: unreadable } = readYaml(block.value);
  const problems = unreadable.map(({ range, message }) => ({ range, message: `This scenario is not valid YAML: ${message}` }));
  const entries = mapEntries(root, problems);
  if (entries === undefined && root !== null && !isNothing(root) && problems.length === 0) {
    problems.push({ range: rangeOf(root), message: 'Expected a scenario to be `key: value` lines: kind, what, how, why.' });
  }
  const place = placesInSource(block, source);
  const written = (entries ?? []).map(({ key, keyRange, value, range }): ScenarioEntry => {
    const text = plainText(value)?.trim();
    return { key, keyRange: place(keyRange), valueRange: place(range), ...(text === undefined ? {} : { text }) };
  });
  for (const entry of written) {
    const key = SCENARIO_KEYS.find((known) => known === entry.key);
    if (key !== undefined && entry.text !== undefined && entry.text !== '') values[key] = entry.text;
  }
  return {
    range: block.range,
    content: block.content,
    values,
    entries: written,
    problems: problems.map(({ range, message }) => ({ range: place(range), message })),
  };
}

/** A block in a list or a quote is indented in the source and not in its value: the two are walked line by line. */
function placesInSource({ content, value }: CodeBlock, source: string): (range: YamlRange) => Range {
  const written = source.slice(content.start, content.end);
  const lines = lineStarts(written);
  const valueLines = lineStarts(value);
  const place = (offset: number): number => {
    const { line, character } = positionAt(valueLines, Math.min(offset, value.length));
    const lineStart = lines[line] ?? written.length;
    const inSource = lineText(written, lineStart);
    const inValue = lineText(value, valueLines[line] ?? value.length);
    return content.start + Math.min(lineStart + Math.max(0, inSource.length - inValue.length) + character, written.length);
  };
  return ([start, end]) => {
    const from = place(start);
    return { start: from, end: Math.max(from, place(end)) };
  };
}

function lineText(text: string, start: number): string {
  return /[^\r\n]*/y.exec(text.slice(start))?.[0] ?? '';
}
