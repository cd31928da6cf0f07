/** Tells the documents whose traits should have parts from other Markdown, in which nothing is missing. */
import { DEFINING_PARTS } from '../document/parts.ts';
import type { TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

/** The ways in which documents speak of the one whose traits they are. */
const MODEL = /\{\{[ \t]*model[ \t]*\}\}|\b(?:AIs?|[Aa]ssistants?|[Cc]hatbots?|[Ll]anguage models?|LLMs?|(?:[Tt]he|[Oo]ur|[Tt]his) (?:model|agent|bot))\b/;

/** Whether the front matter says that the document is one of traits. */
export function saysTraits({ frontMatter: { keys } }: TraitsDocument): boolean {
  return keys.some(({ key }) => key === 'traits' || key === 'trait-level');
}

/**
 * Whether the document is a list of traits that has nothing else: document/short-list says what it lacks, once. Where
 * the front matter does not say so, at least half of the items have names.
 */
export function isShortList(document: TraitsDocument): boolean {
  const { form, traits } = document;
  if (form !== 'list' || traits.length === 0 || !traits.every(({ content }) => content.parts.length === 0)) return false;
  return saysTraits(document) || traits.filter(({ content }) => isNamed(content)).length * 2 >= traits.length;
}

/** Whether an item begins with a name, in bold or before a colon. */
function isNamed({ nameRange, source }: TraitContent): boolean {
  return /^(?:\*\*|__)/.test(source.slice(nameRange.start, nameRange.end)) || /^[:：]/.test(source.slice(nameRange.end));
}

/**
 * Whether a trait without one of its parts lacks something: in a document that is about a model, which it says by its
 * front matter, by parts that are labelled in several traits or in all there are, or in words in a third of its traits.
 */
export function expectsParts(document: TraitsDocument): boolean {
  const { form, frontMatter, traits } = document;
  const kinds = traits.map(({ content }) => new Set(content.parts.flatMap(({ kind }) => (DEFINING_PARTS.has(kind) ? [kind] : []))).size);
  const labelled = kinds.filter((count) => count > 0).length;
  if (form === 'list') return labelled > 0;
  if (saysTraits(document) || frontMatter.variables.has('model')) return true;
  if (labelled * 2 > traits.length || (labelled >= 2 && kinds.some((count) => count >= 2))) return true;
  return traits.filter(({ content }) => prescribes(content)).length * 3 >= Math.max(traits.length, 1);
}

const known = new WeakMap<TraitContent, boolean>();

/** Whether a trait names the model and says what it does. */
function prescribes(content: TraitContent): boolean {
  let answer = known.get(content);
  if (answer === undefined) known.set(content, (answer = content.inProse.what !== undefined && MODEL.test(content.source)));
  return answer;
}
