/** Reads a document's front matter, with a range for whatever is wrong in it. */
import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { OwnWords } from './language.ts';
import { PART_KINDS } from './parts.ts';
import { PHRASE, PHRASE_EXPECTED } from './phrase.ts';
import { PROSE_PARTS } from './prose-signals.ts';
import type { Range } from './range.ts';
import { isNothing, mapEntries, plainText, rangeOf, readYaml, type YamlEntry, type YamlProblem } from './yaml.ts';

export type TraitLevel = 2 | 3 | 4 | 5 | 6 | 'leaf' | 'list';

export const SEVERITIES = ['off', 'error', 'warning', 'information', 'hint'] as const;
/** How much a rule's findings matter; `off` silences it. */
export type SeveritySetting = (typeof SEVERITIES)[number];
export type Severity = Exclude<SeveritySetting, 'off'>;

/** What is set for one rule: its severity, or a mapping with `severity` and the rule's own options. */
export type RuleSetting = SeveritySetting | Readonly<Record<string, unknown>>;

/** What a document can choose a model for. */
export const MODEL_ROLES = ['generator', 'critic', 'judge', 'embedder'] as const;

export interface Problem {
  readonly range: Range;
  readonly message: string;
}

/** Where a key of the front matter stands, and what it is set to. */
export interface FrontMatterKey {
  readonly key: string;
  readonly range: Range;
  /** Of the value, or of the key where there is no value. */
  readonly valueRange: Range;
  /** The keys of a mapping, as deep as the format knows any: an option of a rule under `lint`. */
  readonly entries: readonly FrontMatterKey[];
}

export interface FrontMatter extends OwnWords {
  /** From the first `---` to the end of the closing one; empty at 0 when there is none. */
  readonly range: Range;
  /** Where the Markdown begins. */
  readonly bodyStart: number;
  readonly title?: string;
  readonly traitLevel?: TraitLevel;
  /** By rule id. The values of options are as written: linting checks them. */
  readonly lint: Readonly<Record<string, RuleSetting>>;
  /** The models that the document asks for, as `provider/model`. Where calls go, and with which key, it cannot say. */
  readonly models: Readonly<Partial<Record<(typeof MODEL_ROLES)[number], string>>>;
  /** What `{{name}}` stands for: every top-level key with a plain value, but for those that say how to read the document. */
  readonly variables: ReadonlyMap<string, string>;
  /** All top-level keys, as they are written. */
  readonly keys: readonly FrontMatterKey[];
  readonly problems: readonly Problem[];
}

const OPENING = /^\uFEFF?---[ \t]*(?:\r\n?|\n)/;
const CLOSING = /(?<=[\r\n])---[ \t]*(?=[\r\n]|$)/g;
const KEY = /^\s*["']?[\p{L}\p{N}_-]+["']?[ \t]*:(?:\s|$)/u;

/** Never throws. What cannot be read is left out and named in `problems`. */
export function parseFrontMatter(text: string): FrontMatter {
  const none = { range: { start: 0, end: 0 }, bodyStart: 0, sections: {}, signals: {}, lint: {}, models: {}, variables: new Map<string, string>(), keys: [] };
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { ...none, problems: [] };
  const start = opening.startsWith('---') ? 0 : 1;
  CLOSING.lastIndex = opening.length;
  const closing = CLOSING.exec(text);
  const inside = text.slice(opening.length, closing?.index);
  // A document may begin with a thematic break: then a blank line follows, or nothing closes it, and no key comes next.
  const meant = KEY.test(inside.slice(0, 1000));
  if (closing === null) {
    const range = { start, end: opening.trimEnd().length };
    const message = 'Front matter begins here and never ends: expected a line `---` after it.';
    return { ...none, problems: meant ? [{ range, message }] : [] };
  }
  if (!meant && /^[ \t]*[\r\n]/.test(inside) && inside.trim() !== '') return { ...none, problems: [] };
  const end = closing.index + closing[0].length;
  const read = new FrontMatterReader(inside, opening.length).read();
  return { range: { start, end }, bodyStart: end + lineBreakLength(text, end), ...read };
}

function lineBreakLength(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return 2;
  return text[at] === '\n' || text[at] === '\r' ? 1 : 0;
}

/** What they say is about the document, not of it. */
const OWN_KEYS: ReadonlySet<string> = new Set(['traits', 'trait-level', 'sections', 'signals', 'lint', 'models']);

/** Of BCP 47, roughly. */
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/;

/** Which providers there are is known where models are made. */
const MODEL_NAME = /^(?:[a-z]+\/\S.*|rehearsal)$/;

/** `lint`, a rule, and its option. */
const DEEPEST_KEY = 3;

type Contents = Omit<FrontMatter, 'range' | 'bodyStart'>;

class FrontMatterReader {
  private readonly yaml: string;
  private readonly offset: number;
  private readonly problems: YamlProblem[] = [];

  constructor(yaml: string, offset: number) {
    this.yaml = yaml;
    this.offset = offset;
  }

  read(): Contents {
    const { root, problems } = readYaml(this.yaml);
    for (const { range, message } of problems) this.problem(range, `The front matter is not valid YAML: ${message}`);
    const variables = new Map<string, string>();
    let sections: Contents['sections'] = {};
    let signals: Contents['signals'] = {};
    let language: string | undefined;
    let lint: Contents['lint'] = {};
    let models: Contents['models'] = {};
    let traitLevel: TraitLevel | undefined;
    const entries = mapEntries(root, this.problems);
    if (entries === undefined && root !== null && !isNothing(root) && problems.length === 0) {
      this.problem(rangeOf(root), 'Expected the front matter to be `key: value` lines.');
    }
    for (const entry of entries ?? []) {
      const text = plainText(entry.value);
      if (text !== undefined && !OWN_KEYS.has(entry.key)) variables.set(entry.key, text);
      if (entry.key === 'traits' && !(isScalar(entry.value) && entry.value.value === 1)) {
        this.problem(entry.range, 'Expected `traits: 1`, the only version of the format there is.');
      }
      if (entry.key === 'trait-level') traitLevel = this.traitLevel(entry);
      if (entry.key === 'language') language = this.language(entry, entries?.some(({ key }) => OWN_KEYS.has(key)) === true);
      if (entry.key === 'sections') sections = this.byPart(entry, PART_KINDS, 'part names, each with a list of other names for it', (part) => `the other names for \`${part}\` to be a list of words`);
      if (entry.key === 'signals') signals = this.signals(entry);
      if (entry.key === 'lint') lint = this.lint(entry);
      if (entry.key === 'models') models = this.models(entry);
    }
    const title = variables.get('title');
    return {
      sections,
      signals,
      lint,
      models,
      variables,
      keys: (entries ?? []).map((entry) => this.key(entry, DEEPEST_KEY)),
      problems: this.problems.map(({ range, message }) => ({ range: this.place(range), message })),
      ...(title === undefined ? {} : { title }),
      ...(traitLevel === undefined ? {} : { traitLevel }),
      ...(language === undefined ? {} : { language }),
    };
  }

  private key({ key, keyRange, value, range }: YamlEntry, depth: number): FrontMatterKey {
    // What is wrong in a mapping is reported by whoever reads its values.
    const entries = depth > 1 ? (mapEntries(value, []) ?? []) : [];
    return { key, range: this.place(keyRange), valueRange: this.place(range), entries: entries.map((entry) => this.key(entry, depth - 1)) };
  }

  private traitLevel({ value, range }: YamlEntry): TraitLevel | undefined {
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
        this.problem(range, 'Expected `trait-level` to be 2, 3, 4, 5, 6, leaf or list.');
        return undefined;
    }
  }

  /** Other Markdown may say `language: English`: only a document that is `ours` gets it wrong. */
  private language({ value, range }: YamlEntry, ours: boolean): string | undefined {
    const tag = plainText(value);
    if (tag !== undefined && LANGUAGE_TAG.test(tag)) return tag;
    if (ours) this.problem(range, 'Expected `language` to be a language tag, such as en, de or zh-Hans.');
    return undefined;
  }

  private signals(entry: YamlEntry): Contents['signals'] {
    for (const { value } of mapEntries(entry.value, []) ?? []) {
      for (const item of isSeq(value) ? value.items : [value]) {
        const phrase = plainText(item);
        if (item !== null && phrase !== undefined && !PHRASE.test(phrase)) this.problem(rangeOf(item), `Expected ${PHRASE_EXPECTED}.`);
      }
    }
    return this.byPart(entry, PROSE_PARTS, 'parts, each with a list of phrases that say it', (part) => `what says \`${part}\` to be a list of phrases`);
  }

  private byPart<K extends string>(entry: YamlEntry, kinds: readonly K[], held: string, expected: (kind: K) => string): Readonly<Partial<Record<K, readonly string[]>>> {
    const found: Partial<Record<K, readonly string[]>> = {};
    for (const { key, keyRange, value, range } of this.entries(entry, held)) {
      const kind = kinds.find((part) => part === key);
      if (kind === undefined) {
        this.problem(keyRange, `Unknown part \`${key}\`: expected one of ${kinds.join(', ')}.`);
        continue;
      }
      const texts = (isSeq(value) ? value.items : [value]).map(plainText);
      if (texts.includes(undefined)) this.problem(range, `Expected ${expected(kind)}.`);
      found[kind] = texts.filter((text) => text !== undefined);
    }
    return found;
  }

  private lint(entry: YamlEntry): Contents['lint'] {
    const lint: [string, RuleSetting][] = [];
    for (const { key, value, range } of this.entries(entry, 'rule ids, each with a severity')) {
      const setting = isMap(value) ? this.plainMap(value) : severityOf(value);
      if (setting === undefined) this.problem(range, `Expected the severity of \`${key}\` to be ${SEVERITIES.join(', ')}.`);
      else lint.push([key, setting]);
    }
    return Object.fromEntries(lint);
  }

  private models(entry: YamlEntry): Contents['models'] {
    const models: Partial<Record<(typeof MODEL_ROLES)[number], string>> = {};
    for (const { key, keyRange, value, range } of this.entries(entry, 'roles, each with a model')) {
      const role = MODEL_ROLES.find((known) => known === key);
      const name = plainText(value);
      if (role === undefined) this.problem(keyRange, `Unknown role \`${key}\`: expected one of ${MODEL_ROLES.join(', ')}.`);
      else if (name !== undefined && MODEL_NAME.test(name)) models[role] = name;
      else if (!isNothing(value)) this.problem(range, `Expected the model of \`${key}\` to be written PROVIDER/MODEL, or rehearsal.`);
    }
    return models;
  }

  /** `{severity: …, option: …}` as plain data. */
  private plainMap(value: ParsedNode): Readonly<Record<string, unknown>> {
    const entries = (mapEntries(value, this.problems) ?? []).map((entry): [string, unknown] => [
      entry.key,
      entry.key === 'severity' ? (severityOf(entry.value) ?? plainText(entry.value)) : isSeq(entry.value) ? entry.value.items.map(plainText) : isScalar(entry.value) ? entry.value.value : undefined,
    ]);
    return Object.fromEntries(entries);
  }

  private entries({ key, value, range }: YamlEntry, expected: string): readonly YamlEntry[] {
    const entries = mapEntries(value, this.problems);
    if (entries === undefined && !isNothing(value)) this.problem(range, `Expected \`${key}\` to hold ${expected}.`);
    return entries ?? [];
  }

  private problem(range: YamlProblem['range'], message: string): void {
    this.problems.push({ range, message });
  }

  private place([start, end]: YamlProblem['range']): Range {
    const from = Math.min(start, this.yaml.length);
    return { start: this.offset + from, end: this.offset + Math.min(Math.max(end, from), this.yaml.length) };
  }
}

/** YAML 1.1 habits: `off` is a plain word in YAML 1.2, but a writer may have meant false. */
function severityOf(value: ParsedNode | null): SeveritySetting | undefined {
  const written: unknown = isScalar(value) ? value.value : undefined;
  return SEVERITIES.find((known) => known === (written === false ? 'off' : written));
}
