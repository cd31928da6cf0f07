/** Reads a document's front matter, with a range for whatever is wrong in it. */
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type ParsedNode } from 'yaml';
import { PART_KINDS, type PartKind } from './parts.ts';
import type { Range } from './range.ts';

export type TraitLevel = 2 | 3 | 4 | 5 | 6 | 'leaf' | 'list';

export const SEVERITIES = ['off', 'error', 'warning', 'information', 'hint'] as const;
/** How much a rule's findings matter; `off` silences it. */
export type SeveritySetting = (typeof SEVERITIES)[number];
export type Severity = Exclude<SeveritySetting, 'off'>;

export interface Problem {
  readonly range: Range;
  readonly message: string;
}

export interface FrontMatter {
  /** From the first `---` to the end of the closing one; empty at 0 when there is none. */
  readonly range: Range;
  /** Where the Markdown begins. */
  readonly bodyStart: number;
  readonly title?: string;
  readonly traitLevel?: TraitLevel;
  readonly sections: Readonly<Partial<Record<PartKind, readonly string[]>>>;
  readonly lint: Readonly<Record<string, SeveritySetting>>;
  /** What `{{name}}` stands for: every top-level key with a plain value. */
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

const OPENING = /^\uFEFF?---[ \t]*(?:\r\n?|\n)/;
const CLOSING = /^---[ \t]*$/m;

/** Never throws. What cannot be read is left out and named in `problems`. */
export function parseFrontMatter(text: string): FrontMatter {
  const none = { range: { start: 0, end: 0 }, bodyStart: 0, sections: {}, lint: {}, variables: new Map<string, string>() };
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { ...none, problems: [] };
  const closing = CLOSING.exec(text.slice(opening.length));
  if (closing === null) {
    // A document may begin with a thematic break. One that goes on with a key meant front matter.
    const meant = /^[\w-]+:(?:\s|$)/.test(text.slice(opening.length));
    const range = { start: 0, end: opening.trimEnd().length };
    const message = 'Front matter begins here and never ends: expected a line `---` after it.';
    return { ...none, problems: meant ? [{ range, message }] : [] };
  }
  const end = opening.length + closing.index + closing[0].length;
  const read = new FrontMatterReader(text.slice(opening.length, opening.length + closing.index), opening.length);
  return { range: { start: 0, end }, bodyStart: Math.min(text.length, end + lineBreakLength(text, end)), ...read.read() };
}

function lineBreakLength(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return 2;
  return text[at] === '\n' || text[at] === '\r' ? 1 : 0;
}

type Contents = Omit<FrontMatter, 'range' | 'bodyStart'>;

class FrontMatterReader {
  private readonly yaml: string;
  private readonly offset: number;
  private readonly problems: Problem[] = [];

  constructor(yaml: string, offset: number) {
    this.yaml = yaml;
    this.offset = offset;
  }

  read(): Contents {
    const variables = new Map<string, string>();
    const empty = { sections: {}, lint: {}, variables, problems: this.problems };
    let root: ParsedNode | null;
    try {
      const parsed = parseDocument(this.yaml, { prettyErrors: false, lineCounter: new LineCounter() });
      for (const error of parsed.errors) this.problem(error.pos, `The front matter is not valid YAML: ${firstLine(error.message)}`);
      root = parsed.contents;
    } catch {
      this.problem([0, this.yaml.length], 'The front matter is not valid YAML: it is nested too deeply.');
      return empty;
    }
    if (root === null || (isScalar(root) && root.value === null)) return empty;
    if (!isMap(root)) {
      if (this.problems.length === 0) this.problem(root.range, 'Expected the front matter to be `key: value` lines.');
      return empty;
    }
    let sections: Contents['sections'] = {};
    let lint: Contents['lint'] = {};
    let traitLevel: TraitLevel | undefined;
    for (const pair of root.items as Pair<ParsedNode, ParsedNode | null>[]) {
      const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (key === undefined) continue;
      const { value } = pair;
      if (isScalar(value) && value.value !== null) variables.set(key, String(value.value));
      if (key === 'traits' && !(isScalar(value) && value.value === 1)) {
        this.problem((value ?? pair.key).range, 'Expected `traits: 1`, the only version of the format there is.');
      }
      if (key === 'trait-level') traitLevel = this.traitLevel(value, pair.key);
      if (key === 'sections') sections = this.sections(value, pair.key);
      if (key === 'lint') lint = this.lint(value, pair.key);
    }
    const title = variables.get('title');
    return {
      ...empty,
      sections,
      lint,
      ...(title === undefined ? {} : { title }),
      ...(traitLevel === undefined ? {} : { traitLevel }),
    };
  }

  private traitLevel(value: ParsedNode | null, key: ParsedNode): TraitLevel | undefined {
    const level: unknown = isScalar(value) ? value.value : undefined;
    switch (level) {
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 'leaf':
      case 'list':
        return level;
      default:
        this.problem((value ?? key).range, 'Expected `trait-level` to be 2, 3, 4, 5, 6, leaf or list.');
        return undefined;
    }
  }

  private sections(value: ParsedNode | null, key: ParsedNode): Contents['sections'] {
    const sections: Partial<Record<PartKind, readonly string[]>> = {};
    for (const [name, names] of this.entries(value, key, 'sections', 'part names, each with a list of other names for it')) {
      const kind = PART_KINDS.find((part) => part === name.text);
      if (kind === undefined) {
        this.problem(name.range, `Unknown part \`${name.text}\`: expected one of ${PART_KINDS.join(', ')}.`);
        continue;
      }
      const items: readonly unknown[] = isSeq(names) ? names.items : [names];
      const texts = items.map((item) => (isScalar(item) && item.value !== null ? String(item.value) : undefined));
      if (texts.some((text) => text === undefined)) {
        this.problem((names ?? key).range, `Expected the other names for \`${kind}\` to be a list of words.`);
      }
      sections[kind] = texts.filter((text) => text !== undefined);
    }
    return sections;
  }

  private lint(value: ParsedNode | null, key: ParsedNode): Contents['lint'] {
    const lint: Record<string, SeveritySetting> = {};
    for (const [rule, setting] of this.entries(value, key, 'lint', 'rule ids, each with a severity')) {
      // YAML 1.1 habits: `off` and `on` are plain words in YAML 1.2, but a writer may have meant false.
      const written: unknown = isScalar(setting) ? setting.value : undefined;
      const severity = SEVERITIES.find((known) => known === (written === false ? 'off' : written));
      if (severity === undefined) {
        this.problem((setting ?? key).range, `Expected the severity of \`${rule.text}\` to be ${SEVERITIES.join(', ')}.`);
      } else lint[rule.text] = severity;
    }
    return lint;
  }

  private entries(
    value: ParsedNode | null,
    key: ParsedNode,
    name: string,
    expected: string,
  ): readonly (readonly [{ text: string; range: ParsedNode['range'] }, ParsedNode | null])[] {
    if (isMap(value)) {
      return (value.items as Pair<ParsedNode, ParsedNode | null>[]).flatMap((pair) =>
        isScalar(pair.key) ? [[{ text: String(pair.key.value), range: pair.key.range }, pair.value] as const] : [],
      );
    }
    if (!(isScalar(value) && value.value === null)) this.problem((value ?? key).range, `Expected \`${name}\` to hold ${expected}.`);
    return [];
  }

  private problem(range: readonly number[] | null | undefined, message: string): void {
    const start = Math.min(range?.[0] ?? 0, this.yaml.length);
    const end = Math.min(Math.max(range?.[1] ?? start, start), this.yaml.length);
    this.problems.push({ range: { start: this.offset + start, end: this.offset + end }, message });
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
