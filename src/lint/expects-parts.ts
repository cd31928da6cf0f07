/** Tells the documents whose traits should have parts from other Markdown, in which nothing is missing. */
import { keptOn } from '../document/lazy.ts';
import { DEFINING_PARTS } from '../document/parts.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { unsaidLanguage } from './unsaid-language.ts';

/** The ways in which documents speak of the one whose traits they are. */
const MODEL =
  '\\{\\{[ \\t]*model[ \\t]*\\}\\}|\\b(?:(?:AI|[Ll]anguage) (?:systems?|assistants?|models?|agents?)|AIs?|[Aa]ssistants?|[Cc]hatbots?|LLMs?|(?:[Tt]he|[Oo]ur|[Tt]his|[Aa]n?|[Ee]ach|[Ee]very) (?:model|agent|bot))\\b';
const MODALS = 'should|must|shall|will|would|may|might|can|cannot|never|always|needs? to|(?:do|does|is|are) not';
const VERBS = 'is|are|does|has|says?|tells?|asks?|answers?|gives?|keeps?|refuses?|declines?|avoids?|helps?|tries|try|aims?|treats?|explains?|offers?|shows?|states?|admits?|points|knows?|speaks?|acts?|respects?|cares?|values?';
/** That it does something, or is to: many documents only mention one, which is what they are used with. */
const MODEL_DOES = new RegExp(`(?:${MODEL}),?(?:(?: [a-z]+){0,2}? (?:${MODALS})|(?: (?:also|still|[a-z]+ly))? (?:${VERBS}))\\b`);

const NAMES_MODEL = new RegExp(MODEL);

/** What documents of traits are called, and lists of them. */
export const CALLED_TRAITS = /\b(?:traits?|values?|virtues?|principles?|characters?|personalit(?:y|ies)|personas?|souls?|constitutions?|qualities|behaviou?rs?|attitudes?|beliefs?)\b/i;

/** Keys of the definitions of agents for other tools, which have a `model` as well. */
const OF_AGENTS: ReadonlySet<string> = new Set(['description', 'tools']);

/** Whether the front matter says that the document is one of traits. */
export function saysTraits({ frontMatter: { keys } }: TraitsDocument): boolean {
  return keys.some(({ key }) => key === 'traits' || key === 'trait-level');
}

/**
 * Whether the document is a list of traits that has nothing else: document/short-list says what it lacks, once. Where
 * neither its file's name (`isTraits`) nor the front matter says so, at least half of the items have names.
 */
export function isShortList(document: TraitsDocument, isTraits: boolean): boolean {
  const { form, traits } = document;
  if (form !== 'list' || traits.length === 0 || !traits.every(({ content }) => content.parts.length === 0)) return false;
  return isTraits || saysTraits(document) || traits.filter(({ content }) => isNamed(content)).length * 2 >= traits.length;
}

/** Whether an item begins with a name, in bold or before a colon. */
function isNamed({ nameRange, source }: TraitContent): boolean {
  return /^(?:\*\*|__)/.test(source.slice(nameRange.start, nameRange.end)) || /^[:：]/.test(source.slice(nameRange.end));
}

/**
 * Whether a trait without one of its parts lacks something: in a document whose file's name says that it is one of traits
 * (`isTraits`), and in any that is about a model, which it says by its front matter, by parts that are labelled in several traits or in all there are, or in words in a third of its traits:
 * what the model does, or, where it is called a constitution or the like, that there is one.
 */
export function expectsParts(document: TraitsDocument, isTraits = false): boolean {
  const { form, frontMatter, traits } = document;
  // Nobody knows what is said in it.
  if (unsaidLanguage(document) !== undefined) return false;
  if (form === 'list') return traits.some(({ content }) => labelledKinds(content) > 0);
  if (isTraits || saysTraits(document)) return true;
  if (frontMatter.variables.has('model') && !frontMatter.keys.some(({ key }) => OF_AGENTS.has(key))) return true;
  const kinds = traits.map(({ content }) => labelledKinds(content));
  const labelled = kinds.filter((count) => count > 0).length;
  if (labelled * 2 > traits.length || (labelled >= 2 && kinds.some((count) => count >= 2))) return true;
  const isCalled = CALLED_TRAITS.test(document.title ?? '');
  const aboutModel = traits.filter(({ content }) => {
    const { names, does } = ofModel(content);
    return does || (isCalled && names);
  });
  return aboutModel.length * 3 >= Math.max(traits.length, 1);
}

/** How many of the parts that define a trait are labelled in it. */
function labelledKinds({ parts }: TraitContent): number {
  return new Set(parts.flatMap(({ kind }) => (DEFINING_PARTS.has(kind) ? [kind] : []))).size;
}

const known = keptOn<TraitContent, { readonly names: boolean; readonly does: boolean }>();

/** Of a trait that says what somebody would see: whether it names the model, and whether it says that this is what the model does. */
function ofModel(content: TraitContent): { readonly names: boolean; readonly does: boolean } {
  let answer = known.get(content);
  if (answer === undefined) {
    const names = content.inProse.what !== undefined && NAMES_MODEL.test(content.source);
    known.set(content, (answer = { names, does: names && MODEL_DOES.test(content.source) }));
  }
  return answer;
}
