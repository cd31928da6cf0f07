/** Reads a pinned scenario: a fenced block of YAML whose info string is `yaml scenario`. */
import { isMap, isScalar, parseDocument, type Pair, type ParsedNode } from 'yaml';
import type { Problem } from './front-matter.ts';
import type { CodeBlock } from './markdown.ts';
import type { Range } from './range.ts';

export const SCENARIO_KEYS = ['kind', 'what', 'how', 'why', 'why-channel', 'prompt'] as const;
export type ScenarioKey = (typeof SCENARIO_KEYS)[number];

export interface ScenarioBlock {
  /** The whole block with its fences. */
  readonly range: Range;
  /** The YAML between them. */
  readonly content: Range;
  /** The keys that hold text, trimmed; keys that are there and empty are left out. */
  readonly values: Readonly<Partial<Record<ScenarioKey, string>>>;
  /** Why the YAML could not be read. */
  readonly problems: readonly Problem[];
}

export function isScenarioBlock(block: CodeBlock): boolean {
  return /^ya?ml\s+scenario(?:\s|$)/i.test(block.info);
}

/** Never throws; ranges are in the same count as the block's. */
export function readScenarioBlock(block: CodeBlock): ScenarioBlock {
  const values: Partial<Record<ScenarioKey, string>> = {};
  const problems: Problem[] = [];
  const at = (range: readonly number[] | null | undefined): Range => {
    // A block inside a list is indented in the source and not in its value: there the whole content is named.
    const exact = block.content.end - block.content.start <= block.value.length + 2;
    if (!exact || range === null || range === undefined) return block.content;
    const start = Math.min(block.content.start + (range[0] ?? 0), block.content.end);
    return { start, end: Math.max(start, Math.min(block.content.start + (range[1] ?? 0), block.content.end)) };
  };
  try {
    const parsed = parseDocument(block.value, { prettyErrors: false });
    for (const error of parsed.errors) {
      problems.push({ range: at(error.pos), message: `This scenario is not valid YAML: ${error.message.split('\n', 1)[0]}` });
    }
    const root = parsed.contents;
    if (isMap(root)) {
      for (const pair of root.items as Pair<ParsedNode, ParsedNode | null>[]) {
        const key = SCENARIO_KEYS.find((known) => isScalar(pair.key) && pair.key.value === known);
        const text = isScalar(pair.value) && pair.value.value !== null ? String(pair.value.value).trim() : '';
        if (key !== undefined && text !== '') values[key] = text;
      }
    } else if (problems.length === 0 && root !== null && !(isScalar(root) && root.value === null)) {
      problems.push({ range: at(root.range), message: 'Expected a scenario to be `key: value` lines: kind, what, how, why.' });
    }
  } catch {
    problems.push({ range: block.content, message: 'This scenario is not valid YAML: it is nested too deeply.' });
  }
  return { range: block.range, content: block.content, values, problems };
}
