/** The best-known language models and who makes them, and finding their names in a text. */

interface Maker {
  /** Names of who makes the models. */
  readonly providers: readonly string[];
  /** Names of the models, as regular expressions. */
  readonly models: readonly string[];
  /** Names that are also words or names of other things: not counted at the start of a sentence. */
  readonly words?: readonly string[];
}

/** After a first name comes a last name; after a model's, its version. */
const NO_LAST_NAME = "(?![ \\t](?!(?:Opus|Sonnet|Haiku|Instant|AI|Pro|Max|Ultra|Flash|Nano|Advanced)\\b)\\p{Lu}\\p{Ll})";
/** Neither is a product of the same name the model: “Gemini CLI”, “Microsoft Copilot Studio”, “OpenAI Agents”. */
const NO_PRODUCT = '(?![ \\t](?:CLI|SDK|API|IDE|Code|Codex|Agents?|Studio|Desktop|Cookbook)\\b)';

/** Well-known assistants and models. Makers that are known for much else (Google, Microsoft, Meta) are left out by their bare names. */
const MAKERS: readonly Maker[] = [
  { providers: ['OpenAI'], models: ['ChatGPT', 'GPT-?\\d[\\w.]*'] },
  { providers: ['Anthropic'], models: [`Claude${NO_LAST_NAME}`] },
  { providers: ['Google DeepMind', 'DeepMind', 'Google AI'], models: ['Gemini', 'Gemma'], words: ['Bard'] },
  { providers: ['Meta AI'], models: ['LLaMA', 'Llama[ -]?\\d[\\w.]*'], words: ['Llama'] },
  { providers: ['Mistral AI'], models: ['Mixtral', 'Le Chat'], words: ['Mistral'] },
  { providers: ['xAI'], models: ['Grok'] },
  { providers: ['DeepSeek'], models: [] },
  { providers: ['Alibaba Cloud'], models: ['Qwen[\\w.]*'] },
  { providers: ['Moonshot AI'], models: ['Kimi K\\d[\\w.]*'] },
  { providers: ['Zhipu AI', 'Z\\.ai'], models: ['ChatGLM', 'GLM-\\d[\\w.]*'] },
  { providers: [], models: ['Microsoft Copilot', 'Bing Chat'] },
  { providers: [], models: ['Amazon Nova', 'Alexa'] },
  { providers: ['Perplexity AI'], models: [] },
  { providers: ['Inflection AI'], models: [] },
  { providers: ['Character\\.AI'], models: [] },
];

export type NameKind = 'model' | 'provider';

/** Which maker each name is of, found by one expression. */
export interface MakerNames {
  /** Matches wherever `search` may, many times as fast. */
  readonly quick: RegExp;
  readonly search: RegExp;
  readonly groups: readonly { readonly maker: number; readonly kind: NameKind; readonly word: boolean }[];
}

/** The names of all makers, and of models of yet others. */
export function makerNames(added: readonly string[] = []): MakerNames {
  const patterns: string[] = [];
  const groups: MakerNames['groups'][number][] = [];
  const add = (names: readonly string[], maker: number, kind: NameKind, word: boolean): void => {
    if (names.length === 0) return;
    patterns.push(`(${names.join('|')})`);
    groups.push({ maker, kind, word });
  };
  for (const [maker, { providers, models, words }] of MAKERS.entries()) {
    add(models, maker, 'model', false);
    add(providers, maker, 'provider', false);
    add(words ?? [], maker, 'model', true);
  }
  for (const [index, name] of added.entries()) add([name.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')], MAKERS.length + index, 'model', false);
  // The Unicode mode is what is slow, and what comes after a name needs it.
  const quick = new RegExp(patterns.join('|').replaceAll(NO_LAST_NAME, ''));
  return { groups, quick, search: new RegExp(`(?<![\\p{L}\\p{N}_.@/#-])(?:${patterns.join('|')})(?![\\p{L}\\p{N}_])(?!\\.[\\p{L}\\p{N}])${NO_PRODUCT}`, 'gu') };
}

/** Names of model families that are words as well: they count in the front matter alone. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:opus|sonnet|haiku)\b/i, 'Claude'],
  [/\b(?:gpt|o[134](?:-mini)?)\b/i, 'GPT-4'],
];

/** The makers of a model or provider in the front matter, where people write identifiers as well as names. */
export function makersIn({ search, groups }: MakerNames, value: string): readonly number[] {
  const names = [value, ...FAMILIES.flatMap(([family, name]) => (family.test(value) ? [name] : []))].join(' ');
  return Array.from(names.matchAll(new RegExp(search, 'giu')), (match) => groups[match.slice(1).findIndex((found) => found !== undefined)]?.maker ?? -1);
}
