/** What was found on the day that somebody drew a line: linting then speaks only of what came since. */
import * as z from 'zod';
import { type JsonProblem, readShape } from './json-shape.ts';

const entry = z.strictObject({ file: z.string(), rule: z.string(), trait: z.string().optional(), message: z.string(), count: z.int().min(1) });
const shape = z.strictObject({ version: z.literal(1), findings: z.array(entry) });

type Entry = z.infer<typeof entry>;

/**
 * On disk: `findings` in a stable order, each with how often it was found. Lines do not count, so that text may move.
 * Files are named from the project's folder, with forward slashes.
 */
export type Baseline = z.infer<typeof shape>;

/** What tells one finding from another. */
export interface BaselineFinding {
  readonly file: string;
  readonly ruleId: string;
  /** The trait that it stands in; undefined for what concerns the document. */
  readonly traitId?: string | undefined;
  readonly message: string;
}

/** How many of what is counted changes with every trait that is written; what is quoted is of the document. */
const COUNTED = /“[^”]*”|(?:all |\d+ of the )?\d+/g;

function keyOf({ file, ruleId, traitId, message }: BaselineFinding): string {
  return JSON.stringify([file, ruleId, traitId ?? null, message.replaceAll(COUNTED, (found) => (found.startsWith('“') ? found : '#'))]);
}

/** The baseline that has all of the findings. */
export function baselineOf(findings: readonly BaselineFinding[]): Baseline {
  const entries = new Map<string, Entry>();
  for (const finding of findings) {
    const { file, ruleId: rule, traitId: trait, message } = finding;
    const key = keyOf(finding);
    const count = (entries.get(key)?.count ?? 0) + 1;
    entries.set(key, { file, rule, ...(trait === undefined ? {} : { trait }), message, count });
  }
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { version: 1, findings: sorted.map(([, one]) => one) };
}

/**
 * Tells of findings, asked once for each in the order of their document, whether a baseline lacks it. What it has is
 * used up, so that of equal findings those first in the document are the old ones.
 */
export function newSince(entries: Baseline['findings']): (finding: BaselineFinding) => boolean {
  const left = new Map<string, number>();
  for (const { file, rule, trait, message, count } of entries) {
    const key = keyOf({ file, ruleId: rule, traitId: trait, message });
    left.set(key, (left.get(key) ?? 0) + count);
  }
  return (finding) => {
    const key = keyOf(finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  };
}

/** Reads the text of a baseline, or says what is wrong with it. Never throws. */
export function readBaseline(text: string): { readonly value: Baseline } | { readonly problems: readonly JsonProblem[] } {
  return readShape(text, shape);
}
