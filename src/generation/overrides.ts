/**
 * Prompts of a workspace's own: templates that are sent in place of a stage's wording. What a stage is asked about is put
 * in for named placeholders, in one pass over the template alone, so that no brace in a document or an answer is one.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { closest, distance } from 'fastest-levenshtein';
import type { Chunk } from '../document/chunk.ts';
import { PLACEHOLDER } from '../document/placeholders.ts';
import { lineAt, lineStarts } from '../document/range.ts';
import type { ScenarioKind, Stage } from '../models/model.ts';
import { chunkText, modelName } from '../prompts/chunk-text.ts';
import { channelText, type WhyChannel } from '../prompts/document-plan.ts';
import { entryBlock, expectation, textExpectation } from '../prompts/expectation.ts';
import { findings, type Judgement, type Remark, remarksBlock } from '../prompts/judgement.ts';
import type { KnownPattern } from '../prompts/known-patterns.ts';
import { type Plan, planText } from '../prompts/plan.ts';
import { type Draw, drawnForMessage, drawnForPlan } from '../prompts/draw.ts';
import { block, paragraphs, type RenderedPrompt, type TextStage } from '../prompts/stage.ts';

/** All that a stage may be asked about. */
export interface StageInput {
  readonly chunk?: Chunk;
  readonly kind?: ScenarioKind;
  readonly entry?: string;
  readonly earlier?: readonly Plan[];
  readonly draw?: Draw | undefined;
  readonly names?: readonly string[] | undefined;
  readonly plan?: Plan;
  readonly prompt?: string;
  readonly defaultResponse?: string;
  readonly draft?: string;
  readonly critique?: Judgement;
  readonly remarks?: readonly Remark[];
  readonly response?: string;
  readonly chosen?: string;
  readonly rejected?: string;
  readonly rejectedFirst?: boolean;
  readonly documentType?: string;
  readonly whyChannel?: WhyChannel;
  readonly document?: string;
  readonly known?: readonly string[];
  readonly count?: number;
  readonly knownPatterns?: readonly KnownPattern[];
}

const listed = (tag: string, lines: readonly string[] | undefined): string | undefined =>
  lines === undefined || lines.length === 0 ? undefined : block(tag, lines.map((line) => `- ${line}`).join('\n'));
const tagged = (tag: string, text: string | undefined): string | undefined => (text === undefined ? undefined : block(tag, text));

/** What is put in for a placeholder. Texts stand between tags, as in the prompts that are built in. */
const PLACEHOLDERS = {
  model: ({ chunk }) => (chunk === undefined ? undefined : modelName(chunk)),
  chunk: ({ chunk }) => (chunk === undefined ? undefined : chunkText(chunk)),
  kind: ({ kind }) => kind,
  entry: ({ chunk, kind, entry }) => (chunk === undefined || kind === undefined || entry === undefined ? undefined : entryBlock({ chunk, kind, entry })),
  expectation: ({ chunk, kind, entry }, stage) =>
    chunk === undefined || kind === undefined ? undefined : (stage.startsWith('document') ? textExpectation : expectation)({ chunk, kind, ...(entry === undefined ? {} : { entry }) }),
  already_planned: ({ earlier }) => listed('already_planned', earlier?.map(({ what }) => what)),
  drawn: ({ draw, names }, stage) => {
    if (stage === 'document') return listed('names', names);
    return stage === 'scenario' ? drawnForMessage(draw) : drawnForPlan(draw, stage === 'plan' ? 'user' : 'somebody in it');
  },
  plan: ({ plan }) => (plan === undefined ? undefined : block('plan', planText(plan))),
  prompt: ({ prompt }) => tagged('user_message', prompt),
  default_response: ({ defaultResponse }) => tagged('default_response', defaultResponse),
  draft: ({ draft }, stage) => tagged(stage.startsWith('document') ? 'text' : 'answer', draft),
  judgement: ({ critique, remarks, draft }) => (critique === undefined ? undefined : paragraphs(block('judgement', findings(critique)), remarksBlock(remarks, draft ?? ''))),
  response: ({ response }) => tagged('answer', response),
  chosen: ({ chosen }) => tagged('chosen_answer', chosen),
  rejected: ({ rejected }) => tagged('rejected_answer', rejected),
  answer_a: ({ chosen, rejected, rejectedFirst }) => tagged('answer_a', rejectedFirst === true ? rejected : chosen),
  answer_b: ({ chosen, rejected, rejectedFirst }) => tagged('answer_b', rejectedFirst === true ? chosen : rejected),
  document_type: ({ documentType }) => tagged('document_type', documentType),
  why_channel: ({ chunk, whyChannel }) => (chunk === undefined || whyChannel === undefined ? undefined : block('why_channel', channelText(whyChannel, modelName(chunk)))),
  document: ({ document }) => tagged('text', document),
  known_types: ({ known }) => listed('known_types', known),
  known_patterns: ({ knownPatterns }) => listed('known_patterns', knownPatterns?.map(({ name, definition }) => `${name}: ${definition}`)),
  count: ({ count }) => (count === undefined ? undefined : String(count)),
} as const satisfies Readonly<Record<string, (input: StageInput, stage: Stage) => string | undefined>>;
type Name = keyof typeof PLACEHOLDERS;

interface Overridable {
  readonly stage: Stage;
  readonly side: keyof RenderedPrompt;
  /** Placeholders without which the stage would be asked about nothing. */
  readonly needs: readonly Name[];
  readonly may: readonly Name[];
}

const ABOUT = ['model', 'kind', 'entry', 'expectation'] as const;

/**
 * What may be worded anew, by the name of its file without `.md`. Not among them are the messages of the default
 * response, of the draft and of the rejected answer, which are the user's and nothing else.
 */
const OVERRIDABLE: ReadonlyMap<string, Overridable> = new Map(
  (
    [
      ['plan', 'user', ['chunk'], [...ABOUT, 'already_planned', 'drawn']],
      ['scenario', 'user', ['plan'], ['model', 'chunk', 'drawn']],
      ['scenario-critique', 'user', ['chunk', 'prompt', 'default_response'], [...ABOUT, 'plan']],
      ['draft', 'system', ['chunk'], ['model']],
      ['critique', 'user', ['chunk', 'prompt', 'draft'], [...ABOUT, 'default_response', 'known_patterns']],
      ['rewrite', 'user', ['chunk', 'prompt', 'judgement'], [...ABOUT, 'draft', 'default_response']],
      ['autorate', 'user', ['chunk', 'prompt', 'response'], [...ABOUT, 'default_response']],
      // The rejected answer is to know nothing of the document, so there is no placeholder for it.
      ['rejected', 'system', [], ['model']],
      ['pair-critique', 'user', ['chunk', 'prompt', 'chosen', 'rejected'], ABOUT],
      // A judge who is told which answer is which agrees.
      ['pair-autorate', 'user', ['chunk', 'prompt', 'answer_a', 'answer_b'], ABOUT],
      ['document-types', 'user', ['chunk', 'known_types'], ['model', 'count']],
      ['document-plan', 'user', ['chunk', 'document_type', 'why_channel'], [...ABOUT, 'already_planned', 'drawn']],
      ['document', 'user', ['chunk', 'document_type', 'plan'], [...ABOUT, 'why_channel', 'drawn']],
      ['document-critique', 'user', ['chunk', 'draft'], [...ABOUT, 'document_type', 'plan', 'why_channel', 'known_patterns']],
      ['document-rewrite', 'user', ['chunk', 'plan', 'judgement'], [...ABOUT, 'document_type', 'why_channel', 'draft']],
      ['document-autorate', 'user', ['chunk', 'document'], [...ABOUT, 'document_type', 'why_channel']],
    ] as const satisfies readonly (readonly [Stage, keyof RenderedPrompt, readonly Name[], readonly Name[]])[]
  ).map(([stage, side, needs, may]) => [side === 'system' ? `${stage}.system` : stage, { stage, side, needs, may }]),
);

/** How a stage's prompt can be worded anew; undefined where it cannot. */
export function overridableBy(stage: Stage): { readonly file: string; readonly side: keyof RenderedPrompt; readonly needs: readonly string[]; readonly may: readonly string[] } | undefined {
  const found = [...OVERRIDABLE].find(([, place]) => place.stage === stage);
  return found && { file: `${found[0]}.md`, side: found[1].side, needs: found[1].needs, may: found[1].may };
}

/** One template that takes the place of a wording. */
export interface PromptTemplate {
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  /** The file's path from the folder of the prompts, where it is not its name in the map and `.md`. */
  readonly file?: string;
}

/** The list of known patterns is no wording, and as much the workspace's word on what is sent; see known-patterns.ts. */
const KNOWN_PATTERNS = 'known-patterns';
const TOLD_PATTERNS: readonly Stage[] = ['critique', 'document-critique'];

/** The prompts of a workspace with the list of known patterns in `file`, a path from the folder of the prompts. */
export function withKnownPatterns(overrides: PromptOverrides, patterns: readonly KnownPattern[], file: string): PromptOverrides {
  if (patterns.length === 0) return overrides;
  const text = JSON.stringify(patterns.map(({ name, definition }) => ({ name, definition })));
  return new Map([...overrides, [KNOWN_PATTERNS, { text, hash: hashOf(text), file }]]);
}

/** The files that overrides are from, as paths from the folder of the prompts. */
export function overrideFiles(overrides: PromptOverrides): readonly string[] {
  return [...overrides].map(([stem, { file = `${stem}.md` }]) => file);
}

/** By the name of the file without `.md`: `critique`, or `draft.system` for a system prompt. Empty where a workspace has none. */
export type PromptOverrides = ReadonlyMap<string, PromptTemplate>;

export const NO_OVERRIDES: PromptOverrides = new Map();

/** What keeps a template from being used. */
export interface TemplateProblem {
  /** The name of the file. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** A sentence for a person. */
  readonly message: string;
}

/** A prompt is as long as a few pages; what is longer is some other file. In characters, of one template. */
export const LONGEST_TEMPLATE = 100_000;

/** Reads the templates of a workspace; `name` is the name of a file, with `.md`. Never throws. */
export function readOverrides(files: readonly { readonly name: string; readonly text: string }[]): { readonly overrides: PromptOverrides; readonly problems: readonly TemplateProblem[] } {
  const overrides = new Map<string, PromptTemplate>();
  const problems: TemplateProblem[] = [];
  for (const { name, text: written } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    // Line endings are a matter of the file on one machine.
    const text = written.replace(/\r\n?/g, '\n').trim();
    const stem = name.replace(/\.md$/, '');
    const found = templateProblems(name, stem, written, text);
    if (found.length > 0) problems.push(...found);
    else overrides.set(stem, { text, hash: hashOf(text) });
  }
  return { overrides, problems };
}

function templateProblems(file: string, stem: string, written: string, text: string): readonly TemplateProblem[] {
  const place = OVERRIDABLE.get(stem);
  if (place === undefined) return [{ file, line: 1, message: unknownFile(stem) }];
  if (text === '') return [{ file, line: 1, message: 'There is nothing in it: write the prompt, or remove the file.' }];
  if (written.length > LONGEST_TEMPLATE) return [{ file, line: 1, message: `It is longer than ${LONGEST_TEMPLATE.toLocaleString('en')} characters, which is no prompt.` }];
  const known: readonly string[] = [...place.needs, ...place.may];
  const starts = lineStarts(written);
  const used = new Set<string>();
  const problems: TemplateProblem[] = [];
  for (const { index, 1: name = '' } of written.matchAll(PLACEHOLDER)) {
    used.add(name);
    if (!known.includes(name)) problems.push({ file, line: lineAt(starts, index) + 1, message: `There is no {{${name}}} for this stage.${didYouMean(name, known)} There are: ${braced(known)}.` });
  }
  const missing = place.needs.filter((name) => !used.has(name));
  if (missing.length > 0) problems.push({ file, line: starts.length, message: `The end comes without ${braced(missing)}, which the model has to see at this stage.` });
  return problems;
}

function unknownFile(stem: string): string {
  const other = stem.endsWith('.system') ? stem.slice(0, -'.system'.length) : `${stem}.system`;
  if (OVERRIDABLE.has(other)) return `This stage has no such prompt to word anew: name the file ${other}.md.`;
  return `No prompt has this name.${didYouMean(stem, [...OVERRIDABLE.keys()])} There are: ${[...OVERRIDABLE.keys()].map((name) => `${name}.md`).join(', ')}.`;
}

function didYouMean(name: string, known: readonly string[]): string {
  const meant = closest(name, [...known]);
  return distance(name, meant) <= 2 ? ` Did you mean ${meant}?` : '';
}

function braced(names: readonly string[]): string {
  return names.map((name) => `{{${name}}}`).join(', ');
}

/** The prompt of a stage: as it is built in, or as the workspace words it. */
export function renderStage<Input extends StageInput>(stage: TextStage<Input>, given: Input, overrides: PromptOverrides = NO_OVERRIDES): RenderedPrompt {
  const known = TOLD_PATTERNS.includes(stage.stage) ? overrides.get(KNOWN_PATTERNS) : undefined;
  const input = known === undefined ? given : { ...given, knownPatterns: JSON.parse(known.text) as readonly KnownPattern[] };
  const built = stage.render(input);
  const user = overrides.get(stage.stage);
  const system = overrides.get(`${stage.stage}.system`);
  if (user === undefined && system === undefined) return built;
  return {
    ...built,
    ...(user === undefined ? {} : { user: filledIn(user, stage.stage, input) }),
    ...(system === undefined ? {} : { system: filledIn(system, stage.stage, input) }),
  };
}

/** What a stage has nothing for, an entry where there is none say, is left empty. */
function filledIn({ text }: PromptTemplate, stage: Stage, input: StageInput): string {
  return text.replace(PLACEHOLDER, (written, name: string) => (isName(name) ? (PLACEHOLDERS[name](input, stage) ?? '') : written));
}

function isName(name: string): name is Name {
  return Object.hasOwn(PLACEHOLDERS, name);
}

/** For a journal's header: by the name of each file, the hash of its text. Undefined where there are none. */
export function overridesInHeader(overrides: PromptOverrides): Readonly<Record<string, string>> | undefined {
  return overrides.size === 0 ? undefined : Object.fromEntries([...overrides].map(([stem, { hash, file = `${stem}.md` }]) => [file, hash]));
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
