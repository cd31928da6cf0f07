/** What the format says of itself while somebody writes it: what parts, keys and values are for. */
import type { MODEL_ROLES, SeveritySetting } from '../document/front-matter.ts';
import type { PartKind } from '../document/parts.ts';
import { SCENARIO_KINDS, type ScenarioKey, WHY_CHANNELS } from '../document/scenario-block.ts';

/** What each part is for, in a sentence. */
export const PART_PURPOSES: Readonly<Record<PartKind, string>> = {
  what: 'What the trait is: behaviour that somebody could see in a transcript.',
  how: 'How it shows: situations, and what the model does and leaves out in them.',
  why: 'Why it matters: who is better off for it, and what goes wrong without it. Models carry reasons over to cases that no rule foresaw.',
  'trade-offs': 'Which other traits this one prevails over, yields to or is weighed against, and what decides.',
  exceptions: 'Where the same behaviour would be wrong or beside the point. Scenarios in which the trait must not show are made from these.',
  scenarios: 'Pinned scenarios: situations that generation uses instead of making some up.',
  examples: 'Examples of the trait, for readers and for the models that generate from it.',
};

/** What each part asks of its writer, in the order and with the first words of its entries. */
export const PART_QUESTIONS: Readonly<Record<PartKind, string>> = {
  what: 'What would somebody see in a transcript?',
  how: 'When which thing happens, what does it do then, and what does it leave out?',
  why: 'Who is better off for it, and what goes wrong for them without it?',
  'trade-offs': 'Over, Yields to or With which other trait, in which matter, and what decides?',
  exceptions: 'In what situation would the same behaviour be wrong or beside the point?',
  scenarios: 'Who asks for what, and what makes it hard?',
  examples: 'What does somebody say, and what does the model answer?',
};

/** What the statement of a trait asks of its writer. */
export const STATEMENT_QUESTION = 'In one sentence, what does the model do that shows this?';

export const SCENARIO_PURPOSES: Readonly<Record<ScenarioKey, string>> = {
  kind: 'Whether the trait shows here (`exhibit`), must not show (`exception`), or meets another trait (`trade-off`).',
  what: 'The situation: who asks for what.',
  how: 'What a good answer does here.',
  why: 'Why that is right in this case.',
  'why-channel': 'How the reason reaches a reader: said in the answer (`quoted`), told by somebody who looks on (`observer`), or shown by what comes of it (`consequence`).',
  prompt: "The user's message, word for word. It is never rewritten.",
};

export const SCENARIO_VALUES: Readonly<Partial<Record<ScenarioKey, readonly string[]>>> = {
  kind: SCENARIO_KINDS,
  'why-channel': WHY_CHANNELS,
};

/** The keys that front matter knows, and what each is for. */
export const FRONT_MATTER_PURPOSES: Readonly<Record<string, string>> = {
  traits: 'The version of the format: 1.',
  title: 'The title, where it is not the first heading. `{{title}}` in the text stands for it.',
  model: 'The assistant whose traits these are. `{{model}}` in the text stands for it.',
  provider: 'Who makes the assistant. `{{provider}}` in the text stands for it.',
  language: 'The language that the document is written in: en (where nothing is said), de, es, fr, zh, or another that the settings describe. It settles by which words a part is recognised.',
  'trait-level': 'Where the traits are, if that is not found rightly: a heading depth, the sections without subsections, or the items of lists.',
  sections: 'Other names for the parts of a trait, in any language.',
  signals: 'Phrases by which a part is recognised in prose, beside those of the language.',
  lint: "The severity of each rule, and its options, for this document.",
  models: 'The models that samples of this document are made with, by role.',
};

/** What each role of a model is for. */
export const MODEL_ROLE_PURPOSES: Readonly<Record<(typeof MODEL_ROLES)[number], string>> = {
  generator: 'Plans, writes the scenarios and drafts the answers.',
  critic: 'Criticises and rewrites: quality comes from here.',
  judge: 'Decides whether a sample is kept.',
  embedder: 'Compares texts, to find samples that are alike.',
};

export const TRAIT_LEVELS: readonly string[] = ['2', '3', '4', '5', '6', 'leaf', 'list'];

export const DIRECTIVES: Readonly<Record<string, string>> = {
  'traits-disable-next-line': 'Silences rules on the next line.',
  'traits-disable': 'Silences rules from here on.',
  'traits-enable': 'Ends the silence of `traits-disable`.',
  'traits-disable-file': 'Silences rules in the whole document.',
};

/** What is told of a lint rule where its id is written. */
export interface RuleNote {
  readonly id: string;
  readonly summary: string;
  readonly severity: SeveritySetting;
  /** The names of its options. */
  readonly options: readonly string[];
}
